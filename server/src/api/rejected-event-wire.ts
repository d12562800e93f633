import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import type { RejectedEvent } from "../store/emitted.ts";
import { textOf } from "./wire.ts";

export function toWireRejectedEvent({ problem, ...event }: RejectedEvent): Wire.RejectedEvent {
  const { code, detail, errors } = problem;
  return {
    id: event.id,
    id_space: event.idSpace,
    event: event.event,
    occurred_at: toIsoTime(event.occurredAt),
    emitted_at: toIsoTime(event.emittedAt),
    rejected_at: toIsoTime(event.rejectedAt),
    error: errors === undefined ? { code, detail } : { code, detail, errors: [...errors] },
  };
}

/** With its JSON as the app wrote it. */
export function rejectedEventDetailJson(event: RejectedEvent): string {
  const { payload, changes, actor, correlationId: correlation_id } = event;
  const head = JSON.stringify({ ...toWireRejectedEvent(event), correlation_id }).slice(0, -1);
  return `${head},"payload":${textOf(payload)},"changes":${changes},"actor":${actor}}`;
}
