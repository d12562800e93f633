import { nearest } from "../core/nearest.ts";
import { CAMPAIGN_EMAIL_EVENTS } from "./campaign-email-events.ts";
import { CAMPAIGN_EVENTS } from "./campaign-events.ts";
import type { EventType, Family } from "./event-type.ts";
import { LEAD_ACTIVITY_EVENTS } from "./lead-activity-events.ts";
import { LEAD_EVENTS } from "./lead-events.ts";
import { LEAD_MESSAGE_EVENTS } from "./lead-message-events.ts";
import { LIST_EVENTS } from "./list-events.ts";
import { STATUS_EVENTS } from "./status-events.ts";
import { TAG_EVENTS } from "./tag-events.ts";

export interface Catalogue {
  find(name: string): EventType | undefined;
  has(name: string): boolean;
  /** All of them, in the seed's order. */
  list(): readonly EventType[];
  /** Up to three names that `name` may be a misspelling of, nearest first. */
  nearest(name: string): string[];
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
  const types = FAMILIES.flatMap((family) => family.types.map((type) => ({ ...type, group: family.group })));
  const names = types.map(({ name }) => name);
  const byName = new Map(types.map((type) => [type.name, type]));
  return {
    find: (name) => byName.get(name),
    has: (name) => byName.has(name),
    list: () => types,
    nearest: (name) => (name.length > NAME_COMPARED_MAX ? [] : nearest(name, names, NEAREST_MAX)),
  };
}

/** The sample as the bytes that a test send carries. */
export function samplePayload(type: EventType): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(type.sample));
}
