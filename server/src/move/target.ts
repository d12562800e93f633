import type { Clock } from "../core/clock.ts";
import { StartError } from "../core/start-error.ts";
import { DatabaseRefused, type RefusalCode } from "../store/postgres/database-refused.ts";
import { createDays, type Days } from "../store/postgres/days.ts";
import { type Database, openDatabase, type Transaction } from "../store/postgres/driver.ts";
import { MIGRATIONS, migrate } from "../store/postgres/migrate.ts";
import { MOVED_TABLES } from "./moved-tables.ts";
import type { Progress } from "./progress.ts";

/** A move as the target remembers it. */
export interface Move {
  source: string;
  fingerprint: string;
  begunAt: number;
  /** Null: it goes on. */
  endedAt: number | null;
  /** The number of the next batch. */
  batch: number;
  progress: Progress;
}

/** A Postgres database that an SQLite file moves into. */
export interface Target {
  readonly database: Database;
  readonly days: Days;
  /** Null: none has begun. */
  find(): Promise<Move | null>;
  /** Throws a `StartError` where it has data of its own, or nodes. */
  checkFree(): Promise<void>;
  /** Marks it as half moved, so that no node starts, if it is free. */
  begin(move: Pick<Move, "source" | "fingerprint" | "progress">): Promise<void>;
  /** Forgets a move that has not ended, with all that it has moved. */
  discard(): Promise<void>;
  /** Makes it a database that nodes start on. */
  end(move: Move): Promise<void>;
  close(): Promise<void>;
}

/** One that writes, and one for what comes beside it. */
const CONNECTIONS_MAX = 2;
/** What a node keeps that does not move: an app has emitted it. */
const OWN_TABLES = ["emitted", "rejected_event"];
const ANOTHER = "Name another database with --to: one without a schema posthorn.";

const HINTS: Partial<Record<RefusalCode, string>> = {
  unreachable: "Check --to, and that the server runs and lets this user in.",
  foreign: ANOTHER,
  newer: "Run the migrate of that Posthorn, or name another database with --to.",
  altered: "Run the migrate of the Posthorn release that made it, or name another database with --to.",
  engine_too_old: "Upgrade the server, or name another with --to.",
};

interface MoveRow {
  source: string;
  fingerprint: string;
  begun_at: number;
  ended_at: number | null;
  batch: number;
  progress: string;
}

/** Connects, and makes the schema. Throws a `StartError` where it cannot be used. */
export async function openTarget(url: string, clock: Clock): Promise<Target> {
  const database = openDatabase({ url, connectionsMax: CONNECTIONS_MAX, after: clock.after });
  try {
    await migrate(database, clock.now(), MIGRATIONS, "move");
    await checkVersion(database);
    return createTarget(database, clock);
  } catch (error) {
    await database.close();
    const hint = error instanceof DatabaseRefused ? HINTS[error.code] : undefined;
    if (!(error instanceof DatabaseRefused) || hint === undefined) throw error;
    throw new DatabaseRefused(error.code, error.message, hint, { cause: error.cause });
  }
}

function createTarget(database: Database, clock: Clock): Target {
  return {
    database,
    days: createDays(database),
    async find() {
      const [row] = await database.run<MoveRow>("select * from posthorn.move");
      if (row === undefined) return null;
      const { source, fingerprint, begun_at: begunAt, ended_at: endedAt, batch, progress } = row;
      // Written by `begin` and with each batch.
      return { source, fingerprint, begunAt, endedAt, batch, progress: JSON.parse(progress) as Progress };
    },
    checkFree: () => database.transaction(checkFree),
    begin: ({ source, fingerprint, progress }) =>
      database.transaction(async (transaction) => {
        // Nodes that enter wait for this, and find the mark then.
        await transaction.run("lock table posthorn.node in share row exclusive mode");
        await checkFree(transaction);
        await buryDead(transaction);
        await transaction.run(
          "insert into posthorn.move (source, fingerprint, begun_at, batch, progress) values ($1, $2, $3, 0, $4)",
          [source, fingerprint, clock.now(), JSON.stringify(progress)],
        );
      }),
    discard: () =>
      database.transaction(async (transaction) => {
        const names = MOVED_TABLES.map(({ name }) => `posthorn.${name}`);
        const half = await transaction.run("delete from posthorn.move where ended_at is null returning batch");
        if (half.length > 0) await transaction.run(`truncate ${names.join()}`);
      }),
    end: (move) =>
      database.transaction(async (transaction) => {
        const seqOf = (table: string) => move.progress[table]?.key?.[0] ?? null;
        await goOnFrom(transaction, "pg_get_serial_sequence('posthorn.space', 'seq')", seqOf("space"));
        await goOnFrom(transaction, "pg_get_serial_sequence('posthorn.endpoint', 'seq')", seqOf("endpoint"));
        await goOnFrom(transaction, "'posthorn.event_seq'", seqOf("event"));
        const values = [clock.now(), move.batch, move.fingerprint];
        const ended = await transaction.run(
          "update posthorn.move set ended_at = $1 where batch = $2 and fingerprint = $3 returning ended_at",
          values,
        );
        if (ended.length === 0) throw new StartError("Another posthorn migrate has started over", "Run this again.");
      }),
    close: () => database.close(),
  };
}

/** The rows have the numbers that they had: those that nodes give out come behind them. */
async function goOnFrom(transaction: Transaction, sequence: string, last: string | number | null): Promise<void> {
  if (last !== null) await transaction.run(`select setval(${sequence}::regclass, $1)`, [last]);
}

/** With a column more than this program knows, what it writes might mean something else. */
async function checkVersion(database: Database): Promise<void> {
  const [found] = await database.run<{ version: number }>(
    "select max(version) as version from posthorn.schema_version",
  );
  if (found?.version === MIGRATIONS.length) return;
  throw new StartError(
    `The schema of the database has version ${found?.version}, and this Posthorn fills version ${MIGRATIONS.length}`,
    "Run the migrate of the Posthorn that last ran on it, or name another database with --to.",
  );
}

/** By the database's clock, as nodes judge each other. */
const IS_ALIVE = "not is_dead and beat_at + lease_ms * interval '1 ms' > clock_timestamp()";

async function checkFree(transaction: Transaction): Promise<void> {
  const [nodes] = await transaction.run<{ count: number }>(
    `select count(*) as count from posthorn.node join posthorn.node_fence on node = seq where ${IS_ALIVE}`,
  );
  if (nodes !== undefined && nodes.count > 0) {
    const many = nodes.count === 1 ? "A node runs" : `${nodes.count} nodes run`;
    const hint = "Stop them first, with SIGTERM; one that was killed counts until its lease is over (15 s).";
    throw new StartError(`${many} on the database that is to be moved into`, hint);
  }
  const tables = [...MOVED_TABLES.map(({ name }) => name), ...OWN_TABLES];
  const looks = tables.map((table) => `select '${table}' as name where exists (select from posthorn.${table})`);
  const filled = await transaction.run<{ name: string }>(looks.join(" union all "));
  if (filled.length === 0) return;
  throw new StartError(
    `The database holds data of a Posthorn already, in ${filled.map(({ name }) => name).join(", ")}`,
    `A file moves only into an empty one. ${ANOTHER} What was only on trial goes with: drop schema posthorn cascade`,
  );
}

/** One that was frozen and comes back finds itself dead, and cannot enter again. */
async function buryDead(transaction: Transaction): Promise<void> {
  await transaction.run(`update posthorn.node_fence set is_dead = true from posthorn.node
    where node_fence.node = node.seq and not (${IS_ALIVE})`);
}
