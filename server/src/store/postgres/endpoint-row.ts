import type { Endpoint, EndpointSecrets } from "../../core/endpoint.ts";
import type { EndpointHealth, PausedReason } from "../../core/endpoint-health.ts";
import type { Envelope } from "../../core/envelope.ts";
import type { SqlValue } from "./sql-value.ts";

export interface HealthRow {
  status: EndpointHealth["status"];
  paused_reason: PausedReason | null;
  paused_at: number | null;
  consecutive_failures: number;
  last_failure: string | null;
}

export interface EndpointRow extends HealthRow {
  id: string;
  id_space: string;
  url: string;
  description: string;
  events: string;
  headers: string;
  pause_after: number;
  is_secret_in_body: boolean;
  is_listener: boolean;
  /** The node that serves a listener. */
  node: number | null;
  envelope: Envelope;
  body_secret: string;
  signing_secret: string;
  previous_signing: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** The columns in the order of `endpointValues`: all but the space, which a row has by its number, and the node. */
export const ENDPOINT_COLUMNS: readonly (keyof EndpointRow)[] = [
  "id",
  "url",
  "description",
  "events",
  "headers",
  "pause_after",
  "is_secret_in_body",
  "is_listener",
  "envelope",
  "body_secret",
  "signing_secret",
  "previous_signing",
  "status",
  "paused_reason",
  "paused_at",
  "consecutive_failures",
  "last_failure",
  "created_at",
  "updated_at",
  "deleted_at",
];

export function endpointValues(endpoint: Endpoint): SqlValue[] {
  const { secrets } = endpoint;
  return [
    endpoint.id,
    endpoint.url,
    endpoint.description,
    JSON.stringify(endpoint.events),
    JSON.stringify(endpoint.headers),
    endpoint.pauseAfter,
    endpoint.isSecretInBody,
    endpoint.isListener,
    endpoint.envelope,
    secrets.body,
    secrets.signing,
    JSON.stringify(secrets.previousSigning),
    ...healthValues(endpoint.health),
    endpoint.createdAt,
    endpoint.updatedAt,
    endpoint.deletedAt,
  ];
}

/** Status, reason, since when, counter, last failure: the order that both statements writing health use. */
export function healthValues(health: EndpointHealth): SqlValue[] {
  const lastFailure = health.lastFailure === null ? null : JSON.stringify(health.lastFailure);
  return [health.status, health.pausedReason, health.pausedAt, health.consecutiveFailures, lastFailure];
}

/** What is read of an endpoint, with the id of its space as `id_space`. */
export const SELECTED_COLUMNS = [...ENDPOINT_COLUMNS, "node"].map((column) => `endpoint.${column}`).join();

/** `me`: the node that it is read by. */
export function toEndpoint(row: EndpointRow, me: number): Endpoint {
  return {
    id: row.id,
    idSpace: row.id_space,
    url: row.url,
    description: row.description,
    // Written by `endpointValues`, so what is parsed here and below has these shapes.
    events: JSON.parse(row.events),
    headers: JSON.parse(row.headers),
    pauseAfter: row.pause_after,
    isSecretInBody: row.is_secret_in_body,
    isListener: row.is_listener,
    isElsewhere: row.is_listener && row.node !== me,
    envelope: row.envelope,
    secrets: toSecrets(row),
    health: toHealth(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}

export function toHealth(row: HealthRow): EndpointHealth {
  return {
    status: row.status,
    pausedReason: row.paused_reason,
    pausedAt: row.paused_at,
    consecutiveFailures: row.consecutive_failures,
    lastFailure: row.last_failure === null ? null : JSON.parse(row.last_failure),
  };
}

function toSecrets(row: EndpointRow): EndpointSecrets {
  return {
    body: row.body_secret,
    signing: row.signing_secret,
    previousSigning: JSON.parse(row.previous_signing),
  };
}
