import type { Delivery } from "./delivery.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Event } from "./event.ts";
import type { InboxAnswer, InboxRequest } from "./inbox.ts";

/** Something could not be told, such as after a lost connection or when far too much happens: fetch anew what is shown. */
export interface LiveReset {
  kind: "reset";
}

/** What changes in a space, as it happens. Each holds the row as it is now, as the lists give it. */
export type SpaceMessage =
  | { kind: "event"; event: Event }
  | { kind: "delivery"; delivery: Delivery }
  /** Made, changed, paused or resumed; also when its counter of failures has moved. */
  | { kind: "endpoint"; endpoint: Endpoint }
  | { kind: "endpoint_deleted"; id_endpoint: string }
  | LiveReset;

/** What all of a node does, once a second. */
export interface Rates {
  at: string;
  /** Means over the last ten seconds. */
  events_per_s: number;
  delivered_per_s: number;
  failed_per_s: number;
  /** Deliveries waiting in this node's memory, and requests under way. */
  queued_count: number;
  in_flight_count: number;
  /** Of the whole database. */
  pending_count: number;
  held_count: number;
}

export type NodeMessage = { kind: "rates"; rates: Rates } | LiveReset;

/** What happens at a test inbox. */
export type InboxMessage =
  | { kind: "request"; request: InboxRequest }
  | { kind: "answer"; answer: InboxAnswer }
  | { kind: "emptied" }
  | LiveReset;
