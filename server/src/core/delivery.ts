import type { EnvelopeContent } from "./envelope.ts";
import type { Outcome } from "./outcome.ts";

/**
 * `pending`: owed, waiting or in flight. `held`: kept because its endpoint is paused. `delivered` and `failed`: ended by
 * an attempt. `discarded`: ended without one, because its endpoint's owner chose so or deleted the endpoint.
 */
export type DeliveryStatus = "pending" | "held" | "delivered" | "failed" | "discarded";

/** Why an attempt was made. `takeover`: the node that held the delivery died, so it may have been sent before. */
export type Trigger = "event" | "takeover" | "replay" | "test";

type Move = "attempt" | "pause" | "resume" | "discard" | "replay";

/** Every legal move of a delivery. What is not here cannot happen. */
const MOVES: Record<Move, Partial<Record<DeliveryStatus, readonly DeliveryStatus[]>>> = {
  attempt: { pending: ["delivered", "failed"] },
  pause: { pending: ["held"] },
  resume: { held: ["pending"] },
  discard: { held: ["discarded"] },
  // A replay that succeeds makes good what had not arrived. A pending delivery keeps its own turn, so that a replay
  // beside it neither cancels nor doubles it. A replay that fails changes no state.
  replay: { failed: ["delivered"], held: ["delivered"], discarded: ["delivered"] },
};

/** All states, in the order a person would tell them. */
export const DELIVERY_STATUSES: readonly DeliveryStatus[] = ["pending", "held", "delivered", "failed", "discarded"];

/** Whether `move` may take a delivery from one state to the other. */
export function isLegalMove(move: Move, from: DeliveryStatus, to: DeliveryStatus): boolean {
  return MOVES[move][from]?.includes(to) ?? false;
}

/** The state of a delivery after an attempt has ended, given the state it had and why the attempt was made. */
export function statusAfter(status: DeliveryStatus, trigger: Trigger, outcome: Outcome): DeliveryStatus {
  const move = countsForHealth(trigger) ? "attempt" : "replay";
  const to = outcome.kind === "delivered" ? "delivered" : "failed";
  return isLegalMove(move, status, to) ? to : status;
}

/** Test sends and manual replays count for nothing: neither towards the pause nor against it. */
export function countsForHealth(trigger: Trigger): boolean {
  switch (trigger) {
    case "event":
    case "takeover":
      return true;
    case "replay":
    case "test":
      return false;
  }
}

/** One event owed to one endpoint: what dispatch hands out and attempt sends. */
export interface OwedDelivery extends EnvelopeContent {
  id: string;
  idEndpoint: string;
  trigger: Trigger;
  /** When the event was accepted. Milliseconds since 1970. */
  createdAt: number;
}

/** What a delivery takes up in memory, near enough: its payload and what is said beside it. */
export function bytesOf({ payload, changes }: Pick<OwedDelivery, "payload" | "changes">): number {
  return payload.length + (changes?.length ?? 0);
}

/** A delivery as it is listed: one row, with what its latest attempt came to. */
export interface Delivery {
  id: string;
  idSpace: string;
  idEndpoint: string;
  idEvent: string;
  event: string;
  status: DeliveryStatus;
  createdAt: number;
  /** When it was delivered, failed or discarded. */
  endedAt: number | null;
  attemptCount: number;
  /** HTTP status of the latest attempt's answer. */
  lastResponseStatus: number | null;
  /** `AttemptError.code` of the latest attempt, null when it succeeded or there was none. */
  lastErrorCode: string | null;
  lastDurationMs: number | null;
}
