import { isUtf8 } from "node:buffer";
import type * as Wire from "@posthorn/sdk";
import type { EventType } from "../catalogue/event-type.ts";
import { toIsoTime } from "../core/clock.ts";
import type { Delivery } from "../core/delivery.ts";
import type { Endpoint, EndpointSecrets } from "../core/endpoint.ts";
import { maskedBody } from "../core/envelope.ts";
import type { Event } from "../core/event.ts";
import type { ApiKey } from "../core/key.ts";
import type { LineResult } from "../ingest/ingest.ts";
import type { DeliveryDetail, EventDetail, Page, RecordedAttempt, SpaceSummary } from "../store/store.ts";

// The one place where the code's names and values become those of the wire.

/** A replay adds an attempt each time, and each shows its body: beyond this many an answer would grow without bound. */
const ATTEMPTS_SHOWN_MAX = 50;

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

export function toWireEvent(event: Event): Wire.Event {
  return { ...toWireEventHead(event), deliveries: event.deliveryCount };
}

/** An event with its payload as the app wrote it: parsing it first would lose the digits of large numbers. */
export function eventDetailJson({ event, payload, deliveries }: EventDetail): string {
  const head = JSON.stringify({ ...toWireEventHead(event), warnings: event.warnings }).slice(0, -1);
  return `${head},"payload":${textOf(payload)},"deliveries":${JSON.stringify(deliveries.map(toWireDelivery))}}`;
}

function toWireEventHead(event: Event): Omit<Wire.Event, "deliveries"> {
  return {
    id: event.id,
    id_space: event.idSpace,
    event: event.event,
    occurred_at: toIsoTime(event.occurredAt),
    created_at: toIsoTime(event.createdAt),
    is_test: event.isTest,
    warning_count: event.warnings.length,
  };
}

export function toWireEndpoint(endpoint: Endpoint): Wire.Endpoint {
  const { health } = endpoint;
  return {
    id: endpoint.id,
    id_space: endpoint.idSpace,
    url: endpoint.url,
    description: endpoint.description,
    events: [...endpoint.events],
    headers: endpoint.headers,
    pause_after: endpoint.pauseAfter,
    is_secret_in_body: endpoint.isSecretInBody,
    status: health.status,
    paused_reason: health.pausedReason,
    paused_at: toTime(health.pausedAt),
    consecutive_failures: health.consecutiveFailures,
    last_failure: health.lastFailure && {
      at: toIsoTime(health.lastFailure.at),
      code: health.lastFailure.code,
      detail: health.lastFailure.detail,
      id_delivery: health.lastFailure.idDelivery,
    },
    created_at: toIsoTime(endpoint.createdAt),
    updated_at: toIsoTime(endpoint.updatedAt),
  };
}

export function toWireCreatedEndpoint(endpoint: Endpoint): Wire.CreatedEndpoint {
  return { ...toWireEndpoint(endpoint), secret: endpoint.secrets.body, signing_secret: endpoint.secrets.signing };
}

/** The previous signing secret is shown while it signs, and not a moment longer. */
export function toWireSecrets(secrets: EndpointSecrets, now: number): Wire.EndpointSecrets {
  const previous = secrets.previousSigning;
  const isSigning = previous !== null && previous.expiresAt > now;
  return {
    secret: secrets.body,
    signing_secret: secrets.signing,
    previous_signing_secret: isSigning
      ? { signing_secret: previous.secret, expires_at: toIsoTime(previous.expiresAt) }
      : null,
  };
}

export function toWireDelivery(delivery: Delivery): Wire.Delivery {
  return {
    id: delivery.id,
    id_space: delivery.idSpace,
    id_endpoint: delivery.idEndpoint,
    id_event: delivery.idEvent,
    event: delivery.event,
    status: delivery.status,
    created_at: toIsoTime(delivery.createdAt),
    ended_at: toTime(delivery.endedAt),
    attempt_count: delivery.attemptCount,
    last_response_status: delivery.lastResponseStatus,
    last_error_code: delivery.lastErrorCode,
    last_duration_ms: delivery.lastDurationMs,
  };
}

export function toWireDeliveryDetail({ delivery, event, payload, attempts }: DeliveryDetail): Wire.DeliveryDetail {
  const shown = attempts.slice(-ATTEMPTS_SHOWN_MAX);
  const sent = { idSpace: event.idSpace, event: event.event, payload };
  return { ...toWireDelivery(delivery), attempts: shown.map((attempt) => toWireAttempt(attempt, sent)) };
}

/** What the body of an attempt was made of, but for the secret. */
export interface SentContent {
  idSpace: string;
  event: string;
  payload: Uint8Array;
}

/** An attempt, its body put together again from what was sent, with the secret masked. */
export function toWireAttempt(attempt: RecordedAttempt, sent: SentContent): Wire.Attempt {
  const { request, response, timing } = attempt;
  const body = maskedBody({ ...sent, secretLength: request.secretLength }, sent.payload);
  return {
    id: attempt.id,
    trigger: attempt.trigger,
    started_at: toIsoTime(attempt.startedAt),
    duration_ms: attempt.durationMs,
    timing: {
      dns_ms: timing.dnsMs,
      connect_ms: timing.connectMs,
      tls_ms: timing.tlsMs,
      first_byte_ms: timing.firstByteMs,
    },
    remote_address: attempt.remoteAddress,
    request: { url: request.url, headers: request.headers, ...toWireBody(body) },
    response: response && {
      status: response.status,
      headers: response.headers,
      ...toWireBody(response.body),
      is_body_cut: response.isBodyCut,
    },
    error: attempt.error && { code: attempt.error.code, detail: attempt.error.detail },
  };
}

export function toWireSpace(space: SpaceSummary): Wire.Space {
  return {
    id_space: space.idSpace,
    created_at: toIsoTime(space.createdAt),
    endpoint_count: space.endpointCount,
    paused_count: space.pausedCount,
    failing_count: space.failingCount,
  };
}

export function toWireEventType({ name, group, description, stability, schema, sample }: EventType): Wire.EventType {
  // A schema is JSON like any other, which its type does not say.
  return { name, group, description, stability, schema: schema as { [key: string]: Wire.Json }, sample };
}

export function toWireKey(key: ApiKey): Wire.Key {
  return {
    id: key.id,
    id_space: key.idSpace,
    description: key.description,
    created_at: toIsoTime(key.createdAt),
    revoked_at: toTime(key.revokedAt),
  };
}

export function toWirePage<Item, WireItem>(page: Page<Item>, toWire: (item: Item) => WireItem): Wire.Page<WireItem> {
  return { data: page.items.map(toWire), next_cursor: page.nextCursor };
}

function toTime(ms: number | null): string | null {
  return ms === null ? null : toIsoTime(ms);
}

function toWireBody(bytes: Uint8Array): Wire.Body {
  if (isUtf8(bytes)) return { body: textOf(bytes), encoding: "utf8" };
  return { body: viewOf(bytes).toString("base64"), encoding: "base64" };
}

function textOf(bytes: Uint8Array): string {
  return viewOf(bytes).toString("utf8");
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
