import type { Json } from "./json.ts";

/** What an owner may say about an endpoint. */
export interface EndpointSettings {
  url: string;
  /** Event type names, families such as `lead.*`, or `*` for all there are and will be. Default `["*"]`. */
  events?: string[];
  /** For people, at most 500 characters. */
  description?: string;
  /**
   * Sent with every request, at most 20 of 1 KiB. Answers mask each value: a few first characters and `…`. A masked value
   * that is sent back stays as it is.
   */
  headers?: { [name: string]: string };
  /** How many failed deliveries in a row pause it, 1 to 1000. Default 10. */
  pause_after?: number;
  /** Whether the body's `secret` holds the secret, or `""`. Default true. */
  is_secret_in_body?: boolean;
  /**
   * What the body says. `seed`, the default: `id_space`, `event`, `secret` and `payload`. `extended`: after these also
   * `id`, `occurred_at`, `changes`, `actor` and `correlation_id`, each null where the app did not say.
   */
  envelope?: "seed" | "extended";
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
  /** Of a listener: made by `posthorn listen`, and deleted when that ends. */
  is_listener: boolean;
  status: "active" | "paused";
  paused_reason: "failures" | "gone" | "manual" | null;
  paused_at: string | null;
  /** Failed deliveries since the last success. Test sends and replays do not count. */
  consecutive_failures: number;
  last_failure: LastFailure | null;
  created_at: string;
  updated_at: string;
}

/** One endpoint with what it is owed. */
export interface EndpointDetail extends Endpoint {
  /** Deliveries that are owed and on their way or in line. Counted up to 10,000. */
  pending_count: number;
  /** Deliveries that are held. Counted up to 10,000. */
  held_count: number;
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

export interface TestSend {
  event: string;
  /** Sent in place of the event type's sample. */
  payload?: { [key: string]: Json };
}

export interface EndpointSecrets {
  /** Travels in every body, so it proves little. */
  secret: string;
  /** The HMAC key, which never travels. */
  signing_secret: string;
  /** Those from before a rotation that still sign beside the new one, newest first. At most 5. */
  previous_signing_secrets: PreviousSigningSecret[];
  /** The endpoint's own headers. Everywhere else their values are masked. */
  headers: { [name: string]: string };
}

export interface PreviousSigningSecret {
  signing_secret: string;
  /** Until when it signs: 24 hours from its rotation. */
  expires_at: string;
}

export interface Rotation {
  /**
   * Which secret. `signing`, the default: the old one goes on signing beside the new one for 24 hours. `body`: the next
   * request has the new one, since a body holds only one.
   */
  secret?: "signing" | "body";
  /** A new secret brought along, as at the making of an endpoint. Without it one is made. */
  value?: string;
}

/** What Posthorn would say to a URL as an endpoint's. */
export interface UrlVerdict {
  is_allowed: boolean;
  /** Whether its host is found in the DNS. Allowed and not found: deliveries fail until it is. */
  is_found: boolean;
  /** The rule it breaks and who may allow it, or what the DNS said; for a person. */
  detail: string;
}
