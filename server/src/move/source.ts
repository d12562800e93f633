import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { StartError } from "../core/start-error.ts";
import { DatabaseRefused, type RefusalCode } from "../store/sqlite/database-refused.ts";
import { configureReader, type Database, openToRead } from "../store/sqlite/driver.ts";
import { lockDatabase } from "../store/sqlite/lock.ts";
import { inspect, MIGRATIONS } from "../store/sqlite/migrate.ts";
import { toOpeningFault } from "../store/sqlite/opening-fault.ts";
import { countSql, type Key, type MovedTable, type MovedValue, readSql } from "./moved-table.ts";
import { toValues } from "./row-sum.ts";

/** An SQLite file that moves. It is only read, and no node starts on it while it is open. */
export interface Source {
  /** What it is and what it holds: another one as soon as a node has run on it. */
  readonly fingerprint: string;
  count(table: MovedTable): number;
  /** The rows behind a key, or all. One such walk at a time. */
  rows(table: MovedTable, after: Key | null): Generator<SourceRow>;
  close(): void;
}

export interface SourceRow {
  values: MovedValue[];
  key: Key;
}

/** The hot pages of what is looked up for each row. */
const CACHE_KIB = 64 * 1024;
const ANOTHER = "Name Posthorn's own file with --from.";
/** What to do about a file that is refused, where it is another thing than a node would be told. */
const HINTS: Partial<Record<RefusalCode, string>> = {
  in_use: "Stop it first, with SIGTERM: what waits then is sent by the nodes on Postgres.",
  foreign: ANOTHER,
  damaged: `If it is Posthorn's, restore a backup and move that. ${ANOTHER}`,
  newer: "Run the migrate of that Posthorn.",
  altered: "Run the migrate of the Posthorn release that made it.",
};

/** Locks the file as a node does, and looks whether it can be moved. Throws a `StartError`, with nothing changed, where not. */
export function openSource(path: string): Source {
  // The lock would make it.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new StartError(`There is no file ${path}`, ANOTHER);
  }
  try {
    const unlock = lockDatabase(path);
    try {
      return openLocked(path, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    throw toRefusal(path, error);
  }
}

function openLocked(path: string, unlock: () => void): Source {
  const database = openToRead(path);
  try {
    configureReader(database, CACHE_KIB);
    // One moment's state for all reads, whatever other programs write meanwhile.
    database.exec("begin");
    inspect(database, path);
    checkVersion(database, path);
    return createSource(database, path, unlock);
  } catch (error) {
    database.close();
    throw error;
  }
}

function createSource(database: Database, path: string, unlock: () => void): Source {
  return {
    fingerprint: fingerprintOf(database),
    count(table) {
      return refusing(path, () => database.prepare<{ count: number }>(countSql(table)).get()?.count ?? 0);
    },
    *rows(table, after) {
      const { columns, key } = table;
      try {
        const statement = database.prepare<Record<string, string | number | null>>(readSql(table, after !== null));
        for (const row of statement.iterate(...(after ?? []))) {
          yield { values: toValues(columns, row), key: key.map((_, at) => row[`k${at}`] ?? "") };
        }
      } catch (error) {
        throw toRefusal(path, error);
      }
    },
    close() {
      database.close();
      unlock();
    },
  };
}

/** What this program does not know could be left behind by it, and what it does not find it could not fill. */
function checkVersion(database: Database, path: string): void {
  const known = MIGRATIONS.length;
  const isMade = database.prepare("select 1 from sqlite_schema where name = 'schema_version'").get() !== undefined;
  if (!isMade) throw new StartError(`${path} is empty: there is nothing to move`, ANOTHER);
  const [newest] = database.prepare<{ version: number }>("select max(version) as version from schema_version").all();
  const version = newest?.version ?? 0;
  if (version === known) return;
  const said = `The schema of ${path} has version ${version}, and this Posthorn moves version ${known}`;
  throw new StartError(
    said,
    version > known
      ? "Run the migrate of the Posthorn that last ran on it."
      : "Back it up, start posthorn serve of this version on it once, stop that, and run this again.",
  );
}

/** A node writes itself into the file at its start, so these rows are others as soon as one has run. */
function fingerprintOf(database: Database): string {
  const all = (sql: string) => database.prepare<unknown>(sql).all();
  const held = [
    all("select version, checksum, applied_at from schema_version order by version"),
    all("select seq, id, started_at, beat_at, stopped_at from node order by seq"),
    all("select (select max(seq) from event), (select max(seq) from attempt), (select max(id) from delivery)"),
  ];
  return createHash("sha256").update(JSON.stringify(held)).digest("hex");
}

function refusing<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toRefusal(path, error);
  }
}

function toRefusal(path: string, error: unknown): unknown {
  const fault = toOpeningFault(path, error);
  const hint = fault instanceof DatabaseRefused ? HINTS[fault.code] : undefined;
  if (!(fault instanceof DatabaseRefused) || hint === undefined) return fault;
  return new DatabaseRefused(fault.code, fault.message, hint, { cause: fault.cause });
}
