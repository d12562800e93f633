import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { createFifo, type Fifo } from "../core/fifo.ts";
import { createWindow, type Window } from "./window.ts";

/**
 * What this node has in hand for one endpoint. Deliveries are handed out oldest first; what does not fit into memory
 * waits in the store and is fetched behind what is here, so the order holds.
 */
export interface Lane {
  readonly idSpace: string;
  readonly idEndpoint: string;
  /**
   * `open`: the endpoint gets requests. `closed`: it is paused or deleted, and nothing is handed out. `elsewhere`: only
   * another node can reach it, so nothing of it is here. `unknown`: found in the backlog at start and not looked up yet.
   */
  state: "open" | "closed" | "elsewhere" | "unknown";
  readonly queue: Fifo<OwedDelivery>;
  /** Deliveries in memory for this lane: promised a place, queued, being sent or recorded. And their payloads' bytes. */
  count: number;
  bytes: number;
  /** Deliveries without an owner whose commit is under way. While there are any, newer ones must not overtake them. */
  leaving: number;
  /** Whether the store holds more for this lane. */
  hasBacklog: boolean;
  /** Whether it waits for its turn to fetch, fetches, or rests between two fetches. */
  isRefilling: boolean;
  /** Ids of deliveries that are being sent or recorded. */
  readonly inHand: Set<string>;
  /** Requests that count against the window. A failed one counts until it is recorded, or a pause could come late. */
  inFlight: number;
  readonly window: Window;
  /** Failed deliveries in a row, as the store last said. */
  failures: number;
  pauseAfter: number;
  /** Whether it waits in the ring of lanes that could send. */
  isInRing: boolean;
  /** Whether what it had in memory is being let go of in the store, and whether that must be gone through once more. */
  releasing: "no" | "yes" | "again";
  /** After a resume, until its backlog is done: it is fetched no faster than the operator allows. */
  isCatchingUp: boolean;
}

export function createLane(idSpace: string, idEndpoint: string, windowMax: number): Lane {
  return {
    idSpace,
    idEndpoint,
    state: "unknown",
    queue: createFifo(),
    count: 0,
    bytes: 0,
    leaving: 0,
    hasBacklog: false,
    isRefilling: false,
    inHand: new Set(),
    inFlight: 0,
    window: createWindow(windowMax),
    failures: 0,
    pauseAfter: 1,
    isInRing: false,
    releasing: "no",
    isCatchingUp: false,
  };
}

/** Takes over what the store knows of the endpoint. Null: it was deleted. */
export function updateLane(lane: Lane, endpoint: Endpoint | null): void {
  if (endpoint === null) {
    lane.state = "closed";
    return;
  }
  const active = endpoint.isElsewhere ? "elsewhere" : "open";
  lane.state = endpoint.health.status === "active" ? active : "closed";
  lane.failures = endpoint.health.consecutiveFailures;
  lane.pauseAfter = endpoint.pauseAfter;
}

/** Whether nothing would be lost by forgetting it but the window it has earned. A run of failures is remembered. */
export function isIdle(lane: Lane): boolean {
  const isQuiet = lane.count === 0 && lane.leaving === 0 && lane.failures === 0 && lane.releasing === "no";
  return isQuiet && !lane.hasBacklog && !lane.isRefilling && !lane.isInRing;
}

/** Whether what the store has for it belongs into this node's memory, and what is there may stay. */
export function mayFetch(lane: Lane): boolean {
  return lane.state !== "closed" && lane.state !== "elsewhere" && lane.releasing === "no";
}
