import type * as Wire from "@posthorn/sdk";
import { type FieldError, ProblemError } from "../core/problems.ts";
import { parseTime } from "../core/time.ts";
import type { EventQuery } from "../store/events.ts";
import type { PageQuery } from "../store/pages.ts";
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

/** A time in milliseconds, null where none is given or it is none: then it says so in `errors`. */
export function toMs(text: string | null | undefined, path: string, errors: FieldError[]): number | null {
  if (text === undefined || text === null) return null;
  const time = parseTime(text);
  if ("ms" in time) return time.ms;
  errors.push({ path, message: time.fault });
  return null;
}
