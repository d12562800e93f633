import type * as Wire from "@posthorn/sdk";
import { type FieldError, ProblemError } from "../core/problems.ts";
import type { EventQuery, PageQuery } from "../store/store.ts";
import { invalidRequest } from "./problem-answers.ts";
import { PAGE_DEFAULT } from "./schemas.ts";

/** Which page is asked for. The schema has seen to it that `limit` is in range. */
export function toPageQuery({ limit, cursor }: Wire.PageQuery): PageQuery {
  return { limit: limit ?? PAGE_DEFAULT, cursor: cursor ?? null };
}

/** Which events are asked for, or deliveries by their events: page, type, and a span of time. */
export function toEventQuery(idSpace: string, query: Wire.EventQuery): EventQuery {
  const errors: FieldError[] = [];
  const since = toMs(query.since, "since", errors);
  const until = toMs(query.until, "until", errors);
  if (since !== null && until !== null && since >= until)
    errors.push({ path: "until", message: "must be after since" });
  if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
  return { ...toPageQuery(query), idSpace, event: query.event ?? null, since, until };
}

/** RFC 3339 knows times that a clock here does not: leap seconds, and notes on a time zone. */
function toMs(text: string | undefined, path: string, errors: FieldError[]): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) errors.push({ path, message: "must be a time such as 2026-01-31T09:30:00.000Z" });
  return ms;
}
