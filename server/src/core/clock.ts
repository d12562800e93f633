/** Time as the rest of the code sees it. Passed in, so that tests own it. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. May step back when the machine's clock is set. */
  now(): number;
  /** Milliseconds on a clock that never steps, for durations and deadlines. Its zero means nothing. */
  elapsed(): number;
  /** Calls `task` once after `delayMs`. The returned function cancels it; cancelling late or twice is harmless. */
  after(delayMs: number, task: () => void): () => void;
}

/** A source of unpredictable bytes. Passed in, so that tests can repeat themselves. */
export type RandomBytes = (size: number) => Uint8Array;

/** ISO 8601 in UTC with milliseconds and `Z`, the form of every time on the wire (the seed's `created_at`). */
export function toIsoTime(ms: number): string {
  return new Date(ms).toISOString();
}
