import type { Clock } from "../../core/clock.ts";

/** Tells other nodes of something by a notification, which takes a lock on the whole server at its commit. */
export interface Bell {
  /** `told`: what is said with it. The same once is enough. */
  ring(told?: string): void;
  stop(): void;
}

/** Rings at once, or when the last ring is `everyMs` ago, then for all that have come meanwhile. */
export function createBell(
  clock: Pick<Clock, "after" | "elapsed">,
  everyMs: number,
  ringNow: (told: string[]) => Promise<unknown>,
): Bell {
  const waiting = new Set<string>();
  let rangAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  function now(): void {
    cancel = null;
    rangAt = clock.elapsed();
    const told = [...waiting];
    waiting.clear();
    // Where it does not get through, the others look by themselves before long.
    ringNow(told).catch(() => {});
  }

  return {
    ring(told = "") {
      waiting.add(told);
      if (cancel !== null) return;
      const waitMs = rangAt + everyMs - clock.elapsed();
      if (waitMs <= 0) now();
      else cancel = clock.after(waitMs, now);
    },
    stop: () => cancel?.(),
  };
}
