import { type Clock, toIsoTime } from "../core/clock.ts";
import { StartError } from "../core/start-error.ts";
import { sqlState } from "../store/postgres/faults.ts";
import { INSUFFICIENT_PRIVILEGE } from "../store/postgres/migrate.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { analyse, sumOf } from "./check.ts";
import { copyRest } from "./copy.ts";
import type { MovedTable } from "./moved-table.ts";
import { MOVED_TABLES } from "./moved-tables.ts";
import { type Progress, progressAtFirst, progressOf } from "./progress.ts";
import { openSource, type Source } from "./source.ts";
import { type Move, openTarget, type Target } from "./target.ts";

export interface MoveOptions {
  /** The SQLite file. */
  path: string;
  /** `postgres://…` */
  url: string;
  /** Whether a move into it that has not ended is forgotten first. */
  startsOver: boolean;
  clock: Clock;
  /** Aborted: the move ends at the next commit, and another goes on from there. */
  stopped: AbortSignal;
  /** Told how far it is. What it takes its time for, the move waits for. */
  report(step: Step): Promise<void>;
  /** Told why nothing goes on for now: the database is away, and is asked again and again. */
  waits(reason: string): Promise<void>;
}

/** A restart of the server or a failover passes meanwhile. */
const AWAY_MS_MAX = 10 * 60_000;
const AGAIN_MS = 1_000;
/** No statement waits for so long: what has failed only then has been there before. */
const WAS_THERE_MS = 60_000;

/** The server's words for values and references that cannot be. */
const UNFIT_ROW = /^2[23]/;

/** How far it is: `counting` once, before the first row, then `copying` and `checking`. */
export interface Step {
  kind: "counting" | "copying" | "checking";
  table: string;
  /** Rows of this table that are done, of how many. */
  done: number;
  total: number;
  /** Of all tables. */
  allDone: number;
  allTotal: number;
  /** Of all tables, done before this run. */
  before: number;
}

export interface MovedSum {
  table: string;
  /** As counted in SQLite before the move, and in Postgres after it. */
  source: number;
  target: number;
  sourceDigest: string;
  targetDigest: string;
  isSame: boolean;
}

/** `already`: it has ended before. */
export type MoveResult =
  | { kind: "moved"; sums: MovedSum[]; isSame: boolean }
  | { kind: "already"; endedAt: number }
  | { kind: "stopped" };

/**
 * Moves all that an SQLite file holds into a Postgres database, or goes on with that, and then compares both. A node starts
 * on the target only when both are the same. Throws a `StartError` where there is something to be mended first.
 */
export async function moveDatabase(options: MoveOptions): Promise<MoveResult> {
  const source = openSource(options.path);
  try {
    const target = await openTarget(options.url, options.clock);
    try {
      return await moveBetween(source, target, options);
    } finally {
      await target.close();
    }
  } catch (error) {
    if (options.stopped.aborted) return { kind: "stopped" };
    throw toRefusal(error, options.path);
  } finally {
    source.close();
  }
}

async function moveBetween(source: Source, target: Target, options: MoveOptions): Promise<MoveResult> {
  const { stopped } = options;
  if (options.startsOver) await target.discard();
  const begun = (await target.find()) ?? (await begin(source, target, options));
  if (begun.fingerprint !== source.fingerprint) throw anotherSource(begun, options.path);
  if (begun.endedAt !== null) return { kind: "already", endedAt: begun.endedAt };
  const before = doneOf(begun.progress);
  const moved = (table: MovedTable, progress: Progress) =>
    options.report({ kind: "copying", ...partOf(table, progress), before });
  const copied = await patiently(options, async () => {
    // What was written last is known to the target alone, where its answer was lost.
    const move = (await target.find()) ?? begun;
    return copyRest(move, { source, target, stopped, moved });
  });
  const sums = await patiently(options, async () => {
    await analyse(target.database);
    return compare(target, copied.progress, options);
  });
  const isSame = sums.every((sum) => sum.isSame);
  if (isSame) await patiently(options, () => target.end(copied));
  return { kind: "moved", sums, isSame };
}

/** Again and again while the database is away. */
async function patiently<Result>({ clock, waits, stopped }: MoveOptions, work: () => Promise<Result>): Promise<Result> {
  let since: number | null = null;
  for (;;) {
    const begun = clock.elapsed();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const now = clock.elapsed();
      if (since === null || now - begun > WAS_THERE_MS) since = now;
      if (stopped.aborted || now - since > AWAY_MS_MAX) throw error;
      await waits(error.message);
      await pause(clock, AGAIN_MS);
    }
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

async function begin(source: Source, target: Target, { path, report }: MoveOptions): Promise<Move> {
  await target.checkFree();
  await report({ kind: "counting", table: "", done: 0, total: 0, allDone: 0, allTotal: 0, before: 0 });
  const progress = progressAtFirst(MOVED_TABLES, (table) => source.count(table));
  await target.begin({ source: path, fingerprint: source.fingerprint, progress });
  const begun = await target.find();
  if (begun === null) throw new Error("what has begun is found");
  return begun;
}

async function compare(
  { database }: Target,
  progress: Progress,
  { report, stopped }: MoveOptions,
): Promise<MovedSum[]> {
  const sums: MovedSum[] = [];
  const allTotal = sumOfAll(progress, ({ total }) => total);
  let allDone = 0;
  for (const table of MOVED_TABLES) {
    const source = progressOf(progress, table);
    const { total } = source;
    let done = 0;
    const found = await sumOf(database, table, async (count) => {
      stopped.throwIfAborted();
      done += count;
      allDone += count;
      await report({ kind: "checking", table: table.name, done, total, allDone, allTotal, before: 0 });
    });
    const isSame = found.count === total && source.count === total && found.digest === source.digest;
    const digests = { sourceDigest: source.digest, targetDigest: found.digest };
    sums.push({ table: table.name, source: total, target: found.count, ...digests, isSame });
  }
  return sums;
}

function partOf(table: MovedTable, progress: Progress): Omit<Step, "kind" | "before"> {
  const { count: done, total } = progressOf(progress, table);
  return { table: table.name, done, total, allDone: doneOf(progress), allTotal: sumOfAll(progress, (of) => of.total) };
}

function doneOf(progress: Progress): number {
  return sumOfAll(progress, ({ count }) => count);
}

function sumOfAll(progress: Progress, read: (of: Progress[string]) => number): number {
  return Object.values(progress).reduce((sum, of) => sum + read(of), 0);
}

/** What the operator can do about it, where Postgres says no. */
function toRefusal(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const state = sqlState(error) ?? "";
  const refused = (message: string, hint: string) => new StartError(message, hint, { cause: error });
  if (error instanceof StoreUnavailable) {
    return refused(error.message, "Run the same again when it is back: it goes on where it was.");
  }
  if (state === INSUFFICIENT_PRIVILEGE) {
    return refused(
      `The database user may not do this: ${error.message}`,
      "Give the one that owns the schema posthorn.",
    );
  }
  if (!UNFIT_ROW.test(state)) return error;
  const hint = "The file is damaged, or this is a bug: please report it. Try a backup of it, with --start-over.";
  return refused(`A row of ${path} cannot be in Postgres: ${error.message}`, hint);
}

function anotherSource({ source, begunAt, endedAt }: Move, path: string): StartError {
  const begun = toIsoTime(begunAt);
  if (endedAt !== null) {
    return new StartError(
      `${source} was moved into this database at ${begun}. ${path} is another file, or a node has run on it since`,
      "Start nodes on the database as it is, or name another with --to.",
    );
  }
  return new StartError(
    `A move of ${source} into this database was begun at ${begun}. ${path} is another file, or a node has run on it since`,
    "Name the file as it was then, or give --start-over: it forgets what has moved so far.",
  );
}
