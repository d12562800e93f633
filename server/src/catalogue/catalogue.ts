import { nearest } from "../core/nearest.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { PROVISIONAL_SAMPLE, SAMPLES } from "./samples.ts";

/** An entry of the catalogue: what a kind of event is called, what it says, and what its payload looks like. */
export interface EventType {
  name: string;
  /** The seed's heading for it. */
  group: string;
  /** One sentence for people. */
  description: string;
  /** `stable`: the payload's shape is settled. `provisional`: it may still change. */
  stability: "stable" | "provisional";
  /** A payload of this type. */
  sample: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Catalogue {
  find(name: string): EventType | undefined;
  has(name: string): boolean;
  /** All of them, in the seed's order. */
  list(): readonly EventType[];
  /** Up to three names that `name` may be a misspelling of, nearest first. */
  nearest(name: string): string[];
}

/** The longest name of the seed has 26 characters. A much longer one is no slip, and comparing it takes long. */
const NAME_COMPARED_MAX = 64;
const NEAREST_MAX = 3;

export function createCatalogue(): Catalogue {
  const types = Object.entries(EVENT_TYPES).flatMap(([group, descriptions]) =>
    Object.entries(descriptions).map(([name, description]) => toEventType(name, group, description)),
  );
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

function toEventType(name: string, group: string, description: string): EventType {
  const sample = SAMPLES.get(name);
  if (sample !== undefined) return { name, group, description, stability: "stable", sample };
  return { name, group, description, stability: "provisional", sample: PROVISIONAL_SAMPLE };
}
