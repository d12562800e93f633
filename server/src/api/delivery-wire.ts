import { isUtf8 } from "node:buffer";
import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import type { Delivery } from "../core/delivery.ts";
import { type EnvelopeContent, maskedBody } from "../core/envelope.ts";
import type { Event } from "../core/event.ts";
import type { DeliveryDetail, RecordedAttempt } from "../store/deliveries.ts";
import { textOf, toTime, viewOf } from "./wire.ts";

/** A replay adds an attempt each time, and each shows its body: beyond this many an answer would grow without bound. */
const ATTEMPTS_SHOWN_MAX = 50;

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

export function toWireDeliveryDetail({
  delivery,
  event,
  payload,
  changes,
  attempts,
}: DeliveryDetail): Wire.DeliveryDetail {
  const shown = attempts.slice(-ATTEMPTS_SHOWN_MAX);
  const sent = toContent(event, payload, changes);
  return { ...toWireDelivery(delivery), attempts: shown.map((attempt) => toWireAttempt(attempt, sent)) };
}

/** What the body of an attempt was made of, but for the secret. */
export function toContent(event: Event, payload: Uint8Array, changes: string | null): EnvelopeContent {
  const { idSpace, id: idEvent, occurredAt, actor, correlationId } = event;
  return { idSpace, idEvent, event: event.event, payload, occurredAt, changes, actor, correlationId };
}

/** An attempt, its body put together again from what was sent, with the secret masked. */
export function toWireAttempt(attempt: RecordedAttempt, sent: EnvelopeContent): Wire.Attempt {
  const { request, response, timing } = attempt;
  const body = maskedBody(request.envelope, sent, request.secretLength);
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

function toWireBody(bytes: Uint8Array): Wire.Body {
  if (isUtf8(bytes)) return { body: textOf(bytes), encoding: "utf8" };
  return { body: viewOf(bytes).toString("base64"), encoding: "base64" };
}
