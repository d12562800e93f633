import type { Replay } from "../core/replay.ts";

/** A replay as both stores keep it. Who owns it and what it has in hand, each keeps in its own way. */
export interface ReplayRow<Owner, InHand> {
  id: string;
  id_space: string;
  id_endpoint: string;
  since: number;
  until: number;
  before_id: string;
  status: Replay["status"];
  state: Replay["state"];
  reason: Replay["reason"];
  total: number;
  delivered: number;
  failed: number;
  created_at: number;
  ended_at: number | null;
  owner: Owner;
  reached: string | null;
  in_hand: InHand;
}

export function toReplay(row: ReplayRow<unknown, unknown>): Replay {
  return {
    id: row.id,
    idSpace: row.id_space,
    idEndpoint: row.id_endpoint,
    since: row.since,
    until: row.until,
    beforeId: row.before_id,
    status: row.status,
    state: row.state,
    reason: row.reason,
    total: row.total,
    delivered: row.delivered,
    failed: row.failed,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
