import type * as Wire from "@posthorn/sdk";
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { SPACE_ID_PATTERN } from "../core/event.ts";

/** What the store gives in one page at most: 200 deliveries make about 80 KB. */
const PAGE_MAX = 200;
/** Where the caller does not say. */
export const PAGE_DEFAULT = 50;
/** A few words for people. */
const DESCRIPTION_LENGTH_MAX = 500;

/** No text that a database would change or refuse: lone halves of surrogate pairs, and NUL. */
export const TEXT_PATTERN = "^[^\\u0000\\p{Cs}]*$";

export const time = Type.String({ format: "date-time" });
export const idSpace = Type.String({ pattern: SPACE_ID_PATTERN, description: "A uuid that the app chooses." });
export const description = Type.String({ maxLength: DESCRIPTION_LENGTH_MAX, pattern: TEXT_PATTERN });
export const headers = Type.Unsafe<{ [name: string]: string }>({
  type: "object",
  additionalProperties: { type: "string" },
});
export const payload = Type.Unsafe<{ [key: string]: Wire.Json }>({ type: "object" });

// Requests. They are closed: a field that is not known is refused by name, so that a slip is not taken for a default.

/** For calls that need nothing said. */
export const nothing = closed({});

export const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
  cursor: Type.Optional(Type.String({ description: "`next_cursor` of the page before." })),
};
export const eventFilter = {
  ...page,
  event: Type.Optional(Type.String()),
  since: Type.Optional(Type.String({ description: "A time: accepted at or after it." })),
  until: Type.Optional(Type.String({ description: "A time: accepted before it." })),
};
export const pageQuery = declared<Wire.PageQuery>()(closed(page));

// Answers.

export const fieldErrors = Type.Array(Type.Object({ path: Type.String(), message: Type.String() }));
export const errorWords = { code: Type.String(), detail: Type.String(), errors: Type.Optional(fieldErrors) };

export const problem = declared<Wire.Problem>()(
  Type.Object({ type: Type.String(), title: Type.String(), status: Type.Integer(), ...errorWords }),
);

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ data: Type.Array(item), next_cursor: nullable(Type.String()) });
}

export function closed<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** A schema that says exactly what the sdk's type says: where the two drift apart, this does not compile. */
export function declared<Type>() {
  return <Schema extends TSchema>(schema: Schema & Agreement<Static<Schema>, Type>): Schema => schema;
}

/** `unknown` takes any schema, `never` takes none. The second check finds optional keys that only one side knows. */
type Agreement<A, B> =
  Same<A, B> extends true ? (Same<Complete<A>, Complete<B>> extends true ? unknown : never) : never;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Complete<Value> = { [Key in keyof Value]-?: Complete<Value[Key]> };
