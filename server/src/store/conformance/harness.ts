import type { Clock } from "../../core/clock.ts";
import type { Store } from "../store.ts";

/** Time that moves only when a test says so. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/**
 * How a node ends. `stop`: closed with nothing in flight. `unfinished`: closed while requests were in flight. `death`:
 * as SIGKILL would end it, with nothing said.
 */
export type NodeEnd = "stop" | "unfinished" | "death";

/** What a twin brings to the suite: an empty database of its own for each test. */
export interface StoreHarness {
  store: Store;
  /** Whether it deletes what is old by whole days (UTC), once all of a day is too old, and not event by event. */
  prunesDays: boolean;
  /** Where several nodes may have the database open. Null: it is one process's. */
  shared: SharedDatabase | null;
  /** Ends the node and opens the same database as another one, which knows how the first has ended. */
  reopen(after: NodeEnd): Promise<Store>;
  /** Lets go of everything, closed stores included. */
  dispose(): Promise<void>;
}

export interface SharedDatabase {
  /** One more node. */
  open(): Promise<Store>;
  /** As if this node had not been heard of for the time of its lease, and all others had been for long. */
  silence(store: Store): Promise<void>;
}

export type OpenHarness = (clock: ManualClock) => Promise<StoreHarness>;

/** A whole second in November 2023, so that times in failures are easy to read. */
const START_MS = 1_700_000_000_000;

export function createManualClock(): ManualClock {
  let now = START_MS;
  return {
    now: () => now,
    elapsed: () => now - START_MS,
    after() {
      throw new Error("the store sets no timers");
    },
    advance(ms) {
      now += ms;
    },
  };
}
