import type { EventType } from "../server/src/catalogue/event-type.ts";
import { isAnyValue, isNullable, type JsonSchema, typesOf } from "../server/src/catalogue/json-schema.ts";
import { ownProperties, ownWords, type Shape, shapesOf } from "./shapes.ts";

const LINE_LENGTH_MAX = 120;

const HEAD = `// Made from the catalogue by \`npm run generate\`. Changes go into server/src/catalogue.

import type { ExtendedKeys } from "../wire/event.ts";
import type { Json } from "../wire/json.ts";
`;

const TAIL = `
export type EventName = keyof EventPayloads;

/** The body of the request that brings an event. A receiver ignores keys that it does not know. */
export interface WebhookBody<Name extends EventName> extends ExtendedKeys {
  /** The customer it happened to. */
  id_space: string;
  event: Name;
  /** The endpoint's secret, or \`""\`. It proves little: the signature in the headers proves more. */
  secret: string;
  payload: EventPayloads[Name];
}

/** Any of them: \`event\` tells which, and so what \`payload\` is. */
export type WebhookEvent = { [Name in EventName]: WebhookBody<Name> }[EventName];
`;

/** The TypeScript types of all payloads. */
export function eventTypesSource(types: readonly EventType[]): string {
  const shapes = shapesOf(types);
  const payloads = types.flatMap(({ name, description, stability, schema }) => [
    ...doc(stability === "stable" ? description : `${description} Provisional: the shape may still change.`, "  "),
    `  "${name}": ${typeOf(schema, "  ", shapes)};`,
  ]);
  return [
    HEAD,
    ...shapes.map((shape) => interfaceOf(shape, shapes)),
    "/** What each event carries, by its name. */",
    "export interface EventPayloads {",
    ...payloads,
    "}",
    TAIL,
  ].join("\n");
}

function interfaceOf(shape: Shape, shapes: readonly Shape[]): string {
  const { title, description, base } = shape;
  const changed = base?.changed.map((key) => JSON.stringify(key)).join(" | ");
  const parent = base === null ? "" : ` extends ${changed === "" ? base.title : `Omit<${base.title}, ${changed}>`}`;
  const head = [...doc(description, ""), `export interface ${title}${parent} {`];
  return [...head, ...members(ownProperties(shape, shapes), "  ", shapes), "}", ""].join("\n");
}

function members(properties: readonly [string, JsonSchema][], indent: string, shapes: readonly Shape[]): string[] {
  return properties.flatMap(([key, schema]) => {
    const type = typeOf(schema, indent, shapes);
    const line = `${indent}${key}: ${type};`;
    const isLong = line.length > LINE_LENGTH_MAX && schema.enum !== undefined;
    return [...doc(ownWords(schema, shapes), indent), isLong ? `${indent}${key}:${broken(schema, indent)};` : line];
  });
}

/** A choice of many, one a line. */
function broken({ enum: choices = [] }: JsonSchema, indent: string): string {
  return choices.map((choice) => `\n${indent}  | ${JSON.stringify(choice)}`).join("");
}

function typeOf(schema: JsonSchema, indent: string, shapes: readonly Shape[]): string {
  if (schema.enum !== undefined) return schema.enum.map((choice) => JSON.stringify(choice)).join(" | ");
  const types = typesOf(schema).map((type) => oneTypeOf(type, schema, indent, shapes));
  if (isAnyValue(schema)) return "Json";
  return [...types, ...(isNullable(schema) ? ["null"] : [])].join(" | ");
}

function oneTypeOf(
  type: ReturnType<typeof typesOf>[number],
  schema: JsonSchema,
  indent: string,
  shapes: readonly Shape[],
): string {
  switch (type) {
    case "integer":
      return "number";
    case "array":
      return arrayOf(schema.items === undefined ? "Json" : typeOf(schema.items, indent, shapes));
    case "object":
      if (schema.title !== undefined) return schema.title;
      if (schema.properties === undefined) return "{ [key: string]: Json }";
      return ["{", ...members(Object.entries(schema.properties), `${indent}  `, shapes), `${indent}}`].join("\n");
    case "string":
    case "number":
    case "boolean":
    case "null":
      return type;
  }
}

/** `|` binds weaker than `[]`. */
function arrayOf(item: string): string {
  return item.includes(" | ") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
}

/** A comment of one line where it fits into one. */
function doc(text: string | undefined, indent: string): string[] {
  if (text === undefined) return [];
  const line = `${indent}/** ${text} */`;
  if (line.length <= LINE_LENGTH_MAX) return [line];
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (`${indent} *${longer}`.length > LINE_LENGTH_MAX) lines.push(` ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return [`${indent}/**`, ...lines.map((one) => `${indent} *${one}`), `${indent} */`];
}
