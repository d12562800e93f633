import type { Clock } from "../core/clock.ts";
import type { Store } from "../store/store.ts";

/** Why this node cannot do its work, or null. Asked by load balancers, so it may be asked often. */
export type CheckReady = () => Promise<string | null>;

/** An answer is good for so long: however many ask, there is one small commit a second for it at most. */
const GOOD_FOR_MS = 1_000;

/** A node is ready while it can commit: one that takes events and cannot keep them is worse than one that is away. */
export function createReadiness({ clock, store }: { clock: Clock; store: Pick<Store, "beat"> }): CheckReady {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<string | null> = Promise.resolve(null);

  async function check(): Promise<string | null> {
    try {
      await store.beat();
      return null;
    } catch (error) {
      return `the database cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  return () => {
    if (clock.elapsed() - checkedAt >= GOOD_FOR_MS) {
      checkedAt = clock.elapsed();
      checking = check();
    }
    return checking;
  };
}
