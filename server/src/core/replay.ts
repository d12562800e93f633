import type { DeliveryStatus } from "./delivery.ts";

/** Which deliveries a range replay sends, by their state when it starts. A pending one keeps its own turn. */
export type ReplayStatus = Exclude<DeliveryStatus, "pending"> | "all";

export const REPLAY_STATUSES: readonly ReplayStatus[] = ["failed", "held", "discarded", "delivered", "all"];

/** The deliveries of one endpoint that a replay is about: fixed at its start, so that later ones are no part of it. */
export interface ReplayRange {
  idSpace: string;
  idEndpoint: string;
  /** Of events accepted at or after. Milliseconds since 1970. */
  since: number;
  /** Of events accepted before. */
  until: number;
  /** Above the ids of all deliveries that were there at the start. */
  beforeId: string;
  status: ReplayStatus;
  /** When the range was fixed. What has ended since is no part of it. */
  createdAt: number;
}

/** A range before it is fixed. `until` null: everything until now. */
export interface WantedReplay extends Pick<ReplayRange, "idSpace" | "idEndpoint" | "since" | "status"> {
  until: number | null;
}

/** `endpoint_busy`: it has one that is running. `space_full`: its space has as many running as it may. */
export type StartedReplay =
  | { kind: "started"; replay: Replay }
  | { kind: "endpoint_busy" }
  | { kind: "space_full"; runningMax: number };

/** Many deliveries of one endpoint sent once more: a job that goes on until all are over, whichever node runs it. */
export interface Replay extends ReplayRange {
  id: string;
  state: "running" | "done" | "cancelled";
  /** Why it was cancelled. */
  reason: ReplayCancelReason | null;
  /** How many deliveries the range held when it was counted. */
  total: number;
  delivered: number;
  failed: number;
  endedAt: number | null;
}

export type ReplayCancelReason = "manual" | "endpoint_deleted";

/** What was not sent, because its state has changed since the start or retention took it: known at the end. */
export function skippedOf({ state, total, delivered, failed }: Replay): number {
  return state === "done" ? Math.max(0, total - delivered - failed) : 0;
}
