/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type JsonType = "string" | "number" | "integer" | "boolean" | "object" | "array" | "null";

/** JSON Schema 2020-12, as far as the catalogue uses it: for those who read schemas and do not write them. */
export interface JsonSchema {
  $schema?: string;
  /** Objects that have one are a type of their own in the generated types, under this name. */
  title?: string;
  description?: string;
  /** One type, or one and `null`. */
  type?: JsonType | readonly JsonType[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  enum?: readonly (string | null)[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

/** Without null and without `integer`, which is a `number` as well. */
const JSON_TYPES_MAX = 5;

/** What a value may be, `null` left out. */
export function typesOf({ type = [] }: JsonSchema): JsonType[] {
  return [type].flat().filter((one) => one !== "null");
}

/** Whether nothing is said of what a value may be, but that it is JSON. */
export function isAnyValue(schema: JsonSchema): boolean {
  return typesOf(schema).length === JSON_TYPES_MAX;
}

export function isNullable({ type }: JsonSchema): boolean {
  return Array.isArray(type) && type.includes("null");
}
