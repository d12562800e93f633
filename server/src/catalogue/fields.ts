import type { Static, TProperties, TSchema, TUnsafe } from "typebox";
import { SPACE_ID_PATTERN } from "../core/event.ts";
import type { Json, JsonSchema } from "./json-schema.ts";
import { Type } from "./type.ts";

// What payloads are made of. No key is ever left out: where a value may be missing, it is null.

/** ISO 8601 in UTC with milliseconds and `Z`, as the seed writes it. */
const TIME_PATTERN =
  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$";
/** Enough to see what a message is about. Whoever wants the whole of it has `text` and `html`. */
const SNIPPET_LENGTH_MAX = 200;

/** Any text, also an empty one: what a person has cleared is often `""`. */
export function text(description?: string) {
  return Type.String(words(description));
}

/** The app's own id for something: mostly a uuid, but nothing says that it is. */
export function id(description?: string) {
  return Type.String(words(description));
}

export function time(description?: string) {
  return Type.String({ ...words(description), format: "date-time", pattern: TIME_PATTERN });
}

export function flag(description?: string) {
  return Type.Boolean(words(description));
}

export function whole(description?: string, bounds: { minimum?: number; maximum?: number } = {}) {
  return Type.Integer({ ...words(description), ...bounds });
}

export function decimal(description?: string) {
  return Type.Number(words(description));
}

export function choice<const Choice extends string>(choices: readonly Choice[], description?: string) {
  return Type.Unsafe<Choice>({ ...words(description), type: "string", enum: choices });
}

export function list<Item extends TSchema>(items: Item, description?: string) {
  return Type.Array(items, words(description));
}

/** An object that is a type of its own, under `title`. */
export function object<Properties extends TProperties>(title: string, description: string, properties: Properties) {
  return Type.Object(properties, { title, description });
}

/** A small object that is not worth a name. */
export function group<Properties extends TProperties>(properties: Properties, description?: string) {
  return Type.Object(properties, words(description));
}

/** An object whose keys are the app's own. */
export function anything(description: string) {
  return Type.Unsafe<{ [key: string]: Json }>({ description, type: "object" });
}

/** As `anything`, or an array. */
export function anyObjectOrArray(description: string) {
  return Type.Unsafe<{ [key: string]: Json } | Json[]>({ description, type: ["object", "array"] });
}

/** Where not even the kind of value is known. */
export function anyValue(description: string) {
  return Type.Unsafe<Json>({ description, type: ["object", "array", "string", "number", "boolean", "null"] });
}

/** The same or null: as one schema with two types, so that what is wrong with a value can be said in one sentence. */
export function nullable<Schema extends TSchema>(schema: Schema, description?: string): TUnsafe<Static<Schema> | null> {
  // TypeBox's type for schemas in general names no keywords. All that come here are made above.
  const { type = [], enum: choices, ...rest } = schema as JsonSchema;
  const types = [...[type].flat(), "null"];
  return Type.Unsafe({
    ...rest,
    type: types,
    ...(choices === undefined ? {} : { enum: [...choices, null] }),
    ...words(description),
  });
}

export const idSpace = Type.String({
  description: "The space that it belongs to.",
  format: "uuid",
  pattern: SPACE_ID_PATTERN,
});

export const created = { created_at: time(), updated_at: nullable(time(), "Null until the first change.") };

export const deleted = {
  is_deleted: flag("True in the event that tells of the deletion, which carries the object as it last was."),
  is_deleted_at: nullable(time()),
};

export const snippet = nullable(
  Type.String({ maxLength: SNIPPET_LENGTH_MAX }),
  `The beginning of the text, at most ${SNIPPET_LENGTH_MAX} characters.`,
);

/** Bodies can be long and private, so an app sends them only where it has been told to. */
export const bodies = {
  text: nullable(text(), "The whole text. Null unless the app sends bodies."),
  html: nullable(text(), "The whole text as HTML. Null unless the app sends bodies."),
};

function words(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}
