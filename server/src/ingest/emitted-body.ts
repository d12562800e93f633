import { toIsoTime } from "../core/clock.ts";
import type { EmittedEvent } from "../store/emitted.ts";
import type { EventDetail } from "../store/events.ts";
import { parsePostedEvent } from "./posted-event.ts";

/** An emitted event as an app would post it, so that it goes the way of all others. Its JSON goes in as it is. */
export function emittedBody({ payload, changes, actor, ...event }: EmittedEvent): Buffer {
  const head = JSON.stringify({
    id_space: event.idSpace,
    event: event.event,
    id: event.id,
    occurred_at: toIsoTime(event.occurredAt),
    correlation_id: event.correlationId,
  }).slice(0, -1);
  return Buffer.concat([Buffer.from(`${head},"changes":${changes},"actor":${actor},"payload":`), payload, CLOSE]);
}

const CLOSE = Buffer.from("}");

/** Whether an event that is kept is this one, which was emitted: a repeat has all of these the same. */
export function isKeptAs(emitted: EmittedEvent, kept: EventDetail | null): boolean {
  if (kept === null) return false;
  const parsed = parsePostedEvent(emittedBody(emitted), Number.POSITIVE_INFINITY);
  if (parsed.kind === "refused") return false;
  const { posted } = parsed;
  return (
    kept.event.event === posted.event &&
    kept.event.occurredAt === posted.occurredAt &&
    kept.event.actor === posted.actor &&
    kept.event.correlationId === posted.correlationId &&
    kept.changes === posted.changes &&
    Buffer.compare(posted.payload, kept.payload) === 0
  );
}
