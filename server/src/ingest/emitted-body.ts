import { toIsoTime } from "../core/clock.ts";
import type { EmittedEvent } from "../store/emitted.ts";

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
