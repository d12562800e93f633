import { closeSync, openSync, realpathSync, statSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncOptions, type SQLInputValue } from "node:sqlite";
import { StoreDamaged, StoreUnavailable } from "../store-errors.ts";
import { DatabaseRefused, noRoom, unwritable } from "./database-refused.ts";

/** Everything of `node:sqlite` that the store uses. No other file of it imports a driver. */
export interface Database {
  exec(sql: string): void;
  /** `Row` is what the statement's columns are: STRICT tables keep the promise that their types make. */
  prepare<Row = never>(sql: string): Statement<Row>;
  isInTransaction(): boolean;
  /** The first failure of a statement that says the file is damaged. Null: none has said so. */
  damage(): unknown;
  /** Bytes on disk, the write-ahead log included. */
  diskBytes(): number;
  close(): void;
}

export interface Statement<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  /** One after the other, as they are asked for: the same statement must not run again meanwhile. */
  iterate(...values: SqlValue[]): IterableIterator<Row>;
  /** How many rows were changed. */
  run(...values: SqlValue[]): number;
  /** The new row's integer key, or null where a conflict kept it out. Half the cost of `returning`. */
  insert(...values: SqlValue[]): number | null;
}

export type SqlValue = SQLInputValue;

/** Versions from 3.7.0 on can corrupt a WAL database when two connections checkpoint at once; 3.51.3 cannot. */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;
/** Only tools share the file with us, for moments. The wait blocks the whole process, so it is short. */
const BUSY_TIMEOUT_MS = 100;
/**
 * Room for the hot ends of all indexes. 64 MiB took a quarter more CPU time with many spaces, since what is in use then
 * lies further apart in memory, and spared reads of the system's cache only.
 */
const CACHE_KIB = 16 * 1024;
/** The upper pages of all indexes. What lies below them is read where the reader looks, from the system's cache. */
const READER_CACHE_KIB = 4 * 1024;
/** A checkpoint every 16 MiB instead of 4: hot pages are then copied back once for four times as many commits. */
const CHECKPOINT_PAGES = 4000;
/** After a burst the log is cut back to this. */
const LOG_BYTES_MAX = 64 * 1024 * 1024;
/** Payloads and secrets are nobody else's business. */
const FILE_MODE = 0o600;
/** What the system says of a file that there is no room for, and of one that this user may not make. */
const FULL_CODES: readonly string[] = ["ENOSPC", "EDQUOT", "EFBIG"];
const READ_ONLY_CODES: readonly string[] = ["EACCES", "EPERM", "EROFS"];

/** Opens a database file, made first if it is not there. It is not touched until something is written. */
export function openDatabase(path: string): Database {
  checkSqliteVersion(process.versions["sqlite"]);
  if (path !== ":memory:") ensureFile(path);
  return connect(path, { enableForeignKeyConstraints: false });
}

/**
 * Opens a file that is there, only to read it. What stands in the log beside it, be it of a node that runs or of one that
 * died, is read with it; neither is changed.
 */
export function openToRead(path: string): Database {
  checkSqliteVersion(process.versions["sqlite"]);
  return connect(path, { readOnly: true });
}

function connect(path: string, options: DatabaseSyncOptions): Database {
  try {
    return wrap(new DatabaseSync(path, { ...options, timeout: BUSY_TIMEOUT_MS }), path);
  } catch (cause) {
    throw unreachable(path, cause);
  }
}

/** Settings that hold for the connection, and the log mode, which is written to the file: call when it is known as ours. */
export function configure(database: Database): void {
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma cache_size = -${CACHE_KIB};
    pragma wal_autocheckpoint = ${CHECKPOINT_PAGES};
    pragma journal_size_limit = ${LOG_BYTES_MAX};
    pragma temp_store = memory;
    pragma trusted_schema = off;
  `);
}

/** Settings of a connection that only reads. */
export function configureReader(database: Database, cacheKib = READER_CACHE_KIB): void {
  database.exec(`
    pragma cache_size = -${cacheKib};
    pragma temp_store = memory;
    pragma trusted_schema = off;
  `);
}

/** Refuses an SQLite that is known to be unsafe for this use. */
export function checkSqliteVersion(version: string | undefined): void {
  const parts = (version ?? "0").split(".").map(Number);
  for (const [at, least] of SQLITE_VERSION_MIN.entries()) {
    const part = parts[at] ?? 0;
    if (part > least) return;
    if (part < least) {
      const wanted = SQLITE_VERSION_MIN.join(".");
      throw new DatabaseRefused(
        "engine_too_old",
        `This Node.js brings SQLite ${version}, and Posthorn needs ${wanted} or newer`,
        "Run it with the newest Node.js 24 or later.",
      );
    }
  }
}

/**
 * Makes the file where there is none, and gives its path without symbolic links: so that a lock beside it is one lock,
 * by whatever name the file is called.
 */
export function ensureFile(path: string): string {
  try {
    createFile(path);
    return realpathSync(path);
  } catch (cause) {
    throw unreachable(path, cause);
  }
}

/** Creates the file with its mode before SQLite would with a looser one. `wx` never opens what is there already. */
function createFile(path: string): void {
  try {
    // Opening and closing a file that SQLite has open in this process would drop SQLite's locks on it (POSIX).
    closeSync(openSync(path, "wx", FILE_MODE));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function unreachable(path: string, cause: unknown): DatabaseRefused {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (FULL_CODES.includes(code)) return noRoom(path, reason, { cause });
  if (READ_ONLY_CODES.includes(code)) return unwritable(path, reason, { cause });
  return new DatabaseRefused(
    "unreachable",
    `${path} cannot be opened: ${reason}`,
    "Check that its directory exists and that this user may write there.",
    { cause },
  );
}

function wrap(connection: DatabaseSync, path: string): Database {
  let damage: unknown = null;

  function noting<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) damage ??= error;
      throw error;
    }
  }

  return {
    exec: (sql) => noting(() => connection.exec(sql)),
    prepare<Row>(sql: string): Statement<Row> {
      const statement = connection.prepare(sql);
      return {
        // The driver types every column as any SQL value. The tables are STRICT, so a row is what its statement says.
        get: (...values) => noting(() => statement.get(...values) as Row | undefined),
        all: (...values) => noting(() => statement.all(...values) as Row[]),
        *iterate(...values) {
          const rows = noting(() => statement.iterate(...values));
          try {
            for (;;) {
              const { done, value } = noting(() => rows.next());
              if (done === true) return;
              yield value as Row;
            }
          } finally {
            rows.return?.();
          }
        },
        run: (...values) => Number(noting(() => statement.run(...values)).changes),
        insert(...values) {
          const { changes, lastInsertRowid } = noting(() => statement.run(...values));
          return changes === 0 ? null : Number(lastInsertRowid);
        },
      };
    },
    isInTransaction: () => connection.isTransaction,
    damage: () => damage,
    diskBytes() {
      if (path !== ":memory:") return fileBytes(path) + fileBytes(`${path}-wal`);
      const row = connection.prepare("select page_count * page_size as bytes from pragma_page_count, pragma_page_size");
      // One row, one column, an integer: as the statement says.
      const { bytes } = row.get() as { bytes: number };
      return bytes;
    },
    close: () => connection.close(),
  };
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** SQLite's primary result codes that say "not now" and not "your statement is wrong", in words for an operator. */
const UNAVAILABLE: Readonly<Record<number, string>> = {
  5: "another program has locked it",
  6: "another program has locked it",
  7: "memory is exhausted",
  8: "it is read-only",
  10: "reading or writing failed",
  13: "the disk is full",
  14: "its file cannot be opened",
  15: "another program has locked it",
};

/** Corrupt, and not a database. */
const DAMAGED: readonly (number | null)[] = [11, 26];

/** SQLite's primary result code, or null where the error is not SQLite's. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return null;
  return error.errcode & 0xff;
}

function isDamage(error: unknown): boolean {
  return DAMAGED.includes(sqliteCode(error));
}

/** Turns what the database cannot help into `StoreUnavailable`. All else is a bug and stays as it is. */
export function toStoreError(error: unknown): unknown {
  if (isDamage(error)) {
    return new StoreDamaged("The database cannot be used: it is damaged; restore a backup", { cause: error });
  }
  const reason = UNAVAILABLE[sqliteCode(error) ?? 0];
  return reason === undefined
    ? error
    : new StoreUnavailable(`The database cannot be used: ${reason}`, { cause: error });
}
