import type { AttemptCounts } from "./activity.ts";
import type { Rates } from "./live.ts";
import type { Space } from "./space.ts";

/** All of Posthorn at a glance, for its operator. */
export interface Overview extends Rates {
  version: string;
  started_at: string;
  uptime_s: number;
  space_count: number;
  endpoint_count: number;
  paused_endpoint_count: number;
  /** When the event of the oldest delivery in this node's memory was accepted. */
  oldest_queued_at: string | null;
  /** What the database takes, and what its disk has left where that can be told. */
  disk_bytes: number;
  disk_free_bytes: number | null;
  nodes: NodeRow[];
  /** With the most attempts in this hour and the one before, at most 10. */
  busiest: SpaceActivityRow[];
  /** With endpoints that are paused or whose last delivery failed, the most such endpoints first, at most 10. */
  failing: SpaceActivityRow[];
}

export interface NodeRow {
  id: string;
  is_this: boolean;
  started_at: string;
  last_seen_at: string;
}

/** A space, with the attempts of its endpoints in this hour and the one before. */
export interface SpaceActivityRow extends Space, AttemptCounts {}
