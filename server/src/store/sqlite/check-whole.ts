import { damaged } from "./database-refused.ts";
import type { Database } from "./driver.ts";

/** A file up to this size is read whole at each start, at about 2 ms a MiB. A larger one would keep the start waiting. */
const READ_WHOLE_BYTES_MAX = 64 * 1024 * 1024;

interface Tree {
  type: "table" | "index";
  name: string;
  tbl_name: string;
  /** Null for an index that SQLite makes by itself. */
  sql: string | null;
}

/**
 * Throws where the file is damaged in a way that can be found in bounded time, so that a node does not start on what it
 * cannot use. A small file is read whole. Of a large one the way from the root of each table and index to its first row
 * is read; what is damaged elsewhere shows when it is used.
 */
export function checkWhole(database: Database, path: string, readWholeBytesMax = READ_WHOLE_BYTES_MAX): void {
  if (database.diskBytes() <= readWholeBytesMax) readWhole(database, path);
  else readRoots(database);
}

function readWhole(database: Database, path: string): void {
  const [found] = database.prepare<{ quick_check: string }>("pragma quick_check(1)").all();
  // The first line of a finding says only which database is meant.
  const finding = found?.quick_check.split("\n").at(-1) ?? "ok";
  if (finding !== "ok") throw damaged(path, finding);
}

function readRoots(database: Database): void {
  const trees = database.prepare<Tree>("select type, name, tbl_name, sql from sqlite_schema where rootpage > 0").all();
  for (const tree of trees) database.prepare(firstRowOf(tree)).all();
}

/** An index can be asked for only with the condition that it is made for. */
function firstRowOf({ type, name, tbl_name: table, sql }: Tree): string {
  if (type === "table") return `select * from "${table}" not indexed limit 1`;
  const [condition = ""] = /\swhere\s.*$/is.exec(sql ?? "") ?? [];
  return `select 1 from "${table}" indexed by "${name}" ${condition} limit 1`;
}
