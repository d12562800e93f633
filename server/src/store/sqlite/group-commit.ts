import type { Clock } from "../../core/clock.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { type Database, toStoreError } from "./driver.ts";

/** What an operation sees of the transaction that it is part of. */
export interface Commit {
  /** Runs once what the operation wrote is kept; never if it is rolled back. Must not throw. */
  after(effect: () => void): void;
}

/**
 * Puts operations that arrive together into one transaction, in their order: an fsync then serves hundreds of callers.
 * The transaction starts when the event loop has handled all the input that was there, so under load it grows by
 * itself, and an operation that comes alone does not wait for company.
 */
export interface GroupCommit {
  /**
   * Applies an operation in the next transaction and resolves when that is on disk. An operation may be run twice, so
   * it changes nothing but the database. `bytes` is what it holds in memory while it waits.
   */
  write<T>(bytes: number, operation: (commit: Commit) => T): Promise<T>;
  /** Commits what waits now, and takes nothing more. */
  close(): void;
}

export interface WaitingBounds {
  operationsWaitingMax: number;
  bytesWaitingMax: number;
}

/** Commits are made between two turns of the event loop, so no more can wait than one turn reads: these are far above. */
export const WAITING_BOUNDS: WaitingBounds = { operationsWaitingMax: 10_000, bytesWaitingMax: 256 * 1024 * 1024 };

/** More in one transaction gains no speed (100 already make an fsync cheap), and the event loop stands still for it. */
const OPERATIONS_PER_COMMIT_MAX = 500;

interface Waiting {
  bytes: number;
  /** Runs the operation. What it gives back settles its promise. */
  apply(commit: Commit): () => void;
  reject(reason: unknown): void;
}

export function createGroupCommit(
  database: Database,
  { bounds, clock, observeCommit }: { bounds: WaitingBounds; clock: Clock; observeCommit(durationMs: number): void },
): GroupCommit {
  let waiting: Waiting[] = [];
  let bytesWaiting = 0;
  let isClosed = false;
  let timer: NodeJS.Immediate | null = null;

  function commitNext(): void {
    timer = null;
    const batch = waiting.slice(0, OPERATIONS_PER_COMMIT_MAX);
    waiting = waiting.slice(OPERATIONS_PER_COMMIT_MAX);
    for (const { bytes } of batch) bytesWaiting -= bytes;
    if (waiting.length > 0) timer = setImmediate(commitNext);
    const began = clock.elapsed();
    commitBatch(database, batch);
    observeCommit(clock.elapsed() - began);
  }

  return {
    write<T>(bytes: number, operation: (commit: Commit) => T): Promise<T> {
      if (isClosed) return Promise.reject(new StoreUnavailable("The store is closed"));
      // One that is larger than the bound alone can still be written when nothing else waits.
      const isTooMuch = waiting.length > 0 && bytesWaiting + bytes > bounds.bytesWaitingMax;
      if (waiting.length >= bounds.operationsWaitingMax || isTooMuch) {
        return Promise.reject(new StoreUnavailable("The database is too slow: too much is waiting to be written"));
      }
      return new Promise((resolve, reject) => {
        const apply = (commit: Commit) => {
          const result = operation(commit);
          return () => resolve(result);
        };
        waiting.push({ bytes, apply, reject });
        bytesWaiting += bytes;
        timer ??= setImmediate(commitNext);
      });
    },
    close() {
      isClosed = true;
      while (waiting.length > 0) {
        if (timer !== null) clearImmediate(timer);
        commitNext();
      }
    },
  };
}

function commitBatch(database: Database, batch: readonly Waiting[]): void {
  const effects: (() => void)[] = [];
  const settles: (() => void)[] = [];
  const commit: Commit = { after: (effect) => effects.push(effect) };
  let phase: "begin" | "apply" | "commit" = "begin";
  try {
    database.exec("begin immediate");
    phase = "apply";
    for (const { apply } of batch) settles.push(apply(commit));
    phase = "commit";
    database.exec("commit");
  } catch (error) {
    const failure = rollBack(database) ?? error;
    // One at a time, so that only the guilty one fails. It need not be the one that threw: a disk can be full for a
    // large neighbour's sake. Where the transaction did not begin or did not reach the disk, no single one is to blame.
    if (phase === "apply" && batch.length > 1 && failure === error)
      for (const each of batch) commitBatch(database, [each]);
    else for (const { reject } of batch) reject(toStoreError(failure));
    return;
  }
  for (const effect of effects) effect();
  for (const settle of settles) settle();
}

/** SQLite ends some transactions by itself when the disk is full or fails, and not others. Answers what went wrong. */
function rollBack(database: Database): unknown {
  try {
    if (database.isInTransaction()) database.exec("rollback");
    return null;
  } catch (error) {
    return error;
  }
}
