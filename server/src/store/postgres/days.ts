import { idTime, lowestIdAt } from "../../core/ids.ts";
import { type Database, statement } from "./driver.ts";
import { sqlState } from "./faults.ts";

/**
 * Events, deliveries and attempts are kept apart by day (UTC), so that old ones go by dropping tables. An event lies in the
 * day of its acceptance, a delivery in that of its id, which differs only around midnight or when a clock has stepped, and
 * attempts lie beside their delivery.
 */
export interface Days {
  /** Makes what is missing for events of these times and deliveries with these ids. Costs nothing once a day is there. */
  ensure(times: Iterable<number>, idsOfDeliveries: Iterable<string>): Promise<void>;
  /** Runs a write that makes sure of its days, and once more where another node has dropped one that this one has seen. */
  again<Result>(write: () => Promise<Result>): Promise<Result>;
  /** Makes the coming days, so that no write has to wait at midnight. */
  ensureAhead(now: number): Promise<void>;
  /** How many there are, as of the last time that this node made one of the coming days. */
  count(): number;
  /** Forgets which are there: another node may have dropped one. */
  forget(): void;
  /** The oldest days there are, as their first milliseconds, that end before a time. */
  endedBefore(before: number): Promise<number[]>;
}

export const DAY_MS = 86_400_000;
/** A node that is down for so long at midnight still finds the day made. */
const DAYS_AHEAD = 3;
/** A row has found no table: `check_violation`, and nothing else here checks. */
const NO_TABLE_FOR_ROW = "23514";
/** Serialises the making of a day among nodes. */
const DAY_LOCK = 0x70646179;
/**
 * Room on each page for the second version of its rows: a delivery is written twice, as it is accepted and as it ends. The
 * rows of a page end at about the same time, so half of it is needed.
 */
const DELIVERY_FILLFACTOR = 50;

const selectDays = statement<{ name: string }>(
  "days",
  `select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = 'posthorn.event'::regclass order by 1`,
);

export function createDays(database: Database): Days {
  const known = new Set<number>();
  let count = 0;

  async function make(day: number): Promise<void> {
    await database.transaction(async (transaction) => {
      await transaction.run("select pg_advisory_xact_lock($1)", [DAY_LOCK]);
      await transaction.run(tablesOf(day));
    });
    known.add(day);
  }

  return {
    async ensure(times, idsOfDeliveries) {
      const missing = new Set<number>();
      const look = (ms: number) => {
        const day = dayOf(ms);
        if (!known.has(day)) missing.add(day);
      };
      for (const time of times) look(time);
      for (const id of idsOfDeliveries) look(idTime(id));
      for (const day of missing) await make(day);
    },
    async again(write) {
      try {
        return await write();
      } catch (error) {
        if (sqlState(error) !== NO_TABLE_FOR_ROW) throw error;
        known.clear();
        return write();
      }
    },
    async ensureAhead(now) {
      const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => dayOf(now + ahead * DAY_MS));
      const missing = days.filter((day) => !known.has(day));
      for (const day of missing) await make(day);
      if (missing.length > 0) count = (await database.query(selectDays)).length;
    },
    count: () => count,
    forget: () => known.clear(),
    async endedBefore(before) {
      const names = (await database.query(selectDays)).map(({ name }) => name);
      return names.map(dayNamed).filter((day) => day + DAY_MS <= before);
    },
  };
}

function dayOf(ms: number): number {
  return ms - (ms % DAY_MS);
}

/** `20260131`, at the end of the names of the day's tables. */
export function nameOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10).replaceAll("-", "");
}

function dayNamed(table: string): number {
  const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(table) ?? [];
  if (year === undefined) throw new Error(`${table} is no table of a day`);
  return Date.parse(`${year}-${month}-${date}T00:00:00Z`);
}

/** Made apart and then attached, which locks nobody out, where `partition of` would wait for all readers and writers. */
function tablesOf(day: number): string {
  const name = nameOf(day);
  const [fromId, toId] = [day, day + DAY_MS].map((ms) => `'${lowestIdAt("dlv", ms)}'`);
  const parts = [
    { table: "event", from: String(day), to: String(day + DAY_MS), options: "" },
    { table: "delivery", from: fromId, to: toId, options: `with (fillfactor = ${DELIVERY_FILLFACTOR})` },
    { table: "attempt", from: fromId, to: toId, options: "" },
  ];
  const each = parts.map(
    ({ table, from, to, options }) => `
      create table posthorn.${table}_${name} (like posthorn.${table} including defaults including constraints) ${options};
      alter table posthorn.${table} attach partition posthorn.${table}_${name} for values from (${from}) to (${to});`,
  );
  return `do $$ begin if to_regclass('posthorn.event_${name}') is null then ${each.join("")} end if; end $$`;
}
