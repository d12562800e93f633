/** Work of which only so much may run at once. */
export interface Turns {
  /** Runs `work` when its turn has come. Rejects with the signal's reason if that aborts before. */
  take<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

/** At most `runningMax` at once and `waitingMax` in line, first come, first served; beyond that `take` rejects. */
export function createTurns(runningMax: number, waitingMax: number): Turns {
  const waiting = new Set<() => void>();
  let runningCount = 0;

  async function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (runningCount < runningMax) {
      runningCount += 1;
      return;
    }
    if (waiting.size >= waitingMax) throw new Error("too many are waiting for their turn");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.delete(resolve);
      reject(signal.reason);
    };
    waiting.add(resolve);
    signal.addEventListener("abort", leave, { once: true });
    await promise;
    signal.removeEventListener("abort", leave);
  }

  function pass(): void {
    const [next] = waiting;
    if (next === undefined) {
      runningCount -= 1;
      return;
    }
    // The place is handed over, not given back: nobody can slip in between.
    waiting.delete(next);
    next();
  }

  return {
    async take(work, signal) {
      await turn(signal);
      try {
        return await work();
      } finally {
        pass();
      }
    },
  };
}
