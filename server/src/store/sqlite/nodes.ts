import type { Clock } from "../../core/clock.ts";
import type { Database } from "./driver.ts";

/** A node before this one, of which deliveries are left. */
export interface EarlierNode {
  seq: number;
  /** It never said that it had stopped: what it had in hand it may have sent. */
  isDead: boolean;
}

export interface Nodes {
  /** This node's seq: the owner of what it has in hand. */
  me: number;
  earlier: readonly EarlierNode[];
  beat(): void;
  stop(): void;
}

/** Nodes that have not ended well: what they had in hand they may have sent. While none runs. */
export const DEAD_NODES = "select seq from node where stopped_at is null";

/** Enters this process as a node. The file is this process's alone, so all the others have stopped or died. */
export function createNodes(database: Database, idNode: string, clock: Clock): Nodes {
  const isLeft = "exists (select 1 from delivery where status = 'pending' and owner = node.seq)";
  const enter = database.prepare("insert into node (id, started_at, beat_at) values (?, ?, ?)");
  const me = enter.insert(idNode, clock.now(), clock.now());
  if (me === null) throw new Error("nothing keeps a node out");
  database.prepare(`delete from node where seq <> ? and not ${isLeft}`).run(me);
  const earlier = database
    .prepare<{ seq: number; is_dead: number }>(`select seq, seq in (${DEAD_NODES}) as is_dead from node where seq <> ?`)
    .all(me)
    .map((row) => ({ seq: row.seq, isDead: row.is_dead === 1 }));
  const updateBeat = database.prepare("update node set beat_at = ? where seq = ?");
  const updateStopped = database.prepare("update node set stopped_at = ? where seq = ?");
  return {
    me,
    earlier,
    beat: () => updateBeat.run(clock.now(), me),
    stop: () => updateStopped.run(clock.now(), me),
  };
}
