import type { Static, TObject, TProperties } from "typebox";
import type { Json, JsonSchema } from "./json-schema.ts";

/** An entry of the catalogue: what a kind of event is called, what it says, and what its payload looks like. */
export interface EventType {
  name: string;
  /** The seed's heading for it. */
  group: string;
  /** What happened, in a sentence, and what a receiver should know of it. */
  description: string;
  /** `stable`: the payload's shape is settled. `provisional`: it may still change. */
  stability: "stable" | "provisional";
  /** What a payload of this type is. It may have more keys than are said here, and receivers ignore those. */
  schema: JsonSchema;
  /** A payload of this type. */
  sample: { readonly [key: string]: Json };
}

/** The event types under one heading of the seed, in its order. */
export interface Family {
  group: string;
  types: readonly Omit<EventType, "group">[];
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** An entry whose sample is what its schema says: where the two differ, this does not compile. */
export function eventType<Properties extends TProperties>(
  entry: Pick<EventType, "name" | "description" | "stability"> & {
    schema: TObject<Properties>;
    sample: Static<TObject<Properties>>;
  },
): Omit<EventType, "group"> {
  const { schema, ...rest }: { schema: object } & Omit<typeof entry, "schema"> = entry;
  // A payload is JSON by its schema, which the compiler does not work out for schemas in general.
  return { ...rest, schema: { $schema: DIALECT, ...schema }, sample: entry.sample as EventType["sample"] };
}
