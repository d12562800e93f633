import type { Delivery } from "./delivery.ts";
import type { Json } from "./json.ts";
import type { PageQuery } from "./page.ts";
import type { FieldError, Problem } from "./problem.ts";

/** Something that happened in a space, as the app posts it. */
export interface PostedEvent {
  /** The customer it happened to: a uuid the app chooses. */
  id_space: string;
  /** The name of an event type, such as `lead.create`. */
  event: string;
  /** Sent on byte for byte, at most 256 KiB. */
  payload: { [key: string]: Json };
  /** The app's own id, `[A-Za-z0-9_-]{1,64}`: posting it again is harmless. One is made where it is missing. */
  id?: string | null;
  /** When it happened, from 1970 on. Without it: when it was accepted. */
  occurred_at?: string | null;
  /** What has changed, for events that tell of a change. At most 64 KiB. */
  changes?: PostedChanges | null;
  /** Who or what caused it. */
  actor?: PostedActor | null;
  /** Joins the events that one action has caused: 1 to 128 visible ASCII characters. */
  correlation_id?: string | null;
}

/** What has changed, as the app posts it: what is missing becomes empty. */
export interface PostedChanges {
  /** The keys of the payload that have changed, at most 200. */
  fields: string[];
  previous?: { [key: string]: Json } | null;
  added?: Json[] | null;
  removed?: Json[] | null;
}

/** What has changed. It stands beside the payload, which is the object after the change. */
export interface Changes {
  /** The keys of the payload that have changed. */
  fields: string[];
  /** Their values from before. */
  previous: { [key: string]: Json };
  /** What a list has gained, such as tags. */
  added: Json[];
  /** What it has lost. */
  removed: Json[];
}

export type ActorType = "user" | "api" | "automation" | "import" | "system";

/** Who caused an event, as the app posts it: what is missing becomes null. */
export interface PostedActor {
  type: ActorType;
  /** At most 200 characters. */
  id?: string | null;
  /** At most 200 characters. */
  name?: string | null;
}

/** Who or what caused an event: a receiver that causes events itself can tell its own from others by it. */
export interface Actor {
  type: ActorType;
  id: string | null;
  name: string | null;
}

/** The answer to a posted event: it is kept, and owed to `deliveries` endpoints. */
export interface AcceptedEvent {
  id: string;
  id_space: string;
  event: string;
  occurred_at: string;
  created_at: string;
  /** How many endpoints it is delivered to. */
  deliveries: number;
  /** There when the payload is not what the catalogue says of its event type: at most 20. It is sent all the same. */
  warnings?: FieldError[];
  /** There when this id had been accepted before; all else is then the first answer. */
  is_duplicate?: true;
}

/** What became of one line of a batch. `index` counts its events from 0. */
export type BatchLine = { index: number } & (
  | Pick<AcceptedEvent, "id" | "warnings" | "is_duplicate">
  | { error: LineError }
);

export type LineError = Pick<Problem, "code" | "detail" | "errors">;

/** The answer to a batch: the good lines are kept, the bad ones are named. */
export interface BatchResult {
  accepted: number;
  rejected: number;
  results: BatchLine[];
}

/** An event as it is listed. */
export interface Event {
  id: string;
  id_space: string;
  event: string;
  occurred_at: string;
  created_at: string;
  deliveries: number;
  /** How many of them are failed now: a replay that succeeds makes it less. */
  failed_deliveries: number;
  /** Sent by hand to try an endpoint: it did not happen. */
  is_test: boolean;
  /** How many faults its payload has by the catalogue, at most 20. 0 also where it was not checked. */
  warning_count: number;
  /** Null: the app did not say. */
  actor: Actor | null;
  correlation_id: string | null;
}

/** One event with what it says and where it went. */
export interface EventDetail extends Omit<Event, "deliveries" | "failed_deliveries"> {
  /** What is not as the catalogue says: `warning_count` of them. */
  warnings: FieldError[];
  payload: { [key: string]: Json };
  /** Null: the app did not say. */
  changes: Changes | null;
  /** To every endpoint, oldest first. */
  deliveries: Delivery[];
}

export interface EventQuery extends PageQuery {
  event?: string;
  /** Accepted at or after this time. */
  since?: string;
  /** Accepted before this time. */
  until?: string;
}

/** What a body says besides, where the endpoint has `envelope: "extended"`. There, each of them is always there. */
export interface ExtendedKeys {
  /** The event's id, as in the header `webhook-id`. */
  id?: string;
  /** When it happened. */
  occurred_at?: string;
  /** Null: the app did not say. */
  changes?: Changes | null;
  actor?: Actor | null;
  correlation_id?: string | null;
}
