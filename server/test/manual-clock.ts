import type { Clock } from "../src/core/clock.ts";

export interface ManualClock extends Clock {
  /** Lets time pass, and what falls due in it happen, in the order of its time. */
  advance(ms: number): void;
  /** How many tasks wait for their time. */
  waitingCount(): number;
}

/** A clock that stands still until a test moves it. */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  const waiting = new Map<symbol, { at: number; task: () => void }>();
  let elapsedMs = 0;

  function takeNext(untilMs: number): { at: number; task: () => void } | undefined {
    const due = [...waiting].filter(([, { at }]) => at <= untilMs).sort(([, a], [, b]) => a.at - b.at);
    const [next] = due;
    if (next !== undefined) waiting.delete(next[0]);
    return next?.[1];
  }

  return {
    now: () => startMs + elapsedMs,
    elapsed: () => elapsedMs,
    after(delayMs, task) {
      const handle = Symbol("task");
      waiting.set(handle, { at: elapsedMs + delayMs, task });
      return () => waiting.delete(handle);
    },
    advance(ms) {
      const untilMs = elapsedMs + ms;
      for (let next = takeNext(untilMs); next !== undefined; next = takeNext(untilMs)) {
        elapsedMs = next.at;
        next.task();
      }
      elapsedMs = untilMs;
    },
    waitingCount: () => waiting.size,
  };
}
