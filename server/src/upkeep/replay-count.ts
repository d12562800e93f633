import type { Clock } from "../core/clock.ts";
import { ProblemError } from "../core/problems.ts";
import type { ReplayRange } from "../core/replay.ts";
import type { ReplayStore } from "../store/replays.ts";

/** Counting reads thousands of rows a step. People do not count more ranges than these at once. */
const COUNTS_AT_ONCE_MAX = 4;
/** Rest after each step, so that counting takes a third of the store's time at most. */
const REST_MS = 10;

/** Counts what a range holds, in steps that never stall sending. */
export function createReplayCount({ clock, replays }: { clock: Clock; replays: Pick<ReplayStore, "count"> }) {
  let counting = 0;

  async function countAll(range: ReplayRange): Promise<number> {
    let total = 0;
    for (let afterId: string | null = null; ; await rest(clock)) {
      const step = await replays.count(range, afterId);
      total += step.count;
      afterId = step.nextId;
      if (afterId === null) return total;
    }
  }

  return async (range: ReplayRange): Promise<number> => {
    if (counting >= COUNTS_AT_ONCE_MAX) {
      const detail = `${COUNTS_AT_ONCE_MAX} replays are being counted already. Wait for one of them to begin.`;
      throw new ProblemError({ code: "overloaded", detail, retryAfterS: 1 });
    }
    counting++;
    try {
      return await countAll(range);
    } finally {
      counting--;
    }
  };
}

function rest(clock: Clock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(REST_MS, resolve);
  return promise;
}
