import type { ErrorObject } from "ajv/dist/2020.js";
import { boundWords } from "../core/bound-words.ts";
import { joined, keysOf } from "../core/field-path.ts";
import type { FieldError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import { isNullable, type JsonSchema, typesOf } from "./json-schema.ts";

/** A payload with more than these is of another kind altogether, and the first ones show that. */
export const FAULTS_MAX = 20;

/**
 * One for each place: a value that is no text is not one of the choices either. What is wrong stands before what is missing,
 * as whoever sends the half of a payload would hear of nothing else.
 */
export function toFieldErrors(errors: readonly ErrorObject[], root: string): FieldError[] {
  const byPath = new Map<string, FieldError>();
  const wrong = errors.filter((error) => !isMissing(error));
  for (const error of [...wrong, ...errors.filter(isMissing)]) {
    if (byPath.size === FAULTS_MAX) break;
    const fault = toFieldError(error, root);
    if (!byPath.has(fault.path)) byPath.set(fault.path, fault);
  }
  return [...byPath.values()];
}

function isMissing({ keyword }: ErrorObject): boolean {
  return keyword === "required" || keyword === "dependentRequired";
}

function toFieldError(error: ErrorObject, root: string): FieldError {
  const { propertyName } = error;
  const fault = faultOf(error, root);
  return propertyName === undefined ? fault : { ...fault, message: `the key ${shown(propertyName)}: ${fault.message}` };
}

function faultOf({ instancePath, keyword, params, parentSchema, schema, data }: ErrorObject, root: string): FieldError {
  const path = keysOf(instancePath).reduce(joined, root);
  const bound = boundWords(keyword, schema, data);
  if (bound !== null) return { path, message: bound };
  switch (keyword) {
    case "required":
    case "dependentRequired":
      return { path: joined(path, String(params["missingProperty"])), message: "required" };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
      return { path: joined(path, key), message: "unknown field" };
    }
    case "type":
    case "enum":
    // The schema that failed is an object, of which ajv knows no more.
    case "pattern":
      return { path, message: `expected ${wantedBy(parentSchema as JsonSchema, keyword)}, got ${shown(data)}` };
    case "const":
      return { path, message: `expected ${shown(schema)}, got ${shown(data)}` };
    default:
      return { path, message: OTHERWISE[keyword] ?? `is not as ${keyword} says` };
  }
}

/** Of keywords whose fault has no value to show. */
const OTHERWISE: Readonly<Record<string, string>> = {
  uniqueItems: "has an item twice",
  contains: "has too few or too many of the items that it must contain",
  unevaluatedItems: "has more items than are known",
  items: "has more items than are known",
  propertyNames: "has a key whose name is not as it must be",
  anyOf: "is nothing of what it may be",
  oneOf: "is nothing, or several, of what it may be",
  not: "is what it must not be",
  if: "is not what follows from its other values",
  "false schema": "must not be there",
};

/** What a schema takes, in words that end the sentence "expected …". */
function wantedBy(schema: JsonSchema, keyword: string): string {
  const orNull = isNullable(schema) ? ["null"] : [];
  if (schema.enum !== undefined && keyword !== "pattern") return `one of ${schema.enum.map(choice).join(", ")}`;
  if (schema.format === "date-time") return ["a time such as 2026-01-31T09:30:00.000Z", ...orNull].join(" or ");
  if (schema.format === "uuid") return ["a uuid", ...orNull].join(" or ");
  if (keyword === "pattern") return [`a text that matches ${schema.pattern}`, ...orNull].join(" or ");
  return [...typesOf(schema), ...orNull].join(" or ");
}

function choice(value: unknown): string {
  return typeof value === "string" ? value : shown(value);
}
