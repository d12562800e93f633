import type { Clock } from "../../core/clock.ts";
import { StoreUnavailable } from "../store-errors.ts";

/** Gathers what arrives while a batch is on its way into the next one, so that a commit serves hundreds of callers. */
export interface GroupCommit<Item, Result> {
  /** Answers in the order of `items`, which stay together in one batch. `bytes` is what they hold in memory. */
  write(items: readonly Item[], bytes: number): Promise<Result[]>;
  /** Takes nothing more, and resolves when what waits has been answered. */
  close(): Promise<void>;
}

export interface WaitingBounds {
  itemsWaitingMax: number;
  bytesWaitingMax: number;
}

export interface GroupCommitOptions<Item, Result> {
  clock: Pick<Clock, "elapsed">;
  /** Writes a batch in one transaction: all of it, or nothing. */
  commit(items: readonly Item[]): Promise<Result[]>;
  /** Told how long each batch took. */
  observe(durationMs: number): void;
  bounds?: WaitingBounds | undefined;
}

/** At a round trip and an fsync each, hundreds of batches a second: what waits longer than this comes too late anyway. */
const WAITING_BOUNDS: WaitingBounds = { itemsWaitingMax: 20_000, bytesWaitingMax: 128 * 1024 * 1024 };
/** A larger batch gains no speed, and all in it wait for its end. */
const BATCH_ITEMS_MAX = 500;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** While one batch waits for the disk, the next is read and written. More of them gained nothing when measured. */
const IN_FLIGHT_MAX = 2;

interface Waiting<Item, Result> {
  items: readonly Item[];
  bytes: number;
  resolve(results: Result[]): void;
  reject(error: unknown): void;
}

export function createGroupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  const { clock, commit, observe, bounds = WAITING_BOUNDS } = options;
  const quiet = Promise.withResolvers<void>();
  let waiting: Waiting<Item, Result>[] = [];
  let itemsWaiting = 0;
  let bytesWaiting = 0;
  let inFlight = 0;
  let isClosed = false;
  let timer: NodeJS.Immediate | null = null;

  function plan(): void {
    if (timer === null && waiting.length > 0 && inFlight < IN_FLIGHT_MAX) timer = setImmediate(send);
  }

  function send(): void {
    timer = null;
    const batch = takeBatch();
    inFlight++;
    void settle(batch).finally(() => {
      inFlight--;
      plan();
      if (isClosed && inFlight === 0 && waiting.length === 0) quiet.resolve();
    });
    plan();
  }

  /** At least one, whatever its size. */
  function takeBatch(): Waiting<Item, Result>[] {
    let count = 0;
    let [items, bytes] = [0, 0];
    for (const next of waiting) {
      if (count > 0 && (items + next.items.length > BATCH_ITEMS_MAX || bytes + next.bytes > BATCH_BYTES_MAX)) break;
      count++;
      items += next.items.length;
      bytes += next.bytes;
    }
    itemsWaiting -= items;
    bytesWaiting -= bytes;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const began = clock.elapsed();
      const results = await commit(batch.flatMap(({ items }) => items));
      observe(clock.elapsed() - began);
      let at = 0;
      for (const { items, resolve } of batch) {
        resolve(results.slice(at, at + items.length));
        at += items.length;
      }
    } catch (error) {
      // One at a time, so that only the guilty one fails. Where the database is away, no single one is to blame.
      if (batch.length > 1 && !(error instanceof StoreUnavailable)) for (const each of batch) await settle([each]);
      else for (const { reject } of batch) reject(error);
    }
  }

  return {
    write(items, bytes) {
      if (isClosed) return Promise.reject(new StoreUnavailable("The store is closed"));
      // A call that is larger than the bounds alone can still be written when nothing else waits.
      const isTooMuch =
        itemsWaiting + items.length > bounds.itemsWaitingMax || bytesWaiting + bytes > bounds.bytesWaitingMax;
      if (waiting.length > 0 && isTooMuch) {
        return Promise.reject(new StoreUnavailable("The database is too slow: too much is waiting to be written"));
      }
      const { promise, resolve, reject } = Promise.withResolvers<Result[]>();
      waiting.push({ items, bytes, resolve, reject });
      itemsWaiting += items.length;
      bytesWaiting += bytes;
      plan();
      return promise;
    },
    close() {
      isClosed = true;
      if (inFlight === 0 && waiting.length === 0) quiet.resolve();
      return quiet.promise;
    },
  };
}
