import { shown } from "./shown.ts";

const BOUNDS: Readonly<Record<string, string>> = {
  minLength: "at least",
  maxLength: "at most",
  minItems: "at least",
  maxItems: "at most",
  minProperties: "at least",
  maxProperties: "at most",
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  multipleOf: "a multiple of",
};

/**
 * What a bound of JSON Schema asks for, and what came: `expected at most 500 characters, got 612`. Null: the keyword is no
 * bound. `orNull`: what else would do, behind the number.
 */
export function boundWords(keyword: string, limit: unknown, value: unknown, orNull = ""): string | null {
  const bound = BOUNDS[keyword];
  if (bound === undefined) return null;
  const [unit, came] = sizeIn(keyword, value) ?? [orNull, shown(value)];
  return `expected ${bound} ${limit}${unit}, got ${came}`;
}

/** Null: it is the value itself that is bounded. */
function sizeIn(keyword: string, value: unknown): [unit: string, size: number] | null {
  switch (keyword) {
    case "minLength":
    case "maxLength":
      return [" characters", lengthOf(String(value))];
    case "minItems":
    case "maxItems":
      return [" items", Object(value).length];
    case "minProperties":
    case "maxProperties":
      return [" keys", Object.keys(Object(value)).length];
    default:
      return null;
  }
}

/** In characters as JSON Schema counts them, not in halves of surrogate pairs. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
