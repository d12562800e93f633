import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import type { Event } from "../core/event.ts";
import type { LineResult } from "../ingest/ingest.ts";
import type { EventDetail, ListedEvent } from "../store/events.ts";
import { toWireDelivery } from "./delivery-wire.ts";
import { textOf } from "./wire.ts";

/**
 * The answer to an accepted event, written by hand since this is the busiest answer of all. Ids and names of event types
 * hold no character that JSON would escape: ingest lets none through.
 */
export function acceptedEventJson(event: Event, isDuplicate: boolean): string {
  const occurredAt = toIsoTime(event.occurredAt);
  const createdAt = event.createdAt === event.occurredAt ? occurredAt : toIsoTime(event.createdAt);
  const warnings = event.warnings.length === 0 ? "" : `,"warnings":${JSON.stringify(event.warnings)}`;
  return `{"id":"${event.id}","id_space":"${event.idSpace}","event":"${event.event}","occurred_at":"${occurredAt}","created_at":"${createdAt}","deliveries":${event.deliveryCount}${warnings}${isDuplicate ? ',"is_duplicate":true}' : "}"}`;
}

export function toWireLine(line: LineResult): Wire.BatchLine {
  const { index } = line;
  switch (line.kind) {
    case "accepted":
      return { index, ...toWireAccepted(line.event) };
    case "duplicate":
      return { index, ...toWireAccepted(line.event), is_duplicate: true };
    case "refused": {
      const { code, detail, errors } = line.problem;
      return { index, error: errors === undefined ? { code, detail } : { code, detail, errors: [...errors] } };
    }
  }
}

function toWireAccepted({ id, warnings }: Event): Pick<Wire.AcceptedEvent, "id" | "warnings"> {
  return warnings.length === 0 ? { id } : { id, warnings: [...warnings] };
}

export function toWireEvent(event: ListedEvent): Wire.Event {
  return { ...toWireEventHead(event), deliveries: event.deliveryCount, failed_deliveries: event.failedCount };
}

/** An event with its payload as the app wrote it: parsing it first would lose the digits of large numbers. */
export function eventDetailJson({ event, payload, changes, deliveries }: EventDetail): string {
  const head = JSON.stringify({ ...toWireEventHead(event), warnings: event.warnings }).slice(0, -1);
  return `${head},"payload":${textOf(payload)},"changes":${changes},"deliveries":${JSON.stringify(deliveries.map(toWireDelivery))}}`;
}

function toWireEventHead(event: Event): Omit<Wire.Event, "deliveries" | "failed_deliveries"> {
  return {
    id: event.id,
    id_space: event.idSpace,
    event: event.event,
    occurred_at: toIsoTime(event.occurredAt),
    created_at: toIsoTime(event.createdAt),
    is_test: event.isTest,
    warning_count: event.warnings.length,
    // Written by ingest, so it is an actor.
    actor: event.actor === null ? null : (JSON.parse(event.actor) as Wire.Actor),
    correlation_id: event.correlationId,
  };
}
