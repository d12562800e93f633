/** The first pause, and what each further one doubles. */
const FIRST_MS = 200;
/** No pause is longer, unless the server asks for it: an event that is kept late is better than one given up early. */
const PAUSE_MS_MAX = 10_000;
/** A server that wants a longer pause than this is not waited for: the caller knows better what to do with the time. */
const ASKED_MS_MAX = 60_000;

/**
 * How long to wait before try number `tries + 1`. Null: longer than anybody would want to. Half of a pause is random, so
 * that many clients that have failed together do not come back together; what the server asks for is the least.
 */
export function pauseMs(tries: number, askedMs: number, random: () => number): number | null {
  if (askedMs > ASKED_MS_MAX) return null;
  const full = Math.min(PAUSE_MS_MAX, FIRST_MS * 2 ** (tries - 1));
  return Math.max(askedMs, full / 2) + (random() * full) / 2;
}

/** `retry-after` in milliseconds: seconds or a date (RFC 9110). 0 where it says nothing that makes sense. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
