import type { ErrorObject } from "ajv/dist/2020.js";
import { boundWords } from "../core/bound-words.ts";
import { EVENT_ID_PATTERN, SPACE_ID_PATTERN } from "../core/event.ts";
import { CORRELATION_ID_PATTERN } from "../core/event-context.ts";
import { joined, keysOf, toPath } from "../core/field-path.ts";
import { nearest } from "../core/nearest.ts";
import type { FieldError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import { SUBSCRIPTION_PATTERN } from "../core/subscription.ts";
import { TEXT_PATTERN } from "./schemas.ts";
import { BODY_SECRET_PATTERN, COLOR_PATTERN, SIGNING_SECRET_PATTERN } from "./text-patterns.ts";

/** What a pattern takes, in words that end the sentence "expected …". */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  [SPACE_ID_PATTERN, "a uuid"],
  [EVENT_ID_PATTERN, "1 to 64 of A-Z a-z 0-9 _ -"],
  [CORRELATION_ID_PATTERN, "1 to 128 visible ASCII characters"],
  [SUBSCRIPTION_PATTERN, "the name of an event type, a family such as lead.*, or *"],
  [TEXT_PATTERN, "a text without NUL and without halves of surrogate pairs"],
  [BODY_SECRET_PATTERN, "1 to 256 printable ASCII characters"],
  [SIGNING_SECRET_PATTERN, "whsec_ and the base64 of 24 to 64 bytes"],
  [COLOR_PATTERN, "a colour such as #0a7cff"],
]);

/** Longer texts are no slip of the finger, and comparing them takes long. */
const NAME_COMPARED_MAX = 64;
/** An answer tells 20 faults, each of which takes up to three errors. A body has room for many thousands. */
const ERRORS_READ_MAX = 60;

/** What a schema has found in an input, place by place, in words. */
export function toFieldErrors(errors: readonly ErrorObject[], input: unknown): FieldError[] {
  const byPointer = Map.groupBy(errors.slice(0, ERRORS_READ_MAX), placeOf);
  const pointers = [...byPointer.keys()];
  return [...byPointer].flatMap(([pointer, found]) => {
    const isInside = pointers.some((other) => other.startsWith(`${pointer}/`));
    return faultsAt(pointer, found, input, isInside);
  });
}

/** Where it is, as a JSON Pointer: a field that nobody knows is its own place. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword !== "additionalProperties") return instancePath;
  return `${instancePath}/${String(params["additionalProperty"]).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** `isInside`: something below this place is wrong as well. */
function faultsAt(pointer: string, found: readonly ErrorObject[], input: unknown, isInside: boolean): FieldError[] {
  const path = toPath(pointer);
  const faults = found.flatMap(({ keyword, params }): FieldError[] => {
    if (keyword === "required") return [{ path: joined(path, params["missingProperty"]), message: "required" }];
    return keyword === "additionalProperties" ? [{ path, message: "unknown field" }] : [];
  });
  // A value of the right kind whose inside is wrong: what it might have been instead is of no help.
  if (faults.length > 0 || (isInside && found.some(({ keyword }) => keyword === "anyOf"))) return faults;
  const types = found.flatMap(({ keyword, params }): string[] => (keyword === "type" ? [params["type"]].flat() : []));
  const value = keysOf(pointer).reduce<unknown>((inner, key) => Object(inner)[key], input);
  const [telling] = found.filter(({ keyword }) => !["type", "anyOf"].includes(keyword));
  const orNull = types.includes("null") ? " or null" : "";
  if (telling !== undefined) return [{ path, message: words(telling, value, orNull, isSecret(path)) }];
  if (types.length === 0) return [];
  return [{ path, message: `expected ${types.join(" or ")}, got ${shown(value)}` }];
}

function words(fault: ErrorObject, value: unknown, orNull: string, isHidden: boolean): string {
  const { keyword, params, message = "" } = fault;
  const got = isHidden && typeof value === "string" ? `${value.length} characters` : shown(value);
  switch (keyword) {
    case "enum": {
      const choices: string[] = params["allowedValues"].map(String);
      return `expected one of ${choices.join(", ")}${orNull}, got ${got}${hint(value, choices)}`;
    }
    case "pattern":
      return `expected ${PATTERN_WORDS.get(String(params["pattern"])) ?? "another text"}${orNull}, got ${got}`;
    case "format":
      return `expected a time such as 2026-01-31T09:30:00.000Z${orNull}, got ${got}`;
    default:
      return boundWords(keyword, params["limit"], value, orNull) ?? message;
  }
}

function hint(value: unknown, choices: readonly string[]): string {
  if (typeof value !== "string" || value.length > NAME_COMPARED_MAX) return "";
  const [best] = nearest(value, choices, 1);
  return best === undefined ? "" : `; did you mean ${best}?`;
}

/** What is secret is not said again, not even to who has sent it: answers are logged and shown around. */
function isSecret(path: string): boolean {
  return /secret/.test(path);
}
