import { DatabaseRefused } from "./database-refused.ts";
import { type Database, ensureFile, openDatabase, sqliteCode } from "./driver.ts";
import { toOpeningFault } from "./opening-fault.ts";

const SQLITE_BUSY = 5;

/**
 * Keeps a database file to one process: what this process holds in memory (counters, who owns what) is then true. The
 * lock is a write transaction on a second file, `<path>-lock`, never committed: the operating system ends it with the
 * process, however that dies, and other programs may still read the database itself. Returns the way to let go.
 */
export function lockDatabase(path: string): () => void {
  const lockPath = `${ensureFile(path)}-lock`;
  const lock = openDatabase(lockPath);
  try {
    lock.exec("begin immediate");
    // The holder's pid has to be committed to be seen by those who come later, and the lock taken again after that. Who
    // slips in between is the holder then.
    lock.exec(`create table if not exists holder (pid integer) strict; delete from holder;
      insert into holder values (${process.pid}); commit; begin immediate`);
    return () => lock.close();
  } catch (error) {
    const refusal =
      sqliteCode(error) === SQLITE_BUSY ? inUse(path, holderOf(lock), error) : toOpeningFault(lockPath, error);
    lock.close();
    throw refusal;
  }
}

function inUse(path: string, pid: number | null, cause: unknown): DatabaseRefused {
  return new DatabaseRefused(
    "in_use",
    `Another Posthorn (pid ${pid ?? "unknown"}) uses the database ${path}`,
    "Stop it first, or give this one a database of its own. Several nodes share a database only on Postgres.",
    { cause },
  );
}

function holderOf(lock: Database): number | null {
  try {
    return lock.prepare<{ pid: number }>("select pid from holder").get()?.pid ?? null;
  } catch {
    // The holder may be just writing its pid. The refusal stands without the number.
    return null;
  }
}
