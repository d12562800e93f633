import type { Json } from "../catalogue/json-schema.ts";

/** JSON Schema 2020-12 as OpenAPI 3.1 uses it, as far as the API's schemas do. */
export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  enum?: readonly Json[];
  const?: Json;
  default?: Json;
  examples?: readonly Json[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  maxProperties?: number;
}

/** What an answer or a body holds, by its media type. */
export type Content = Readonly<Record<string, { schema: Schema; example?: Json }>>;

export interface Response {
  description: string;
  headers?: Readonly<Record<string, { description: string; schema: Schema }>>;
  content?: Content;
}

/** To what stands under `components`. */
export interface Reference {
  $ref: string;
}

/** Where the document keeps what is used in many places. */
export const SCHEMAS = "#/components/schemas/";

/** The same schema with `change` made to each schema right inside it. */
export function withInner(schema: Schema, change: (inner: Schema) => Schema): Schema {
  const { properties, items, anyOf, allOf, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, change(inner)])),
    }),
    ...(items && { items: change(items) }),
    ...(anyOf && { anyOf: anyOf.map(change) }),
    ...(allOf && { allOf: allOf.map(change) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: change(additionalProperties) }),
  };
}
