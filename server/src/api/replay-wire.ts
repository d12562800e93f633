import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import { type Replay, skippedOf } from "../core/replay.ts";
import { toTime } from "./wire.ts";

export function toWireReplay(replay: Replay): Wire.Replay {
  const skipped = skippedOf(replay);
  return {
    id: replay.id,
    id_space: replay.idSpace,
    id_endpoint: replay.idEndpoint,
    since: toIsoTime(replay.since),
    until: toIsoTime(replay.until),
    status: replay.status,
    state: replay.state,
    reason: replay.reason,
    total: replay.total,
    done: replay.delivered + replay.failed + skipped,
    delivered: replay.delivered,
    failed: replay.failed,
    skipped,
    created_at: toIsoTime(replay.createdAt),
    ended_at: toTime(replay.endedAt),
  };
}
