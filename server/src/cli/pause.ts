import type { Clock } from "../core/clock.ts";

/** Waits, but rejects with the signal's reason as soon as it is aborted. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Waits, but no longer than until the signal is aborted. */
export async function pauseUntilOver(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  // It is the only reason to reject.
  await pause(clock, ms, signal).catch(() => {});
}
