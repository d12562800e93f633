import type { Database } from "../store/postgres/driver.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { type MovedTable, readBackSql } from "./moved-table.ts";
import { bytesOf, createRowSum, toValues } from "./row-sum.ts";

/** Rows that are asked for at a time: more, where they are small. */
const ROWS_MIN = 16;
const ROWS_MAX = 4_096;
/** About what one answer holds. */
const BYTES_WANTED = 4 * 1024 * 1024;

/** The rows of a table as they are in Postgres: counted, and added up in the form that they had in SQLite. */
export function sumOf(
  database: Database,
  table: MovedTable,
  read: (count: number) => Promise<void>,
): Promise<{ count: number; digest: string }> {
  const { columns } = table;
  return database.transaction(async (transaction) => {
    const sum = createRowSum();
    // All rows are wanted, in whatever order they lie.
    await transaction.run("set local enable_seqscan = on; set local cursor_tuple_fraction = 1");
    await transaction.run(`declare moved_rows no scroll cursor for ${readBackSql(table)}`);
    for (let wanted = ROWS_MIN; ; ) {
      const rows = await transaction.run<Record<string, unknown>>(`fetch ${wanted} from moved_rows`);
      let bytes = 0;
      for (const row of rows) {
        const values = toValues(columns, row);
        sum.add(values);
        bytes += bytesOf(values);
      }
      await read(rows.length);
      if (rows.length < wanted) return { count: sum.count, digest: sum.digest() };
      wanted = bytes > BYTES_WANTED ? Math.max(ROWS_MIN, wanted >> 1) : Math.min(ROWS_MAX, wanted << 1);
    }
  });
}

/**
 * Nodes plan their first statements by what the planner knows of the tables; by itself it looks only after a minute. Where
 * that takes too long, on a slow disk, it is left to it.
 */
export async function analyse(database: Database): Promise<void> {
  const tables = await database.run<{ name: string }>(
    `select oid::regclass::text as name from pg_class
      where relnamespace = 'posthorn'::regnamespace and relkind = 'r' order by 1`,
  );
  for (const { name } of tables) {
    try {
      await database.run(`analyze ${name}`);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}
