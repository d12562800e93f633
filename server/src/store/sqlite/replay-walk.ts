import { lowestIdAt } from "../../core/ids.ts";
import { REPLAY_STATUSES, type ReplayRange, type ReplayStatus } from "../../core/replay.ts";
import type { Database, SqlValue } from "./driver.ts";

/** What one step may look at: about 5 ms. */
const ROWS_SCANNED_MAX = 5_000;

/** Goes through a range in bounded steps, in the order of ids. `afterId` null: from its start. */
export interface ReplayWalk {
  count(range: ReplayRange, afterId: string | null): { count: number; nextId: string | null };
  /** Ids. `reached`: where the next step goes on from. Null: there is nothing more. */
  next(range: ReplayRange, afterId: string | null, countMax: number): { ids: string[]; reached: string | null };
}

export function createReplayWalk(database: Database): ReplayWalk {
  const byStatus = new Map(REPLAY_STATUSES.map((status) => [status, prepareSteps(database, status)]));

  function stepOf(range: ReplayRange, afterId: string | null) {
    const steps = byStatus.get(range.status);
    if (steps === undefined) throw new Error(`${range.status} is a state that a replay knows`);
    const until = lowestIdAt("dlv", range.until);
    const before = until < range.beforeId ? until : range.beforeId;
    const after = afterId ?? lowestIdAt("dlv", range.since);
    const end = steps.selectEnd.get(range.idEndpoint, after, before)?.id ?? null;
    const values: SqlValue[] = [range.idEndpoint, after, before, end ?? before, range.createdAt];
    return { steps, end, values };
  }

  return {
    count(range, afterId) {
      const { steps, end, values } = stepOf(range, afterId);
      return { count: steps.count.get(...values)?.count ?? 0, nextId: end };
    },
    next(range, afterId, countMax) {
      const { steps, end, values } = stepOf(range, afterId);
      const ids = steps.select.all(...values, countMax).map(({ id }) => id);
      const isFull = ids.length === countMax;
      return { ids, reached: isFull ? (ids.at(-1) ?? end) : end };
    },
  };
}

/** The index is named in each statement, because a planner without statistics would rather walk the table. */
function prepareSteps(database: Database, status: ReplayStatus) {
  const { index, inIndex, matches } = searchOf(status);
  const table = `delivery indexed by ${index}`;
  const between = `${inIndex} and delivery.id_endpoint = ? and delivery.id > ? and delivery.id < ?`;
  const from = `from ${table} join event on event.seq = delivery.seq_event
    where ${between} and delivery.id <= ? and ${matches}
      and (delivery.ended_at is null or delivery.ended_at <= ?) and event.is_test = 0`;
  return {
    selectEnd: database.prepare<{ id: string }>(
      `select delivery.id from ${table} where ${between} order by delivery.id limit 1 offset ${ROWS_SCANNED_MAX - 1}`,
    ),
    count: database.prepare<{ count: number }>(`select count(*) as count ${from}`),
    select: database.prepare<{ id: string }>(`select delivery.id ${from} order by delivery.id limit ?`),
  };
}

/** Where a status is searched: what the index holds by itself, and what each of its rows must be. */
function searchOf(status: ReplayStatus): { index: string; inIndex: string; matches: string } {
  switch (status) {
    case "all":
      return { index: "delivery_by_endpoint", inIndex: "true", matches: "delivery.status <> 'pending'" };
    case "delivered":
      return { index: "delivery_by_endpoint", inIndex: "true", matches: "delivery.status = 'delivered'" };
    case "failed":
    case "held":
    case "discarded": {
      const inIndex = `delivery.status <> 'pending' and delivery.status <> 'delivered' and delivery.status = '${status}'`;
      return { index: "delivery_kept_by_endpoint", inIndex, matches: "true" };
    }
  }
}
