import { lowestIdAt } from "../../core/ids.ts";
import { REPLAY_STATUSES, type ReplayRange, type ReplayStatus } from "../../core/replay.ts";
import { statement, type Transaction } from "./driver.ts";
import type { SqlValue } from "./sql-value.ts";

/** What one step may look at: some milliseconds. */
const ROWS_SCANNED_MAX = 5_000;

/** Goes through a range in bounded steps, in the order of ids. `afterId` null: from its start. */
export interface ReplayWalk {
  count(through: Reader, range: ReplayRange, afterId: string | null): Promise<{ count: number; nextId: string | null }>;
  /** Ids. `reached`: where the next step goes on from. Null: there is nothing more. */
  next(
    through: Reader,
    range: ReplayRange,
    afterId: string | null,
    countMax: number,
  ): Promise<{ ids: string[]; reached: string | null }>;
}

type Reader = Pick<Transaction, "query">;

export function createReplayWalk(): ReplayWalk {
  const byStatus = new Map(REPLAY_STATUSES.map((status) => [status, stepsOf(status)]));

  async function stepOf(through: Reader, range: ReplayRange, afterId: string | null) {
    const steps = byStatus.get(range.status);
    if (steps === undefined) throw new Error(`${range.status} is a state that a replay knows`);
    const until = lowestIdAt("dlv", range.until);
    const before = until < range.beforeId ? until : range.beforeId;
    const after = afterId ?? lowestIdAt("dlv", range.since);
    const [last] = await through.query(steps.selectEnd, [range.idEndpoint, after, before]);
    const end = last?.id ?? null;
    const values: SqlValue[] = [range.idEndpoint, after, before, end ?? before, range.createdAt];
    return { steps, end, values };
  }

  return {
    async count(through, range, afterId) {
      const { steps, end, values } = await stepOf(through, range, afterId);
      const [row] = await through.query(steps.count, values);
      return { count: row?.count ?? 0, nextId: end };
    },
    async next(through, range, afterId, countMax) {
      const { steps, end, values } = await stepOf(through, range, afterId);
      const ids = (await through.query(steps.select, [...values, countMax])).map(({ id }) => id);
      const isFull = ids.length === countMax;
      return { ids, reached: isFull ? (ids.at(-1) ?? end) : end };
    },
  };
}

function stepsOf(status: ReplayStatus) {
  const between = `delivery.endpoint = (select seq from posthorn.endpoint where id = $1)
    and delivery.id > $2 and delivery.id < $3 and ${keptIn(status)}`;
  const from = `from posthorn.delivery join posthorn.event on event.space = delivery.space
      and event.created_at = delivery.created_at and event.seq = delivery.event_seq
    where ${between} and delivery.id <= $4 and ${matches(status)}
      and (delivery.ended_at is null or delivery.ended_at <= $5) and not event.is_test`;
  return {
    selectEnd: statement<{ id: string }>(
      `replay_end_${status}`,
      `select id from posthorn.delivery where ${between} order by id limit 1 offset ${ROWS_SCANNED_MAX - 1}`,
    ),
    count: statement<{ count: number }>(`replay_count_${status}`, `select count(*) as count ${from}`),
    select: statement<{ id: string }>(
      `replay_next_${status}`,
      `select delivery.id ${from} order by delivery.id limit $6`,
    ),
  };
}

/** What an index holds by itself. */
function keptIn(status: ReplayStatus): string {
  switch (status) {
    case "all":
    case "delivered":
      return "true";
    case "failed":
      return "delivery.kept = 'f'";
    case "held":
      return "delivery.kept = 'h'";
    case "discarded":
      return "delivery.kept = 'x'";
  }
}

/** What each row must be besides. */
function matches(status: ReplayStatus): string {
  switch (status) {
    case "all":
      return "(delivery.kept is not null or delivery.ended_at is not null)";
    case "delivered":
      return "delivery.kept is null and delivery.ended_at is not null";
    case "failed":
    case "held":
    case "discarded":
      return "true";
  }
}
