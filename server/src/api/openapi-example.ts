import assert from "node:assert/strict";
import type { Json } from "../catalogue/json-schema.ts";
import { SCHEMAS, type Schema } from "./openapi-schema.ts";

/**
 * A value of a schema, made of the examples that stand in it. Optional keys are left out: where they matter the schema
 * has an example as a whole.
 */
export function exampleOf(schema: Schema, components: Readonly<Record<string, Schema>>): Json {
  const { $ref, examples, anyOf, enum: choices, const: constant, default: fallback } = schema;
  const [said = constant ?? choices?.[0] ?? fallback] = examples ?? [];
  if (said !== undefined) return said;
  const [other] = $ref === undefined ? (anyOf ?? []) : [components[$ref.slice(SCHEMAS.length)]];
  if (other !== undefined) return exampleOf(other, components);
  switch (schema.type) {
    case "object": {
      const keys = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key));
      return Object.fromEntries(keys.map(([key, inner]) => [key, exampleOf(inner, components)]));
    }
    case "array":
      return schema.items === undefined ? [] : [exampleOf(schema.items, components)];
    case "boolean":
      return false;
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    default:
      assert(schema.type === "null", `nobody can guess an example of this: ${JSON.stringify(schema)}`);
      return null;
  }
}
