import { StartError } from "../core/start-error.ts";
import { type SqlValue, type Statement, statement } from "../store/postgres/driver.ts";
import { type Key, type MovedTable, type MovedValue, writeSql } from "./moved-table.ts";
import { MOVED_TABLES } from "./moved-tables.ts";
import { type Progress, progressOf } from "./progress.ts";
import { createRowSum, type RowSum } from "./row-sum.ts";
import type { Source, SourceRow } from "./source.ts";
import type { Move, Target } from "./target.ts";

/** One statement each, far below its time limit: some 50 ms. */
const ROWS_MAX = 1_000;
/** Of payloads and answers. What a batch takes in memory is a small multiple of it. */
const BYTES_MAX = 4 * 1024 * 1024;

/** Rows that are written, and counted as written, in one commit. */
interface Batch {
  rows: MovedValue[][];
  /** Of the last of them. */
  key: Key;
}

export interface CopyOptions {
  source: Source;
  target: Target;
  /** Called after each commit with all that has moved by then. */
  moved(table: MovedTable, progress: Progress): Promise<void>;
}

/** Moves what is left, batch by batch, and gives the move as it is then. Ends early, at a commit, when `isStopped` says so. */
export async function copyRest(
  move: Move,
  { source, target, moved }: CopyOptions,
  isStopped: () => boolean,
): Promise<Move> {
  let { batch } = move;
  let { progress } = move;
  for (const table of MOVED_TABLES) {
    const write = statement<{ batch: number }>(`move_${table.name}`, writeSql(table));
    const { key, total, ...from } = progressOf(progress, table);
    const sum = createRowSum(from);
    for (const { rows, key: last } of toBatches(source.rows(table, key))) {
      addAll(sum, rows);
      const after = { ...progress, [table.name]: { total, count: sum.count, key: last, digest: sum.digest() } };
      await writeBatch(target, { write, table, rows, batch, progress: after });
      batch += 1;
      progress = after;
      await moved(table, progress);
      if (isStopped()) return { ...move, batch, progress };
    }
  }
  return { ...move, batch, progress };
}

function addAll(sum: RowSum, rows: readonly MovedValue[][]): void {
  for (const row of rows) sum.add(row);
}

interface WriteOptions {
  write: Statement<{ batch: number }>;
  table: MovedTable;
  rows: readonly MovedValue[][];
  batch: number;
  progress: Progress;
}

async function writeBatch(target: Target, { write, table, rows, batch, progress }: WriteOptions): Promise<void> {
  await target.days.ensure(timesOf(table, rows), idsOf(table, rows));
  const values = [batch, JSON.stringify(progress), rows.length, ...toArrays(table, rows)];
  const [written] = await target.database.query(write, values);
  if (written !== undefined) return;
  throw new StartError(
    "Another posthorn migrate moves into the same database",
    "Let one of them go on, and look how far it is.",
  );
}

function* toBatches(rows: Iterable<SourceRow>): Generator<Batch> {
  let batch: Batch = { rows: [], key: [] };
  let bytes = 0;
  for (const { values, key } of rows) {
    batch.rows.push(values);
    batch.key = key;
    for (const value of values) {
      if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
    }
    if (batch.rows.length < ROWS_MAX && bytes < BYTES_MAX) continue;
    yield batch;
    batch = { rows: [], key: [] };
    bytes = 0;
  }
  if (batch.rows.length > 0) yield batch;
}

/** All bytes, and an array for each column, as `writeSql` takes them. */
function toArrays({ columns }: MovedTable, rows: readonly MovedValue[][]): SqlValue[] {
  const pieces: Uint8Array[] = [];
  let from = 1;
  const arrays: (string | number | boolean | null)[][] = [];
  for (const [at, { kind }] of columns.entries()) {
    const values = rows.map((row) => row[at] ?? null);
    if (kind !== "bytes") {
      // What is no bytes is one of these.
      arrays.push(values as (string | number | boolean | null)[]);
      continue;
    }
    const [froms, lengths]: (number | null)[][] = [[], []];
    for (const value of values) {
      const piece = value instanceof Uint8Array ? value : null;
      froms?.push(from);
      lengths?.push(piece?.length ?? null);
      if (piece === null) continue;
      pieces.push(piece);
      from += piece.length;
    }
    arrays.push(froms ?? [], lengths ?? []);
  }
  return [Buffer.concat(pieces), ...arrays];
}

/** What tells the day of an event. */
function timesOf(table: MovedTable, rows: readonly MovedValue[][]): number[] {
  return table.name === "event" ? columnOf(table, "created_at", rows).map(Number) : [];
}

/** What tells the day of a delivery, and of its attempts. */
function idsOf(table: MovedTable, rows: readonly MovedValue[][]): string[] {
  const column = { delivery: "id", attempt: "id_delivery" }[table.name];
  return column === undefined ? [] : columnOf(table, column, rows).map(String);
}

function columnOf({ columns }: MovedTable, name: string, rows: readonly MovedValue[][]): MovedValue[] {
  const at = columns.findIndex((column) => column.name === name);
  return rows.map((row) => row[at] ?? null);
}
