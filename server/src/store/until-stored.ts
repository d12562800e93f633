import type { Clock } from "../core/clock.ts";
import { StoreUnavailable } from "./store-errors.ts";

/** Waits between two tries: long enough to let a sick database breathe, short enough to go on soon after it is well. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * Calls `work` until the store takes it. For what must not be lost because the disk was full for a minute: outcomes,
 * holds. Any other fault is passed on, and so is the store's once `isOver` says that nobody waits any more.
 */
export async function untilStored<Result>(
  clock: Clock,
  isOver: () => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || isOver()) throw error;
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.after(waitMs, resolve);
      await promise;
    }
  }
}
