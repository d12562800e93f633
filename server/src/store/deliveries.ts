import type { Delivery, DeliveryStatus, Trigger } from "../core/delivery.ts";
import type { Event } from "../core/event.ts";
import type { Attempt, AttemptError } from "../core/outcome.ts";
import type { PageQuery } from "./pages.ts";

export interface DeliveryQuery extends PageQuery {
  idSpace: string;
  idEndpoint: string | null;
  status: DeliveryStatus | null;
  event: string | null;
  since: number | null;
  until: number | null;
}

export interface DeliveryDetail {
  delivery: Delivery;
  event: Event;
  payload: Uint8Array;
  /** As in `EnvelopeContent`. */
  changes: string | null;
  /** Oldest first. */
  attempts: RecordedAttempt[];
}

export interface RecordedAttempt extends Attempt {
  trigger: Trigger;
  error: AttemptError | null;
}
