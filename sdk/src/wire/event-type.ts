import type { Json } from "./json.ts";

/** An entry of the catalogue. */
export interface EventType {
  name: string;
  /** What it belongs to, such as `Lead Events`. */
  group: string;
  description: string;
  /** Whether the payload's shape is settled. A provisional one may still change. */
  stability: "stable" | "provisional";
  /** JSON Schema 2020-12 of the payload. It may have more keys than are said here: receivers ignore those. */
  schema: { [key: string]: Json };
  /** A payload of this type: what a test send carries. */
  sample: { [key: string]: Json };
}
