import type * as Wire from "@posthorn/sdk";
import type { Static, TObjectOptions, TProperties, TSchema } from "typebox";
import { Type } from "../catalogue/type.ts";
import { SPACE_ID_PATTERN } from "../core/event.ts";
import type { IdPrefix } from "../core/ids.ts";

/** What the store gives in one page at most: 200 deliveries make about 80 KB. */
const PAGE_MAX = 200;
/** Where the caller does not say. */
export const PAGE_DEFAULT = 50;
/** A few words for people. */
const DESCRIPTION_LENGTH_MAX = 500;

/** No text that a database would change or refuse: lone halves of surrogate pairs, and NUL. */
export const TEXT_PATTERN = "^[^\\u0000\\p{Cs}]*$";

/** The space and the moment of the document's examples. */
const EXAMPLE_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const EXAMPLE_TIME = "2026-11-25T09:30:00.000Z";
/** What our own ids look like behind their prefix. */
const EXAMPLE_ID = "0Vbr95Er0017oyCeVh9Z";

export function timeOf(description: string) {
  return Type.String({ format: "date-time", description, examples: [EXAMPLE_TIME] });
}

export function idOf(prefix: IdPrefix, description: string) {
  return Type.String({ description, examples: [`${prefix}_${EXAMPLE_ID}`] });
}

export function countOf(description: string, example = 0) {
  return Type.Integer({ minimum: 0, description, examples: [example] });
}

export const idSpace = Type.String({
  pattern: SPACE_ID_PATTERN,
  description: "The customer it belongs to: a uuid that the app chooses.",
  examples: [EXAMPLE_SPACE],
});
/** In answers, where nothing is checked. */
export const shownIdSpace = Type.String({ format: "uuid", description: "The space.", examples: [EXAMPLE_SPACE] });
export const description = Type.String({
  maxLength: DESCRIPTION_LENGTH_MAX,
  pattern: TEXT_PATTERN,
  description: "For people.",
  default: "",
});
export const eventName = Type.String({ description: "The name of its event type.", examples: ["tag.create"] });
export const headers = Type.Unsafe<{ [name: string]: string }>({
  type: "object",
  additionalProperties: { type: "string" },
});
export const payload = Type.Unsafe<{ [key: string]: Wire.Json }>({ type: "object" });

// Requests. They are closed: a field that is not known is refused by name, so that a slip is not taken for a default.

/** For calls that need nothing said. */
export const nothing = closed({});

export const page = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_MAX,
      default: PAGE_DEFAULT,
      description: "How many items a page has at most.",
    }),
  ),
  cursor: Type.Optional(
    Type.String({ description: "`next_cursor` of the page before, unchanged. Without it: the first page." }),
  ),
};
export const eventFilter = {
  ...page,
  event: Type.Optional(
    Type.String({ description: "Only those of the event type with this name.", examples: ["lead.create"] }),
  ),
  since: Type.Optional(
    Type.String({ description: "A time: only what was accepted at or after it.", examples: ["2026-11-25T00:00:00Z"] }),
  ),
  until: Type.Optional(
    Type.String({ description: "A time: only what was accepted before it.", examples: ["2026-11-26T00:00:00Z"] }),
  ),
};
export const pageQuery = declared<Wire.PageQuery>()(closed(page));

// Answers.

const fieldError = Type.Object(
  {
    path: Type.String({
      description: 'Where: `payload.contract_value`, `headers["x-team"]`, `events[2]`. Empty: the body as a whole.',
      examples: ["payload.contract_value"],
    }),
    message: Type.String({ description: "What is wrong there.", examples: ['expected number, got "12"'] }),
  },
  { title: "FieldError", description: "One fault, and where it is." },
);
export const fieldErrors = Type.Array(fieldError, { description: "What is wrong, place by place: at most 20." });
export const errorWords = {
  code: Type.String({ description: "What it was, for a program.", examples: ["invalid_request"] }),
  detail: Type.String({ description: "What to do about it, for a person.", examples: ["url: required."] }),
  errors: Type.Optional(fieldErrors),
};

export const problem = declared<Wire.Problem>()(
  Type.Object(
    {
      type: Type.String({ description: "The code as a URN.", examples: ["urn:posthorn:problem:invalid_request"] }),
      title: Type.String({
        description: "The same for every problem of this code.",
        examples: ["The request is not valid"],
      }),
      status: Type.Integer({ description: "The HTTP status.", examples: [422] }),
      ...errorWords,
    },
    { title: "Problem", description: "Why a request could not be done (RFC 9457)." },
  ),
);

export function pageOf<Item extends TSchema>(item: Item) {
  const data = Type.Array(item, { description: "The items of this page." });
  const nextCursor = nullable(Type.String(), {
    description: "Asks for the page after this one, as `cursor`. Null: this was the last.",
    examples: [null],
  });
  return Type.Object({ data, next_cursor: nextCursor }, { description: "One page, and how to ask for the next." });
}

export function closed<Properties extends TProperties>(properties: Properties, words: TObjectOptions = {}) {
  return Type.Object(properties, { additionalProperties: false, ...words });
}

export function nullable<Schema extends TSchema>(schema: Schema, words: TObjectOptions = {}) {
  return Type.Union([schema, Type.Null()], words);
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
