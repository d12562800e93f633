import type { Event } from "../core/event.ts";

export interface NewEvent {
  event: Event;
  /** Whether the app gave `occurredAt`. Where it did not, a repeat with another time is the same event all the same. */
  isTimeGiven: boolean;
  payload: Uint8Array;
  /** As in `EnvelopeContent`. */
  changes: string | null;
  /** The version of the space's routes that `deliveries` were matched against. */
  routesVersion: number;
  deliveries: readonly NewDelivery[];
}

export interface NewDelivery {
  id: string;
  idEndpoint: string;
  status: "pending" | "held";
  /** Whether this node takes a pending one in hand as it is written (born owned), or leaves it for `claimPending`. */
  isOwned: boolean;
}

export type AcceptResult =
  | { kind: "accepted" }
  /** The same id with the same type, payload bytes, changes, actor, correlation id and time (where the app gave one) was there, answered as `first`. */
  | { kind: "duplicate"; first: Event }
  /** The same id with other content was there. Nothing was written. */
  | { kind: "conflict"; first: Event }
  /** The space's endpoints have changed since `routesVersion`. Nothing was written: match again. */
  | { kind: "stale" };
