import { shown } from "./shown.ts";

/** A time as callers write it, in milliseconds since 1970; or what is wrong with it, in words for them. */
export type ParsedTime = { ms: number } | { fault: string };

/** RFC 3339. The zone must be there: a time without one means another time on every machine. */
const TIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?(?:[Zz]|[+-]([0-9]{2}):([0-9]{2}))$/;
/** What a `+` in a query string becomes: form encoding reads it as a space. */
const LOST_PLUS = /^(\S+:[0-9.]+) ([0-9]{2}:[0-9]{2})$/;
const EXPECTED = "expected a time such as 2026-01-31T09:30:00.000Z";

/**
 * Reads a time, of an event or of a list's filter. `Date.parse` alone would take February 30 for March 2, and 24:00 for
 * the next day.
 */
export function parseTime(text: string): ParsedTime {
  const parts = TIME.exec(text);
  if (parts === null) {
    const hint = LOST_PLUS.test(text) ? ". In an address + means a space: send it as %2B" : "";
    return { fault: `${EXPECTED}, got ${shown(text)}${hint}` };
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour, zoneMinute] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const fault =
    dayFault(year, month, day) ?? clockFault(hour, minute, second) ?? clockFault(zoneHour ?? 0, zoneMinute ?? 0, 0);
  if (fault !== null) return { fault: `${shown(text)} is no time: ${fault}` };
  const ms = Date.parse(text);
  return ms >= 0 ? { ms } : { fault: `${shown(text)} is before 1970, the earliest that is kept` };
}

function dayFault(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12) return "months go from 01 to 12";
  // The day before the first of the next month.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return day >= 1 && day <= days ? null : `that month has ${days} days`;
}

function clockFault(hour: number, minute: number, second: number): string | null {
  if (hour > 23) return "hours go to 23";
  if (minute > 59) return "minutes go to 59";
  return second > 59 ? "seconds go to 59" : null;
}
