import type { Delivery } from "../core/delivery.ts";
import type { Event } from "../core/event.ts";
import type { PageQuery } from "./pages.ts";

export interface EventQuery extends PageQuery {
  idSpace: string;
  event: string | null;
  /** Accepted at or after. */
  since: number | null;
  /** Accepted before. */
  until: number | null;
}

/** An event as it is listed. */
export interface ListedEvent extends Event {
  /** How many of its deliveries are failed as it is read. */
  failedCount: number;
}

export interface EventDetail {
  event: Event;
  payload: Uint8Array;
  /** As in `EnvelopeContent`. */
  changes: string | null;
  /** To every endpoint, oldest first. */
  deliveries: Delivery[];
}
