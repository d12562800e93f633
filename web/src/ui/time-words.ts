const HALF_DAY_MS = 43_200_000;

const clockTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayTime = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

/** `3 min ago`, `in 2 hr`. */
export function toRelative(at: number, from: number): string {
  const seconds = (at - from) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 10) return "just now";
  if (distance < 60) return relative.format(Math.trunc(seconds / 10) * 10, "second");
  if (distance < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
  if (distance < 86_400) return relative.format(Math.trunc(seconds / 3600), "hour");
  return relative.format(Math.trunc(seconds / 86_400), "day");
}

/** A time in the viewer's zone: the clock today, with its date before that. */
export function toLocal(at: number, from: number): string {
  return (Math.abs(from - at) < HALF_DAY_MS ? clockTime : dayTime).format(at);
}

/** A time in the viewer's zone, with its date and its seconds. */
export function toFull(at: number): string {
  return fullTime.format(at);
}
