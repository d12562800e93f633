import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { FieldError } from "../core/problems.ts";
import type { Catalogue } from "./catalogue.ts";
import type { JsonSchema } from "./json-schema.ts";
import { createOwnSchemas } from "./own-schemas.ts";
import { FAULTS_MAX, toFieldErrors } from "./payload-faults.ts";

/** Holds payloads against the catalogue. It changes nothing in them: no coercion, no defaults. */
export interface PayloadValidator {
  /** What is wrong with the payload of an event of this type, at most `FAULTS_MAX`. Empty where all is well. */
  check(event: string, payload: unknown): FieldError[];
}

/** No schema of the catalogue goes deeper, so what lies deeper has no faults. */
const DEPTH_MAX = 8;

/** A schema is compiled when its type is first seen: all of them would take longer than the rest of the start. */
export function createPayloadValidator(catalogue: Pick<Catalogue, "find">): PayloadValidator {
  const ofBuiltIn = createBuiltInValidator();
  const own = createOwnSchemas();
  return {
    check(event, payload) {
      const type = catalogue.find(event);
      if (type === undefined) return [];
      return type.isBuiltIn ? ofBuiltIn(type, payload) : own.check(type.schema, payload, "payload");
    },
  };
}

/** The schemas of the catalogue are ours: they are known to be quick, whatever a payload holds. */
function createBuiltInValidator(): (type: NamedSchema, payload: unknown) => FieldError[] {
  // Nearly every payload is good, and to find that out takes one pass that stops at the first fault. Only then comes
  // the pass that gathers them all.
  const toFirst = createCompiler({ allErrors: false });
  const toAll = createCompiler({ allErrors: true });

  return (type, payload) => {
    const isGood = toFirst(type);
    if (isGood(payload)) return [];
    // A copy without the far ends of long arrays: each of their items could have a fault, and a payload has room for
    // many thousands. Where all faults lie in what was cut off, the one that is known already stands for them.
    const gather = toAll(type);
    const errors = gather(cutArrays(payload, DEPTH_MAX)) ? isGood.errors : gather.errors;
    const faults = toFieldErrors(errors ?? [], "payload");
    // They hold the payload, and would keep it in memory until the next one of this type.
    for (const judge of [isGood, gather]) judge.errors = null;
    return faults;
  };
}

interface NamedSchema {
  name: string;
  schema: JsonSchema;
}

function createCompiler({ allErrors }: { allErrors: boolean }): (type: NamedSchema) => ValidateFunction {
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
  return ({ name, schema }) => {
    const made = compiled.get(name) ?? ajv.compile(schema);
    compiled.set(name, made);
    return made;
  };
}

function cutArrays(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, FAULTS_MAX).map((item) => cutArrays(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutArrays(inner, depth - 1)]));
}
