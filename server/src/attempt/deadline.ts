import type { Clock } from "../core/clock.ts";

/** The time that a few steps have together. */
export interface Deadline {
  /** What they were given at first. */
  limitMs: number;
  leftMs(): number;
  /** Ends them all early, with its own reason. */
  signal: AbortSignal;
}

export function createDeadline(clock: Clock, limitMs: number, signal: AbortSignal): Deadline {
  const at = clock.elapsed() + limitMs;
  return { limitMs, leftMs: () => Math.max(0, at - clock.elapsed()), signal };
}

/** A bound on one step. */
export interface Bound {
  clock: Clock;
  limitMs: number;
  signal: AbortSignal;
  /** What the step rejects with when its time is up. */
  late(): Error;
}

/**
 * Runs `work`, which is to let go of what it holds when the signal it is given aborts. Settles when the time is up or
 * `signal` aborts, at the latest, whether `work` minds its own signal or not.
 */
export async function within<Result>(
  { clock, limitMs, signal, late }: Bound,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stop.signal.addEventListener("abort", () => reject(stop.signal.reason), { once: true });
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const cancel = clock.after(limitMs, () => stop.abort(late()));
  try {
    return await Promise.race([work(stop.signal), stopped]);
  } finally {
    cancel();
    signal.removeEventListener("abort", onAbort);
  }
}
