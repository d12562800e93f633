import type { EventType } from "./wire/event-type.ts";

/** One key of a payload, with its way into it: `status[].name`. */
export interface SchemaRow {
  key: string;
  /** In words: `string or null`, `array of object`. */
  type: string;
  /** Whether it is always there. */
  isRequired: boolean;
  description: string | null;
}

/** An app's own schema may nest as deep as it likes: nobody reads a table of that. */
const DEPTH_MAX = 3;

/** Every key that the schema of a payload names, those of inner objects after their own: a table of it. */
export function schemaRows(schema: EventType["schema"]): SchemaRow[] {
  return rowsOf(schema, "", 0);
}

function rowsOf(schema: EventType["schema"], before: string, depth: number): SchemaRow[] {
  const { properties, required } = schema;
  if (!isSchema(properties) || depth > DEPTH_MAX) return [];
  const needed: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, value]) => {
    if (!isSchema(value)) return [];
    const key = before + name;
    const items = isSchema(value["items"]) ? value["items"] : {};
    const description = typeof value["description"] === "string" ? value["description"] : null;
    return [
      { key, type: typeWords(value), isRequired: needed.includes(name), description },
      ...rowsOf(value, `${key}.`, depth + 1),
      ...rowsOf(items, `${key}[].`, depth + 1),
    ];
  });
}

/** The types a schema allows, as in `string or null`, `array of objects`, `"a", "b" or null`. */
function typeWords(schema: EventType["schema"]): string {
  const { enum: choices, const: only, type, items } = schema;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return joined(choices.map((choice) => JSON.stringify(choice)));
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === "string");
  if (types.length === 0 || types.length >= 5) return "anything";
  const inner = isSchema(items) ? ` of ${typeWords(items)}` : "";
  return joined(types.map((each) => (each === "array" ? `array${inner}` : each)));
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function isSchema(value: unknown): value is EventType["schema"] {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
