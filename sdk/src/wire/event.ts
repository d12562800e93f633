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
  /** Sent by hand to try an endpoint: it did not happen. */
  is_test: boolean;
  /** How many faults its payload has by the catalogue, at most 20. 0 also where it was not checked. */
  warning_count: number;
}

/** One event with what it says and where it went. */
export interface EventDetail extends Omit<Event, "deliveries"> {
  /** What is not as the catalogue says: `warning_count` of them. */
  warnings: FieldError[];
  payload: { [key: string]: Json };
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
