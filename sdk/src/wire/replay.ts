import type { PageQuery } from "./page.ts";

/** Which deliveries a replay sends again, by the state they are in when it starts. `all`: every one that is not pending. */
export type ReplayStatus = "failed" | "held" | "discarded" | "delivered" | "all";

/** Which of an endpoint's deliveries are sent once more. Test sends and pending deliveries are not among them. */
export interface ReplayRange {
  /** Of events accepted at or after this time. */
  since: string;
  /** Of events accepted before this time. Default: now. */
  until?: string | null;
  /** Default `failed`. */
  status?: ReplayStatus | null;
}

export interface NewReplay extends ReplayRange {
  /** Only counts, and starts nothing. Default false. */
  is_preview?: boolean;
}

/** How many deliveries a replay would send now. */
export interface ReplayPreview {
  count: number;
}

/** Many deliveries of one endpoint sent once more, one attempt each, at a bounded rate. It goes on after a restart. */
export interface Replay {
  id: string;
  id_space: string;
  id_endpoint: string;
  since: string;
  until: string;
  status: ReplayStatus;
  state: "running" | "done" | "cancelled";
  /** Why it was cancelled: somebody has asked for it, or its endpoint is gone. */
  reason: "manual" | "endpoint_deleted" | null;
  /** Counted before it starts. */
  total: number;
  /** How many of `total` are over: delivered, failed or skipped. */
  done: number;
  delivered: number;
  failed: number;
  /** Not sent, since their state has changed meanwhile or they were deleted. Known when it is done. */
  skipped: number;
  created_at: string;
  ended_at: string | null;
}

export interface ReplayQuery extends PageQuery {
  id_endpoint?: string;
}
