import { cell, link, table } from "./markdown.ts";
import type { Call, DocumentSchema } from "./openapi-types.ts";

/** The document's schemas that have names. */
type Named = Readonly<Record<string, DocumentSchema>>;

/** An object's keys, one a row. */
export function schemaTable({ properties = {}, required = [] }: DocumentSchema, named: Named): string {
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\`${required.includes(key) ? "" : " (optional)"}`,
    typeOf(schema),
    schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``,
    cell(schema.description ?? named[nameOf(schema.$ref ?? "")]?.description ?? ""),
  ]);
  return table(["key", "type", "default", "meaning"], rows);
}

/** What a value may be, in words and with its limits. */
export function typeOf(schema: DocumentSchema): string {
  const { $ref, anyOf, enum: choices, format, type, items, additionalProperties, properties } = schema;
  if ($ref !== undefined) return link(nameOf($ref));
  if (anyOf !== undefined) return anyOf.map(typeOf).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (format === "date-time") return "time";
  if (format === "uuid") return "uuid";
  if (items !== undefined) return `list of ${within(schema.minItems, schema.maxItems, ": ")}${typeOf(items)}`;
  if (type === "object" && typeof additionalProperties === "object") {
    return `object of ${within(undefined, schema.maxProperties, " ")}${typeOf(additionalProperties)}s`;
  }
  if (properties !== undefined) return objectType(properties);
  if (type === "integer" || type === "number") return `${type}${before(within(schema.minimum, schema.maximum))}`;
  if (schema.maxLength !== undefined) return `${type}, at most ${schema.maxLength} characters`;
  return type ?? "any";
}

/** The named schemas that these calls take and give, and those inside them, in the order of the alphabet. */
export function schemasOf(calls: readonly Call[], all: Named): string[] {
  const names = new Set<string>();
  function add(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== "$ref") add(inner);
      else if (String(inner).includes("/schemas/") && !names.has(nameOf(String(inner)))) {
        names.add(nameOf(String(inner)));
        add(all[nameOf(String(inner))]);
      }
    }
  }
  add(calls);
  return [...names].sort();
}

/** Of what a reference refers to. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function objectType(properties: Readonly<Record<string, DocumentSchema>>): string {
  const items = properties["data"]?.items;
  if (items !== undefined) return `Items: ${typeOf(items)}.`;
  const keys = Object.keys(properties).map((key) => `\`${key}\``);
  return `object of ${keys.join(", ")}`;
}

function within(min: number | undefined, max: number | undefined, after = ""): string {
  if (max === undefined) return "";
  return `${min === undefined ? "at most" : `${min} to`} ${max}${after}`;
}

function before(limits: string): string {
  return limits === "" ? "" : `, ${limits}`;
}
