import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { joined, keysOf } from "../core/field-path.ts";
import type { FieldError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import type { EventType } from "./event-type.ts";
import { isNullable, type JsonSchema, typesOf } from "./json-schema.ts";

/** Holds payloads against the catalogue. It changes nothing in them: no coercion, no defaults. */
export interface PayloadValidator {
  /** What is wrong with the payload of an event of this type, at most `FAULTS_MAX`. Empty where all is well. */
  check(event: string, payload: unknown): FieldError[];
}

/** A payload with more than these is of another kind altogether, and the first ones show that. */
const FAULTS_MAX = 20;
/** No schema of the catalogue goes deeper, so what lies deeper has no faults. */
const DEPTH_MAX = 8;

/** A schema is compiled when its type is first seen: all of them would take longer than the rest of the start. */
export function createPayloadValidator(types: readonly EventType[]): PayloadValidator {
  const schemas = new Map(types.map(({ name, schema }) => [name, schema]));
  // Nearly every payload is good, and to find that out takes one pass that stops at the first fault. Only then comes
  // the pass that gathers them all.
  const toFirst = createCompiler(schemas, { allErrors: false });
  const toAll = createCompiler(schemas, { allErrors: true });

  return {
    check(event, payload) {
      const isGood = toFirst(event);
      if (isGood === null || isGood(payload)) return [];
      // A copy without the far ends of long arrays: each of their items could have a fault, and a payload has room for
      // many thousands. Where all faults lie in what was cut off, the one that is known already stands for them.
      const beginning = cutArrays(payload, DEPTH_MAX);
      const gather = toAll(event);
      const errors = gather === null || gather(beginning) ? isGood.errors : gather.errors;
      const faults = toFieldErrors(errors ?? []);
      // They hold the payload, and would keep it in memory until the next one of this type.
      for (const judge of [isGood, gather]) if (judge !== null) judge.errors = null;
      return faults;
    },
  };
}

type Compiler = (event: string) => ValidateFunction | null;

function createCompiler(schemas: ReadonlyMap<string, JsonSchema>, { allErrors }: { allErrors: boolean }): Compiler {
  const ajv = new Ajv2020({
    allErrors,
    allowUnionTypes: true,
    // The words are made below, and to leave out ajv's own halves the time that compiling takes.
    messages: false,
    // Formats are notes in 2020-12: patterns say the same.
    validateFormats: false,
    // The catalogue's tests have done it, and here it would double the time of the first event.
    validateSchema: false,
    // For the schema that a value has failed.
    verbose: true,
  });
  const compiled = new Map<string, ValidateFunction>();
  return (event) => {
    const known = compiled.get(event);
    if (known !== undefined) return known;
    const schema = schemas.get(event);
    if (schema === undefined) return null;
    const made = ajv.compile(schema);
    compiled.set(event, made);
    return made;
  };
}

function cutArrays(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, FAULTS_MAX).map((item) => cutArrays(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutArrays(inner, depth - 1)]));
}

/** One for each place: a value that is no text is not one of the choices either. */
function toFieldErrors(errors: readonly ErrorObject[]): FieldError[] {
  const byPath = new Map<string, FieldError>();
  for (const error of errors) {
    if (byPath.size === FAULTS_MAX) break;
    const fault = toFieldError(error);
    if (!byPath.has(fault.path)) byPath.set(fault.path, fault);
  }
  return [...byPath.values()];
}

function toFieldError({ instancePath, keyword, params, parentSchema, data }: ErrorObject): FieldError {
  const path = keysOf(instancePath).reduce(joined, "payload");
  // The schema that failed is one of the catalogue's, of which ajv knows only that it is an object.
  const schema = parentSchema as JsonSchema;
  switch (keyword) {
    case "required":
      return { path: joined(path, String(params["missingProperty"])), message: "required" };
    case "maxLength":
      return { path, message: `expected at most ${schema.maxLength} characters, got ${lengthOf(String(data))}` };
    case "minimum":
      return { path, message: `expected at least ${schema.minimum}, got ${shown(data)}` };
    case "maximum":
      return { path, message: `expected at most ${schema.maximum}, got ${shown(data)}` };
    case "type":
    case "enum":
    case "pattern":
      return { path, message: `expected ${wantedBy(schema)}, got ${shown(data)}` };
    default:
      throw new Error(`no schema of the catalogue uses ${keyword}`);
  }
}

/** What a schema takes, in words that end the sentence "expected …". */
function wantedBy(schema: JsonSchema): string {
  const orNull = isNullable(schema) ? ["null"] : [];
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.format === "date-time") return ["a time such as 2026-01-31T09:30:00.000Z", ...orNull].join(" or ");
  if (schema.format === "uuid") return ["a uuid", ...orNull].join(" or ");
  return [...typesOf(schema), ...orNull].join(" or ");
}

/** In characters as JSON Schema counts them, not in halves of surrogate pairs. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
