import { parseTime } from "../core/time.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNITS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
/** Longer ago than this, the date says more. */
const RELATIVE_DAYS_MAX = 30;

/** `3 min ago`, `in 2 h`; a date where that is long ago. What is no time stays as it is. */
export function relativeTime(time: string, now: number): string {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return time;
  const distance = Math.abs(now - ms);
  if (distance < SECOND_MS) return "now";
  if (distance >= RELATIVE_DAYS_MAX * DAY_MS) return time.slice(0, 10);
  const words = durationWords(distance);
  return ms <= now ? `${words} ago` : `in ${words}`;
}

/** The largest unit that fits, as in `35 ms`, `1.2 s`, `4 min`, `3 h`, `12 d`. */
export function durationWords(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND_MS && ms % SECOND_MS !== 0) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} d`;
}

/** `45 s`, `1 min 58 s`, `2 h 10 min`: where somebody waits for it. */
export function longDurationWords(ms: number): string {
  const seconds = Math.ceil(ms / SECOND_MS);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const MOMENT_EXPECTED = "a time such as 2026-01-31T09:30:00Z, or how long ago, such as 30m, 2h or 7d";

/** A time as people give it on a command line, in the form of the wire. Null: it is none. */
export function parseMoment(text: string, now: number): string | null {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined && unit in UNITS) {
    const ms = now - Number(count) * UNITS[unit as keyof typeof UNITS];
    return ms >= 0 ? new Date(ms).toISOString() : null;
  }
  const parsed = parseTime(text);
  return "ms" in parsed ? new Date(parsed.ms).toISOString() : null;
}
