import type { EventType } from "./wire/event-type.ts";

const SIMPLE_TYPES: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};
/** Deeper than that a type is of no use to anybody, and a schema that refers to itself would never end. */
const DEPTH_MAX = 20;

/** The payload of one event type as a TypeScript interface. */
export function typeSource({ name, description, schema }: EventType): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  // Where it is no object with keys, an interface would have nothing to say.
  const type = typeOf(schema, "", 0);
  const declared = type.startsWith("{\n") ? `export interface ${title} ${type}` : `export type ${title} = ${type};`;
  return `${doc(description, "")}${declared}\n`;
}

/** The app's own event types, told to the SDK: its `send` and `verify` then know them. */
export function ownTypesSource(types: readonly EventType[]): string {
  const members = types.map(({ name, description, schema }) => {
    return `${doc(description, "    ")}    ${JSON.stringify(name)}: ${typeOf(schema, "    ", 0)};\n`;
  });
  return [
    "// Made by `posthorn types typescript`. The types that come with Posthorn are in the SDK already.\n",
    'import "@posthorn/sdk";\n\n',
    'declare module "@posthorn/sdk" {\n  interface EventPayloads {\n',
    ...members,
    "  }\n}\n",
  ].join("");
}

function typeOf(schema: unknown, indent: string, depth: number): string {
  if (!isObject(schema) || depth > DEPTH_MAX) return "unknown";
  const { const: only, enum: choices, anyOf, oneOf, type } = schema;
  if (only !== undefined) return literal(only);
  if (Array.isArray(choices)) return union(choices.map(literal));
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return union(either.map((each) => typeOf(each, indent, depth + 1)));
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return union(types.map((each) => typeNamed(each, schema, indent, depth)));
}

function typeNamed(name: unknown, schema: Record<string, unknown>, indent: string, depth: number): string {
  const simple = SIMPLE_TYPES[String(name)];
  if (simple !== undefined) return simple;
  if (name === "array") {
    const item = typeOf(schema["items"], indent, depth + 1);
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (name !== "object") return "unknown";
  const { properties } = schema;
  if (!isObject(properties) || Object.keys(properties).length === 0) return "{ [key: string]: unknown }";
  const needed: unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([key, each]) => {
    const words = isObject(each) && typeof each["description"] === "string" ? each["description"] : "";
    const safeKey = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    const mark = needed.includes(key) ? "" : "?";
    return `${doc(words, inner)}${inner}${safeKey}${mark}: ${typeOf(each, inner, depth + 1)};\n`;
  });
  return `{\n${members.join("")}${indent}}`;
}

function union(types: readonly string[]): string {
  const each = [...new Set(types)];
  return each.includes("unknown") ? "unknown" : each.join(" | ");
}

/** A value that is the type. An object or an array in an `enum` is too rare to be spelt out. */
function literal(value: unknown): string {
  return typeof value === "object" && value !== null ? "unknown" : JSON.stringify(value);
}

/** Words of the app's, which may hold anything: they must not end the comment, nor the line. */
function doc(words: string, indent: string): string {
  return words === "" ? "" : `${indent}/** ${words.replace(/\s+/g, " ").replaceAll("*/", "*\\/")} */\n`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
