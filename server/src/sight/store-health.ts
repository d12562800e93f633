import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Store } from "../store/store.ts";
import { StoreDamaged, StoreUnavailable } from "../store/store-errors.ts";

/** Some writes fit on a full disk and some do not: only when none has failed for so long is the store well again. */
const WELL_AFTER_MS = 1_000;
/** A disk that is full can still be read, so reading proves nothing. */
const WRITES: readonly string[] = ["acceptEvents", "beat", "claimPending", "recordOutcomes"] satisfies (keyof Store)[];

/** The same store, which says once in the log when it goes away, once when it is well again, and once that it is damaged. */
export function logStoreHealth(store: Store, { clock, log }: { clock: Clock; log: Log }): Store {
  let failedAt = 0;
  let isAway = false;
  let isDamaged = false;

  function failed(err: unknown): void {
    if (!(err instanceof StoreUnavailable) || isDamaged) return;
    failedAt = clock.elapsed();
    isDamaged = err instanceof StoreDamaged;
    if (isDamaged) log.error({ err }, "the database is damaged: stop this node and restore a backup");
    else if (!isAway) log.warn({ err }, "the database cannot be used");
    isAway = true;
  }

  function worked(name: string): void {
    if (!isAway || isDamaged || !WRITES.includes(name) || clock.elapsed() - failedAt < WELL_AFTER_MS) return;
    isAway = false;
    log.info({}, "the database can be used again");
  }

  function listened([name, part]: [name: string, part: Part]): [string, Part] {
    if (part === null) return [name, part];
    if (typeof part !== "function") return [name, Object.fromEntries(Object.entries(part).map(listened))];
    const call: Call = (...args) => {
      const result = part(...args);
      if (result instanceof Promise) result.then(() => worked(name), failed);
      return result;
    };
    return [name, call];
  }

  // Each function takes and gives what the one under its name does, which the compiler cannot follow through the loop.
  return Object.fromEntries(Object.entries(store).map(listened)) as unknown as Store;
}

type Call = (...args: unknown[]) => unknown;
/** A call of the store, or a part of its port with calls of its own. */
type Part = Call | { [name: string]: Part } | null;
