import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import { type Endpoint, stillSigning } from "../core/endpoint.ts";
import { maskedHeaders } from "../core/masked-headers.ts";
import type { OwedCount } from "../store/owed.ts";
import { toTime } from "./wire.ts";

export function toWireEndpoint(endpoint: Endpoint): Wire.Endpoint {
  const { health } = endpoint;
  return {
    id: endpoint.id,
    id_space: endpoint.idSpace,
    url: endpoint.url,
    description: endpoint.description,
    events: [...endpoint.events],
    headers: maskedHeaders(endpoint.headers),
    pause_after: endpoint.pauseAfter,
    is_secret_in_body: endpoint.isSecretInBody,
    envelope: endpoint.envelope,
    is_listener: endpoint.isListener,
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

export function toWireEndpointDetail(endpoint: Endpoint, owed: OwedCount): Wire.EndpointDetail {
  return { ...toWireEndpoint(endpoint), pending_count: owed.pending, held_count: owed.held };
}

export function toWireCreatedEndpoint(endpoint: Endpoint): Wire.CreatedEndpoint {
  return { ...toWireEndpoint(endpoint), secret: endpoint.secrets.body, signing_secret: endpoint.secrets.signing };
}

/** A secret from before a rotation is shown while it signs, and not a moment longer. */
export function toWireSecrets({ secrets, headers }: Endpoint, now: number): Wire.EndpointSecrets {
  return {
    secret: secrets.body,
    signing_secret: secrets.signing,
    previous_signing_secrets: stillSigning(secrets, now).map(({ secret, expiresAt }) => ({
      signing_secret: secret,
      expires_at: toIsoTime(expiresAt),
    })),
    headers,
  };
}
