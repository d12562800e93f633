import type { ReplayRange, ReplayStatus } from "@posthorn/sdk";

const HOUR_MS = 3_600_000;

/** What stands in the form. Times as `datetime-local` has them: in the viewer's zone, without one. */
export interface RangeForm {
  idEndpoint: string;
  status: ReplayStatus;
  span: "1h" | "24h" | "7d" | "own";
  since: string;
  until: string;
}

export const SPANS: readonly { span: RangeForm["span"]; label: string; ms: number | null }[] = [
  { span: "1h", label: "Last hour", ms: HOUR_MS },
  { span: "24h", label: "Last 24 hours", ms: 24 * HOUR_MS },
  { span: "7d", label: "Last 7 days", ms: 7 * 24 * HOUR_MS },
  { span: "own", label: "From … to …", ms: null },
];

/** The range as the API takes it. `now` closes a span, so that what was counted is what is sent. Null: it is not whole. */
export function rangeOf({ span, since, until, status }: RangeForm, now: number): ReplayRange | null {
  const ms = SPANS.find((each) => each.span === span)?.ms ?? null;
  if (ms !== null) return { since: iso(now - ms), until: iso(now), status };
  const [from, to] = [Date.parse(since), until === "" ? now : Date.parse(until)];
  if (Number.isNaN(from) || Number.isNaN(to) || from >= to) return null;
  return { since: iso(from), until: iso(to), status };
}

/** A moment as a `datetime-local` control shows it. */
export function toLocalInput(at: number): string {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
