import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import type { SpaceLoad } from "../store/overview.ts";
import type { StoreStats } from "../store/stats.ts";
import type { NodeState } from "./dependencies.ts";
import { toWireSpace } from "./operator-wire.ts";

export function toWireRates(state: NodeState, stats: StoreStats, now: number): Wire.Rates {
  return {
    at: toIsoTime(now),
    events_per_s: state.eventsPerS,
    delivered_per_s: state.deliveredPerS,
    failed_per_s: state.failedPerS,
    queued_count: state.queuedCount,
    in_flight_count: state.inFlightCount,
    pending_count: stats.pendingCount,
    held_count: stats.heldCount,
  };
}

export function toWireLoad(load: SpaceLoad): Wire.SpaceActivityRow {
  return { ...toWireSpace(load), delivered: load.delivered, failed: load.failed };
}
