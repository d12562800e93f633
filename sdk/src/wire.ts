/**
 * Every type on the wire of Posthorn's HTTP API, as it is spelt there. Times are ISO 8601 in UTC with milliseconds and
 * `Z`; ids to other things start with `id_`, booleans with `is_`. A key that is documented is always there: what is not
 * known is null. New keys may be added to answers, so readers ignore the ones they don't know.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Something that happened in a space, as the app posts it. */
export interface PostedEvent {
  /** The customer it happened to: a uuid the app chooses. */
  id_space: string;
  /** The name of an event type, such as `lead.create`. */
  event: string;
  /** Sent on byte for byte, at most 256 KiB. */
  payload: { [key: string]: Json };
  /** The app's own id, `[A-Za-z0-9_-]{1,64}`: posting it again is harmless. One is made where it is missing. */
  id?: string | null;
  /** When it happened, from 1970 on. Without it: when it was accepted. */
  occurred_at?: string | null;
}

/** The answer to a posted event: it is kept, and owed to `deliveries` endpoints. */
export interface AcceptedEvent {
  id: string;
  id_space: string;
  event: string;
  occurred_at: string;
  created_at: string;
  /** How many endpoints it is delivered to. */
  deliveries: number;
  /** There when the payload is not what the catalogue says of its event type: at most 20. It is sent all the same. */
  warnings?: FieldError[];
  /** There when this id had been accepted before; all else is then the first answer. */
  is_duplicate?: true;
}

/** What became of one line of a batch. `index` counts its events from 0. */
export type BatchLine = { index: number } & (
  | Pick<AcceptedEvent, "id" | "warnings" | "is_duplicate">
  | { error: LineError }
);

export type LineError = Pick<Problem, "code" | "detail" | "errors">;

/** The answer to a batch: the good lines are kept, the bad ones are named. */
export interface BatchResult {
  accepted: number;
  rejected: number;
  results: BatchLine[];
}

/** An event as it is listed. */
export interface Event {
  id: string;
  id_space: string;
  event: string;
  occurred_at: string;
  created_at: string;
  deliveries: number;
  /** Sent by hand to try an endpoint: it did not happen. */
  is_test: boolean;
  /** How many faults its payload has by the catalogue, at most 20. 0 also where it was not checked. */
  warning_count: number;
}

/** One event with what it says and where it went. */
export interface EventDetail extends Omit<Event, "deliveries"> {
  /** What is not as the catalogue says: `warning_count` of them. */
  warnings: FieldError[];
  payload: { [key: string]: Json };
  /** To every endpoint, oldest first. */
  deliveries: Delivery[];
}

/** What an owner may say about an endpoint. */
export interface EndpointSettings {
  url: string;
  /** Event type names, families such as `lead.*`, or `*` for all there are and will be. Default `["*"]`. */
  events?: string[];
  /** For people, at most 500 characters. */
  description?: string;
  /** Sent with every request, at most 20 of 1 KiB. */
  headers?: { [name: string]: string };
  /** How many failed deliveries in a row pause it, 1 to 1000. Default 10. */
  pause_after?: number;
  /** Whether the body's `secret` holds the secret, or `""`. Default true. */
  is_secret_in_body?: boolean;
}

export interface NewEndpoint extends EndpointSettings {
  /** A body secret brought along from elsewhere: 1 to 256 printable ASCII characters. */
  secret?: string;
  /** A signing secret brought along: `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks). */
  signing_secret?: string;
}

export type EndpointPatch = Partial<EndpointSettings>;

/** A URL that receives a space's events, with its health. */
export interface Endpoint extends Required<EndpointSettings> {
  id: string;
  id_space: string;
  status: "active" | "paused";
  paused_reason: "failures" | "gone" | "manual" | null;
  paused_at: string | null;
  /** Failed deliveries since the last success. Test sends and replays do not count. */
  consecutive_failures: number;
  last_failure: LastFailure | null;
  created_at: string;
  updated_at: string;
}

export interface LastFailure {
  at: string;
  code: string;
  /** What went wrong and what to do about it, for a person. */
  detail: string;
  id_delivery: string;
}

/** An endpoint just made. This and the secrets call are the only answers that hold secrets. */
export interface CreatedEndpoint extends Endpoint {
  secret: string;
  signing_secret: string;
}

/** An endpoint just resumed, and how many of its held deliveries were given up for it. */
export interface ResumedEndpoint extends Endpoint {
  discarded: number;
}

export interface Resume {
  /** What becomes of the deliveries held while it was paused. Default `send`. */
  held?: "send" | "discard";
}

export interface EndpointSecrets {
  /** Travels in every body, so it proves little. */
  secret: string;
  /** The HMAC key, which never travels. */
  signing_secret: string;
  /** The signing secret before the last rotation, while it still signs beside the new one. */
  previous_signing_secret: { signing_secret: string; expires_at: string } | null;
}

export type DeliveryStatus = "pending" | "held" | "delivered" | "failed" | "discarded";

/** One event owed to one endpoint, with what its latest attempt came to. */
export interface Delivery {
  id: string;
  id_space: string;
  id_endpoint: string;
  id_event: string;
  event: string;
  status: DeliveryStatus;
  created_at: string;
  ended_at: string | null;
  attempt_count: number;
  last_response_status: number | null;
  last_error_code: string | null;
  last_duration_ms: number | null;
}

export interface DeliveryDetail extends Delivery {
  /** The latest 50, oldest first. `attempt_count` says how many there were. */
  attempts: Attempt[];
}

/** The evidence of one HTTP request. */
export interface Attempt {
  id: string;
  /** Why it was made. `takeover`: the node that held the delivery died, so it may have been sent before. */
  trigger: "event" | "takeover" | "replay" | "test";
  started_at: string;
  duration_ms: number;
  timing: AttemptTiming;
  /** The address that was connected to. Null where it never came to that. */
  remote_address: string | null;
  request: AttemptRequest;
  response: AttemptResponse | null;
  /** Null: it was delivered. */
  error: { code: string; detail: string } | null;
}

/** Parts of `duration_ms`. Null: it did not happen, as on a connection that was open already. */
export interface AttemptTiming {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
}

/** Bytes as text: as they are where they are UTF-8, else in base64. */
export interface Body {
  body: string;
  encoding: "utf8" | "base64";
}

/** What was sent. In `body` the secret is masked, one `*` a character; every other byte is as it went out. */
export interface AttemptRequest extends Body {
  url: string;
  headers: { [name: string]: string };
}

/** What came back. `body` holds its first 16 KiB. */
export interface AttemptResponse extends Body {
  status: number;
  headers: { [name: string]: string };
  is_body_cut: boolean;
}

/** A customer of the app: it exists from its first event or endpoint on. */
export interface Space {
  id_space: string;
  created_at: string;
  endpoint_count: number;
  paused_count: number;
  /** Active endpoints whose last delivery failed. */
  failing_count: number;
}

/** An entry of the catalogue. */
export interface EventType {
  name: string;
  /** What it belongs to, such as `Lead Events`. */
  group: string;
  description: string;
  /** Whether the payload's shape is settled. A provisional one may still change. */
  stability: "stable" | "provisional";
  /** JSON Schema 2020-12 of the payload. It may have more keys than are said here: receivers ignore those. */
  schema: { [key: string]: Json };
  /** A payload of this type: what a test send carries. */
  sample: { [key: string]: Json };
}

export interface NewKey {
  /** The one space it sees, or null for an operator's key, which may do everything. */
  id_space: string | null;
  /** For people, at most 500 characters. */
  description?: string;
}

/** A key of this API. Its text is only in the answer that made it. */
export interface Key {
  id: string;
  id_space: string | null;
  description: string;
  created_at: string;
  revoked_at: string | null;
}

export interface CreatedKey extends Key {
  /** `phk_` and 40 of `[A-Za-z0-9]`. Shown this once: only its hash is kept. */
  key: string;
}

/** One page of a list, newest first. `next_cursor` asks for the page after it; null: this was the last. */
export interface Page<Item> {
  data: Item[];
  next_cursor: string | null;
}

export interface PageQuery {
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

export interface EventQuery extends PageQuery {
  event?: string;
  /** Accepted at or after this time. */
  since?: string;
  /** Accepted before this time. */
  until?: string;
}

export interface DeliveryQuery extends EventQuery {
  id_endpoint?: string;
  status?: DeliveryStatus;
}

/** Every error of the API, as `application/problem+json` (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** What to do about it, for a person. */
  detail: string;
  /** What it was, for a program. */
  code: string;
  /** What is wrong with the input, at most 20. */
  errors?: FieldError[];
}

export interface FieldError {
  /** Where: `payload.contract_value`, `headers["x-team"]`, `events[2]`. Empty for the body as a whole. */
  path: string;
  message: string;
}
