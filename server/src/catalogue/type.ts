import type TypeBox from "typebox";
import type { TSchema } from "typebox";

/** Of TypeBox's builders those that our schemas are made of. */
type Builders = Pick<
  typeof TypeBox,
  | "Array"
  | "Boolean"
  | "Enum"
  | "Integer"
  | "Literal"
  | "Null"
  | "Number"
  | "Object"
  | "Optional"
  | "Partial"
  | "String"
  | "Union"
  | "Unsafe"
>;

type Words = Readonly<Record<string, unknown>>;
type Properties = Readonly<Record<string, TSchema>>;

/** Marks a property that need not be there. It is no part of the schema's JSON. */
const OPTIONAL = Symbol("optional");

const builders = {
  Array: (items: TSchema, words?: Words) => ({ type: "array", items, ...words }),
  Boolean: (words?: Words) => ({ type: "boolean", ...words }),
  Enum: (values: readonly string[], words?: Words) => ({ enum: values, ...words }),
  Integer: (words?: Words) => ({ type: "integer", ...words }),
  Literal: (value: unknown, words?: Words) => ({ type: typeof value, const: value, ...words }),
  Null: (words?: Words) => ({ type: "null", ...words }),
  Number: (words?: Words) => ({ type: "number", ...words }),
  Object(properties: Properties, words?: Words) {
    const required = Object.keys(properties).filter((name) => !Object.hasOwn(properties[name] ?? {}, OPTIONAL));
    return { type: "object", ...(required.length > 0 ? { required } : {}), properties, ...words };
  },
  Optional: (schema: TSchema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  Partial({ required: _, ...object }: { required?: unknown; properties: Properties }) {
    const optional = ([name, schema]: [string, TSchema]) => [name, builders.Optional(schema)];
    return { ...object, properties: Object.fromEntries(Object.entries(object.properties).map(optional)) };
  },
  String: (words?: Words) => ({ type: "string", ...words }),
  Union: (schemas: readonly TSchema[], words?: Words) => ({ anyOf: schemas, ...words }),
  Unsafe: (schema: TSchema) => schema,
};

/**
 * Makes JSON Schemas that carry the TypeScript type of what they describe. The types are TypeBox's; what they are made by
 * is these few lines, since TypeBox's own builders would load 300 modules at each start for what nothing here asks for.
 */
// Both make the same JSON; only the other's hidden marks, which tell its builders apart, are not here.
export const Type = builders as unknown as Builders;
