import type { Clock } from "../core/clock.ts";

/** What is counted: events that were accepted, and attempts by what came of them. */
export type Counted = "events" | "delivered" | "failed";

/** How much happens a second, as a mean over the last ten. */
export interface Rates {
  count(what: Counted, count: number): void;
  perSecond(what: Counted): number;
}

const SECONDS = 10;

/** A counter for each of the last seconds, so that counting costs one addition. */
export function createRates(clock: Clock): Rates {
  const counts: Record<Counted, number[]> = { events: zeros(), delivered: zeros(), failed: zeros() };
  /** The second that the counters were last moved on to. */
  let second = secondOf(clock);

  function moveOn(): void {
    const now = secondOf(clock);
    for (let missed = Math.max(second + 1, now - SECONDS); missed <= now; missed++) {
      for (const of of Object.values(counts)) of[missed % (SECONDS + 1)] = 0;
    }
    second = now;
  }

  return {
    count(what, count) {
      moveOn();
      const slot = second % (SECONDS + 1);
      counts[what][slot] = (counts[what][slot] ?? 0) + count;
    },
    perSecond(what) {
      moveOn();
      // The second that goes on is not over, so it does not count yet.
      const sum = counts[what].reduce((total, count) => total + count, 0) - (counts[what][second % (SECONDS + 1)] ?? 0);
      return sum / SECONDS;
    },
  };
}

function secondOf(clock: Clock): number {
  return Math.floor(clock.elapsed() / 1000);
}

function zeros(): number[] {
  return Array<number>(SECONDS + 1).fill(0);
}
