import type { Json } from "./json.ts";

/** What becomes of a payload that is not what its type says. `off`: nobody looks. `warn`: it is told. `strict`: it is refused. */
export type Validation = "off" | "warn" | "strict";

/** An entry of the catalogue. */
export interface EventType {
  name: string;
  /** What it belongs to, such as `Lead Events`. */
  group: string;
  description: string;
  /** Whether the payload's shape is settled. A provisional one may still change. */
  stability: "stable" | "provisional";
  /** Whether it comes with Posthorn. Else the app has registered it. */
  is_built_in: boolean;
  /** How its payloads are checked. Null: as `POSTHORN_VALIDATION` says. */
  validation: Validation | null;
  /** JSON Schema 2020-12 of the payload. It may have more keys than are said here: receivers ignore those. */
  schema: { [key: string]: Json };
  /** A payload of this type: what a test send carries. */
  sample: { [key: string]: Json };
}

/** What is said of an event type by who registers it. It is kept as a whole: what is missing is not kept from before. */
export interface EventTypeSettings {
  /** For people, at most 500 characters. */
  description?: string;
  /** The heading it stands under, at most 100 characters. Default `Own Events`. */
  group?: string;
  /** JSON Schema 2020-12 of the payload, without references to other documents. A type of the app's own needs it. */
  schema?: { [key: string]: Json };
  /** A payload as the schema says. A type of the app's own needs it. */
  sample?: { [key: string]: Json };
  /** Default null: as `POSTHORN_VALIDATION` says. Of a built-in type only this can be set. */
  validation?: Validation | null;
}
