import { campaignEmailEvent } from "../server/src/catalogue/campaign-email.ts";
import type { EventType } from "../server/src/catalogue/event-type.ts";
import type { JsonSchema } from "../server/src/catalogue/json-schema.ts";
import { lead } from "../server/src/catalogue/lead.ts";
import * as references from "../server/src/catalogue/references.ts";

/** An object of the catalogue that has a name of its own. */
export interface Shape {
  title: string;
  description: string;
  properties: Readonly<Record<string, JsonSchema>>;
  /** The shape that it says again, so that readers need not compare the two. Null: none. */
  base: Base | null;
  /** The heading of the first event that uses it. Null: it is used under many. */
  group: string | null;
}

interface Base {
  title: string;
  /** Keys of the base that are something else here. */
  changed: readonly string[];
}

/** Others are made of these by adding keys, and by changing a few. */
const BASES = [lead, campaignEmailEvent, references.userRef].map(toJsonSchema);
const REFERENCES = Object.values(references)
  .map(toJsonSchema)
  .filter(({ properties }) => properties !== undefined);
/** A shape with more differences than that is another one. */
const CHANGED_MAX = 2;

/** Every named object in the payloads of these types, each once, those first that others are made of. */
export function shapesOf(types: readonly EventType[]): Shape[] {
  const shapes = new Map<string, Shape>();
  function add(schema: JsonSchema, group: string | null): void {
    const { title, description, properties } = schema;
    if (title !== undefined && properties !== undefined && !shapes.has(title)) {
      shapes.set(title, { title, description: description ?? "", properties, base: baseOf(schema), group });
    }
    for (const inner of Object.values(properties ?? {})) add(inner, group);
    if (schema.items !== undefined) add(schema.items, group);
  }
  // References first: where they are used, their words may be about that use.
  for (const schema of REFERENCES) add(schema, null);
  add(toJsonSchema(lead), "Lead Events");
  add(toJsonSchema(campaignEmailEvent), "Campaign Email Events");
  for (const { schema, group } of types) add(schema, group);
  return [...shapes.values()];
}

/** The keys that a shape has beyond its base's, or has differently. */
export function ownProperties({ properties, base }: Shape, shapes: readonly Shape[]): [string, JsonSchema][] {
  const inherited = shapes.find(({ title }) => title === base?.title)?.properties ?? {};
  return Object.entries(properties).filter(([key]) => !(key in inherited) || base?.changed.includes(key) === true);
}

/** What a schema adds to the words of the shape that it is, or says where it is none. */
export function ownWords({ title, description }: JsonSchema, shapes: readonly Shape[]): string | undefined {
  return shapes.some((shape) => shape.title === title && shape.description === description) ? undefined : description;
}

/** TypeBox's types name other keys than those that are read here. */
function toJsonSchema(schema: object): JsonSchema {
  return schema;
}

function baseOf({ title, properties = {} }: JsonSchema): Base | null {
  for (const base of BASES) {
    const inherited = Object.entries(base.properties ?? {});
    if (base.title === undefined || base.title === title || !inherited.every(([key]) => key in properties)) continue;
    const changed = inherited.filter(([key, schema]) => !isSame(schema, properties[key])).map(([key]) => key);
    if (changed.length <= CHANGED_MAX) return { title: base.title, changed };
  }
  return null;
}

function isSame(one: JsonSchema, other: JsonSchema | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
