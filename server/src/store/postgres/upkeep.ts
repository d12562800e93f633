import { lowestIdAt } from "../../core/ids.ts";
import type { StoreStats } from "../stats.ts";
import { DAY_MS, type Days, nameOf } from "./days.ts";
import { type Database, statement, type Transaction } from "./driver.ts";

/** Pages of events that one step looks at: some megabytes. */
const PAGES_MAX = 256;
/** Held deliveries, and endpoints, that one step deletes. */
const HELD_MAX = 2_000;
const ENDPOINTS_MAX = 100;
const REPLAYS_MAX = 100;
/** Steps that find nothing go on at once, so many in one call. */
const STEPS_MAX = 20;
/** Held by the one node that deletes what is old: the others find it taken. */
const UPKEEP_LOCK = 0x70727565;
/** A table is dropped between two statements of others, or later: whoever writes meanwhile waits behind it. */
const DROP_LOCK_TIMEOUT = "100ms";

export interface Upkeep {
  prune(before: number): Promise<number>;
  stats(): Promise<StoreStats>;
}

/** How far a day has been walked through, in pages. `isSparse`: what is owed was left, and the day's tables with it. */
interface Walk {
  page: number;
  isSparse: boolean;
}

// What an active endpoint holds is owed like what is pending: it was resumed, and will be sent.
const selectOwed = statement<{ is_owed: boolean }>(
  "upkeep_owed",
  `select exists (select from posthorn.owed join posthorn.endpoint on endpoint.seq = owed.endpoint
    where owed.created_at >= $1 and owed.created_at < $2
      and (not is_held or (status = 'active' and deleted_at is null))) as is_owed`,
);
const selectAnyOwed = statement<{ is_owed: boolean }>(
  "upkeep_any_owed",
  "select exists (select from posthorn.owed where created_at >= $1 and created_at < $2) as is_owed",
);
const forgetHeld = statement<{ count: number }>(
  "upkeep_held",
  `with old as (
      delete from posthorn.owed where ctid = any(array(
        select owed.ctid from posthorn.owed join posthorn.endpoint on endpoint.seq = owed.endpoint
          where is_held and owed.created_at >= $1 and owed.created_at < $2
            and (status = 'paused' or deleted_at is not null) limit ${HELD_MAX})) returning id
    ) select count(*) as count from old`,
);
const forgetEndpoints = statement<{ seq: number }>(
  "upkeep_endpoints",
  `delete from posthorn.endpoint where seq in (
      select seq from posthorn.endpoint where deleted_at < $1
        and not exists (select from posthorn.owed where owed.endpoint = endpoint.seq)
        and not exists (select from posthorn.delivery where delivery.endpoint = endpoint.seq)
      limit ${ENDPOINTS_MAX}) returning seq`,
);
const forgetReplays = statement<{ id: string }>(
  "upkeep_replays",
  `delete from posthorn.replay where id in (
    select id from posthorn.replay where ended_at < $1 limit ${REPLAYS_MAX}) returning id`,
);
const selectStats = statement<StoreStats>(
  "upkeep_stats",
  `select (select count(*) from posthorn.owed where not is_held) as "pendingCount",
    (select count(*) from posthorn.owed where is_held) as "heldCount",
    (select count(*) from posthorn.endpoint where deleted_at is null) as "endpointCount",
    (select count(*) from posthorn.endpoint where deleted_at is null and status = 'paused') as "pausedEndpointCount",
    (select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
      where relnamespace = 'posthorn'::regnamespace and relkind in ('r', 'S')) as "diskBytes"`,
);

/**
 * Deletes by the day: once all of a day is too old, the ids of its events are given free, page by page, and then its tables
 * are dropped. While something of it is still owed, the rest is deleted row by row instead.
 */
export function createUpkeep(database: Database, days: Days): Upkeep {
  const walks = new Map<number, Walk>();

  /** How many were deleted. Null: nothing is left to do for this day now. */
  async function pruneDay(transaction: Transaction, day: number): Promise<number | null> {
    // An event's deliveries may lie in the next day: a day goes only when nothing of the one before is owed either.
    const span = [day - DAY_MS, day + DAY_MS];
    const isOwed = (await transaction.query(selectOwed, span))[0]?.is_owed === true;
    const walk = walks.get(day) ?? { page: 0, isSparse: false };
    const pages = await pageCount(transaction, day);
    if (walk.page < pages) {
      const deleted = await transaction.run<{ count: number }>(
        isOwed ? deleteRows(day, walk.page) : deleteKeys(day, walk.page),
      );
      walks.set(day, { page: walk.page + PAGES_MAX, isSparse: walk.isSparse || isOwed });
      return deleted[0]?.count ?? 0;
    }
    if (isOwed) return null;
    if (walk.isSparse) {
      walks.delete(day);
      return 0;
    }
    const held = (await transaction.query(forgetHeld, [day, day + DAY_MS]))[0]?.count ?? 0;
    if (held > 0) return 0;
    if ((await transaction.query(selectAnyOwed, span))[0]?.is_owed) return null;
    const name = nameOf(day);
    await transaction.run(`set local lock_timeout = '${DROP_LOCK_TIMEOUT}';
      drop table posthorn.event_${name}, posthorn.delivery_${name}, posthorn.attempt_${name}`);
    walks.delete(day);
    days.forget();
    return null;
  }

  async function pruneDays(before: number): Promise<number> {
    let steps = 0;
    for (const day of await days.endedBefore(before)) {
      for (let deleted: number | null = 0; deleted !== null && steps < STEPS_MAX; steps++) {
        deleted = await alone(database, (transaction) => pruneDay(transaction, day));
        if (deleted !== null && deleted > 0) return deleted;
      }
    }
    return 0;
  }

  return {
    // Endpoints come last: their rows are needed for as long as their deliveries are there.
    async prune(before) {
      const days = await pruneDays(before);
      if (days > 0) return days;
      const replays = (await database.query(forgetReplays, [before])).length;
      return replays > 0 ? replays : (await database.query(forgetEndpoints, [before])).length;
    },
    async stats() {
      const [row] = await database.query(selectStats);
      if (row === undefined) throw new Error("a count gives one row");
      return row;
    },
  };
}

/** Null where another node is at it. */
function alone<Result>(
  database: Database,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result | null> {
  return database.transaction(async (transaction) => {
    const [lock] = await transaction.run<{ is_mine: boolean }>("select pg_try_advisory_xact_lock($1) as is_mine", [
      UPKEEP_LOCK,
    ]);
    return lock?.is_mine ? work(transaction) : null;
  });
}

async function pageCount(transaction: Transaction, day: number): Promise<number> {
  const [row] = await transaction.run<{ pages: number | null }>(
    "select pg_relation_size(to_regclass($1)) / current_setting('block_size')::integer as pages",
    [`posthorn.event_${nameOf(day)}`],
  );
  return row?.pages ?? 0;
}

/** The events of some pages. Rows are found by where they lie, so no index is needed and none is walked twice. */
function oldOf(day: number, page: number, condition: string): string {
  return `old as materialized (
    select ctid as place, space, id, seq from posthorn.event_${nameOf(day)} as event
      where ctid >= '(${page},0)'::tid and ctid < '(${page + PAGES_MAX},0)'::tid and ${condition}
  ), keys as (
    delete from posthorn.event_key using old where event_key.space = old.space and event_key.id = old.id
  )`;
}

function deleteKeys(day: number, page: number): string {
  return `with ${oldOf(day, page, "true")} select count(*) as count from old`;
}

function deleteRows(day: number, page: number): string {
  const near = (column: string) =>
    `${column} >= '${lowestIdAt("dlv", day - DAY_MS)}' and ${column} < '${lowestIdAt("dlv", day + 2 * DAY_MS)}'`;
  const isFree = `not exists (
    select from posthorn.delivery join posthorn.owed on owed.endpoint = delivery.endpoint and owed.id = delivery.id
        join posthorn.endpoint on endpoint.seq = owed.endpoint
      where delivery.event_seq = event.seq and ${near("delivery.id")}
        and (not is_held or (endpoint.status = 'active' and endpoint.deleted_at is null)))`;
  return `with ${oldOf(day, page, isFree)}, deliveries as (
      delete from posthorn.delivery using old where event_seq = old.seq and ${near("delivery.id")}
        returning delivery.endpoint, delivery.id
    ), owed as (
      delete from posthorn.owed using deliveries where owed.endpoint = deliveries.endpoint and owed.id = deliveries.id
    ), attempts as (
      delete from posthorn.attempt using deliveries where id_delivery = deliveries.id and ${near("id_delivery")}
    ), events as (
      delete from posthorn.event_${nameOf(day)} as event using old where event.ctid = old.place
    )
    select count(*) as count from old`;
}
