import { setImmediate } from "node:timers/promises";
import { type Statement, statement } from "../store/postgres/driver.ts";
import type { SqlValue } from "../store/postgres/sql-value.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { type Key, type MovedTable, type MovedValue, writeSql } from "./moved-table.ts";
import { MOVED_TABLES } from "./moved-tables.ts";
import { type Progress, progressOf } from "./progress.ts";
import { bytesOf, createRowSum } from "./row-sum.ts";
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
  /** Looked at before each commit. */
  stopped: AbortSignal;
  /** Called after each commit with all that has moved by then. */
  moved(table: MovedTable, progress: Progress): Promise<void>;
}

/**
 * Moves what is left, batch by batch, and gives the move as it is then. While Postgres writes one batch, the next is read
 * and hashed. Rejects between two commits when it is stopped.
 */
export async function copyRest(move: Move, { source, target, stopped, moved }: CopyOptions): Promise<Move> {
  let { batch, progress } = move;
  for (const table of MOVED_TABLES) {
    const write = statement<{ batch: number }>(`move_${table.name}`, writeSql(table));
    const { key, total, ...from } = progressOf(progress, table);
    const sum = createRowSum(from);
    let writing = Promise.resolve();
    for (const { rows, key: last } of toBatches(source.rows(table, key))) {
      for (const row of rows) sum.add(row);
      const after = { ...progress, [table.name]: { total, count: sum.count, key: last, digest: sum.digest() } };
      const values = [batch, JSON.stringify(after), rows.length, ...toArrays(table, rows)];
      await writing;
      stopped.throwIfAborted();
      await target.days.ensure(timesOf(table, rows), idsOf(table, rows));
      writing = writeBatch(target, write, values).then(() => moved(table, after));
      // Heard when the next batch is ready, or where that cannot be read not at all.
      writing.catch(() => {});
      // Until the statement is on its way: reading lets nothing else run.
      await setImmediate();
      batch += 1;
      progress = after;
    }
    await writing;
  }
  return { ...move, batch, progress };
}

/** A batch is written once, whoever tries: the answer to one of before was lost, or somebody else moves the same file. */
async function writeBatch(
  { database }: Target,
  write: Statement<{ batch: number }>,
  values: readonly SqlValue[],
): Promise<void> {
  const [written] = await database.query(write, values);
  if (written === undefined) throw new StoreUnavailable("The next rows have been moved by another process");
}

function* toBatches(rows: Iterable<SourceRow>): Generator<Batch> {
  let batch: Batch = { rows: [], key: [] };
  let bytes = 0;
  for (const { values, key } of rows) {
    batch.rows.push(values);
    batch.key = key;
    bytes += bytesOf(values);
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
  let end = 1;
  const arrays = columns.flatMap(({ kind }, at) => {
    const values = rows.map((row) => row[at] ?? null);
    // What is no bytes is one of these.
    if (kind !== "bytes") return [values as (string | number | boolean | null)[]];
    const lengths = values.map((value) => (value instanceof Uint8Array ? value.length : null));
    const froms = lengths.map((length) => {
      const from = end;
      end += length ?? 0;
      return from;
    });
    pieces.push(...values.filter((value) => value instanceof Uint8Array));
    return [froms, lengths];
  });
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
