import type { Clock } from "../../core/clock.ts";
import { aboveAllIds } from "../../core/ids.ts";
import { parseCursor, toPage } from "../cursor.ts";
import { type ReplayRow, toReplay } from "../replay-row.ts";
import type { ReplayStore } from "../replays.ts";
import type { Deliveries } from "./deliveries.ts";
import { type Database, statement } from "./driver.ts";
import type { Nodes } from "./nodes.ts";
import type { Outcomes } from "./outcomes.ts";
import { createReplayWalk } from "./replay-walk.ts";

const CURSOR = /^(rpl_[0-9A-Za-z]{1,40})$/;

const page = "id < $2 order by id desc limit $3";
const selectOne = statement<ReplayRow<number | null, string[]>>(
  "replay_one",
  "select * from posthorn.replay where id = $1",
);
const lockOne = statement<ReplayRow<number | null, string[]>>(
  "replay_lock",
  "select * from posthorn.replay where id = $1 for update",
);
const selectOfSpace = statement<ReplayRow<number | null, string[]>>(
  "replay_of_space",
  `select * from posthorn.replay where id_space = $1 and ${page}`,
);
const selectOfEndpoint = statement<ReplayRow<number | null, string[]>>(
  "replay_of_endpoint",
  `select * from posthorn.replay where id_endpoint = $4 and id_space = $1 and ${page}`,
);
/** Jobs of one space begin one after the other, so that their number holds. */
const lockSpace = statement("replay_space", "select 1 from posthorn.space where id = $1 for update");
const selectRunning = statement<{ is_busy: boolean; count: number }>(
  "replay_busy",
  `select exists (select from posthorn.replay where id_endpoint = $1 and state = 'running') as is_busy,
    (select count(*) from posthorn.replay where id_space = $2 and state = 'running') as count`,
);
const insert = statement(
  "replay_insert",
  `insert into posthorn.replay (id, id_space, id_endpoint, since, until, before_id, status, state, reason, total,
      delivered, failed, created_at, ended_at, owner, in_hand)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '{}')`,
);
/** Whose node is alive no more, and whose listener, if it is for one, this node serves. None to a node that is dead itself. */
const left = `posthorn.replay where state = 'running'
  and exists (select from posthorn.node_fence where node = $1 and not is_dead)
  and not exists (select from posthorn.node_fence where node = owner and not is_dead)
  and not exists (select from posthorn.endpoint
    where endpoint.id = id_endpoint and is_listener and deleted_at is null and node is distinct from $1)`;
const hasLeft = statement("replay_has_left", `select 1 from ${left} limit 1`);
const lockLeft = statement<ReplayRow<number | null, string[]>>(
  "replay_left",
  `select * from ${left} order by id for update skip locked`,
);
const leave = statement("replay_leave", "update posthorn.replay set owner = null where id = $1 and owner = $2");
const adopt = statement("replay_adopt", "update posthorn.replay set owner = $1, in_hand = $2 where id = $3");
const advance = statement("replay_advance", "update posthorn.replay set reached = $1, in_hand = $2 where id = $3");
/** Deliveries that were pending at the start and were held since may come on top of those counted then. */
const count = statement(
  "replay_counted",
  `update posthorn.replay set delivered = delivered + $1, failed = failed + $2, in_hand = $3,
    total = greatest(total, delivered + $1 + failed + $2) where id = $4`,
);
const end = statement(
  "replay_over",
  "update posthorn.replay set state = $1, reason = $2, ended_at = $3 where id = $4 and state = 'running'",
);

/** Rows of `replay`. Each change of a job locks its row first, so that it is in one node's hand. */
export function createReplays(
  database: Database,
  { clock, deliveries, nodes, outcomes }: { clock: Clock; deliveries: Deliveries; nodes: Nodes; outcomes: Outcomes },
): ReplayStore {
  const walk = createReplayWalk();

  return {
    count: (range, afterId) => walk.count(database, range, afterId),
    insert: (replay, runningMax) =>
      database.transaction(async (transaction) => {
        await transaction.query(lockSpace, [replay.idSpace]);
        const [running] = await transaction.query(selectRunning, [replay.idEndpoint, replay.idSpace]);
        if (running?.is_busy) return "endpoint_busy";
        if ((running?.count ?? 0) >= runningMax) return "space_full";
        await transaction.query(insert, [
          ...[replay.id, replay.idSpace, replay.idEndpoint, replay.since, replay.until, replay.beforeId, replay.status],
          ...[replay.state, replay.reason, replay.total, replay.delivered, replay.failed],
          ...[replay.createdAt, replay.endedAt, nodes.me()],
        ]);
        return "inserted";
      }),
    async get(idSpace, idReplay) {
      const [row] = await database.query(selectOne, [idReplay]);
      return row !== undefined && row.id_space === idSpace ? toReplay(row) : null;
    },
    async list({ idSpace, idEndpoint, limit, cursor }) {
      const values = [idSpace, parseCursor(cursor, CURSOR)?.[0] ?? aboveAllIds("rpl"), limit + 1];
      const rows =
        idEndpoint === null
          ? await database.query(selectOfSpace, values)
          : await database.query(selectOfEndpoint, [...values, idEndpoint]);
      return toPage(rows, limit, toReplay, ({ id }) => id);
    },

    async claim() {
      // Asked again and again, nearly always in vain.
      if ((await database.query(hasLeft, [nodes.me()])).length === 0) return [];
      return database.transaction(async (transaction) => {
        const claimed = [];
        for (const row of await transaction.query(lockLeft, [nodes.me()])) {
          // But for what is pending by now: that has a turn of its own.
          const inHand = await deliveries.loadMany(row.id_space, row.in_hand, false);
          const ids = inHand.map(({ id }) => id);
          await transaction.query(adopt, [nodes.me(), ids, row.id]);
          claimed.push({ replay: toReplay(row), inHand });
        }
        return claimed;
      });
    },
    async take(idReplay, countMax) {
      const taken = await database.transaction(async (transaction) => {
        const [row] = await transaction.query(lockOne, [idReplay]);
        if (row === undefined || row.state !== "running" || row.owner !== nodes.me()) return null;
        const { ids, reached } = await walk.next(transaction, toReplay(row), row.reached, countMax);
        await transaction.query(advance, [reached ?? ids.at(-1) ?? row.reached, [...row.in_hand, ...ids], idReplay]);
        return { idSpace: row.id_space, ids, reached };
      });
      if (taken === null) return null;
      const { idSpace, ids, reached } = taken;
      return { deliveries: await deliveries.loadMany(idSpace, ids, true), isExhausted: reached === null };
    },
    async record(idReplay, ended) {
      const { tell } = await nodes.fenced((me) =>
        database.transaction(async (transaction) => {
          const recorded = await outcomes.recordIn(transaction, me, ended);
          if (recorded === null) return null;
          const [row] = await transaction.query(lockOne, [idReplay]);
          if (row === undefined || row.owner !== me) return recorded;
          const left = new Set(row.in_hand);
          const counted = ended.filter(({ idDelivery }) => left.delete(idDelivery));
          const delivered = counted.filter(({ outcome }) => outcome.kind === "delivered").length;
          await transaction.query(count, [delivered, counted.length - delivered, [...left], idReplay]);
          return recorded;
        }),
      );
      tell();
    },
    async leave(idReplay) {
      await database.query(leave, [idReplay, nodes.me()]);
    },
    async end(idReplay, reason) {
      await database.query(end, [reason === null ? "done" : "cancelled", reason, clock.now(), idReplay]);
      const [row] = await database.query(selectOne, [idReplay]);
      return row === undefined ? null : toReplay(row);
    },
  };
}
