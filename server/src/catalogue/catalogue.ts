import type { Validation } from "../core/event-type.ts";
import { nearest } from "../core/nearest.ts";
import { CAMPAIGN_EMAIL_EVENTS } from "./campaign-email-events.ts";
import { CAMPAIGN_EVENTS } from "./campaign-events.ts";
import type { EventType, Family } from "./event-type.ts";
import type { JsonSchema } from "./json-schema.ts";
import { LEAD_ACTIVITY_EVENTS } from "./lead-activity-events.ts";
import { LEAD_EVENTS } from "./lead-events.ts";
import { LEAD_MESSAGE_EVENTS } from "./lead-message-events.ts";
import { LIST_EVENTS } from "./list-events.ts";
import { STATUS_EVENTS } from "./status-events.ts";
import { TAG_EVENTS } from "./tag-events.ts";

/** An event type as it is known now. */
export interface KnownType extends EventType {
  /** Whether it comes with Posthorn. Else the app has registered it. */
  isBuiltIn: boolean;
  /** Null: as the node's settings say. */
  validation: Validation | null;
}

/** The event types there are: the 34 that are built in, and the app's own, which come and go. */
export interface Catalogue {
  find(name: string): KnownType | undefined;
  /** All of them: the seed's in its order, then the app's own by name. The same array until something changes. */
  list(): readonly KnownType[];
  /** Up to three names that `name` may be a misspelling of, nearest first. */
  nearest(name: string): string[];
  /** From now on these are the app's own, and those that are built in are validated as is said here. */
  replaceRegistered(registered: readonly Registered[]): void;
}

/** What is registered under a name, as the store keeps it: schema and sample as JSON text. */
interface Registered {
  name: string;
  /** Null: the type is built in, and only its validation is set. */
  definition: { description: string; group: string; schema: string; sample: string } | null;
  validation: Validation | null;
}

/** The seed's eight headings, in its order. */
const FAMILIES: readonly Family[] = [
  LEAD_EVENTS,
  LEAD_ACTIVITY_EVENTS,
  LEAD_MESSAGE_EVENTS,
  CAMPAIGN_EVENTS,
  CAMPAIGN_EMAIL_EVENTS,
  LIST_EVENTS,
  STATUS_EVENTS,
  TAG_EVENTS,
];

/** The longest name of the seed has 26 characters. A much longer one is no slip, and comparing it takes long. */
const NAME_COMPARED_MAX = 64;
const NEAREST_MAX = 3;

export function createCatalogue(): Catalogue {
  const builtIn = FAMILIES.flatMap((family) =>
    family.types.map((type): KnownType => ({ ...type, group: family.group, isBuiltIn: true, validation: null })),
  );
  let types: readonly KnownType[] = builtIn;
  let byName = new Map(types.map((type) => [type.name, type]));
  let own = new Map<string, { registered: Registered; type: KnownType }>();

  /** The same object as before where nothing of it has changed: it is not read, hashed and compiled anew. */
  function toOwn(registered: Registered): KnownType | null {
    if (registered.definition === null) return null;
    const before = own.get(registered.name);
    return before !== undefined && isSame(before.registered, registered) ? before.type : toKnownType(registered);
  }

  return {
    find: (name) => byName.get(name),
    list: () => types,
    nearest: (name) => (name.length > NAME_COMPARED_MAX ? [] : nearest(name, [...byName.keys()], NEAREST_MAX)),
    replaceRegistered(all) {
      const validations = new Map(all.map(({ name, validation }) => [name, validation]));
      own = new Map(
        all.flatMap((registered) => {
          const type = toOwn(registered);
          return type === null ? [] : [[registered.name, { registered, type }]];
        }),
      );
      types = [
        ...builtIn.map((type) => ({ ...type, validation: validations.get(type.name) ?? null })),
        ...[...own.values()].map(({ type }) => type),
      ];
      byName = new Map(types.map((type) => [type.name, type]));
    },
  };
}

function toKnownType({ name, definition, validation }: Registered): KnownType {
  if (definition === null) throw new Error("a built-in type is not made of what is registered");
  const { description, group, schema, sample } = definition;
  return {
    ...{ name, description, group, stability: "stable", isBuiltIn: false, validation },
    // Both were checked before they were registered.
    schema: JSON.parse(schema) as JsonSchema,
    sample: JSON.parse(sample) as EventType["sample"],
  };
}

function isSame({ validation, definition }: Registered, other: Registered): boolean {
  return (
    validation === other.validation &&
    definition?.description === other.definition?.description &&
    definition?.group === other.definition?.group &&
    definition?.schema === other.definition?.schema &&
    definition?.sample === other.definition?.sample
  );
}

/** The sample as the bytes that a test send carries. */
export function samplePayload(type: EventType): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(type.sample));
}
