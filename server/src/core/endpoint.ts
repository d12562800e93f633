import type { EndpointHealth } from "./endpoint-health.ts";
import type { Envelope } from "./envelope.ts";
import type { Subscription } from "./subscription.ts";

/** A URL that receives a space's events. */
export interface Endpoint {
  id: string;
  idSpace: string;
  url: string;
  description: string;
  events: Subscription;
  /** The owner's own headers, sent with every request beside Posthorn's. Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** How many failed deliveries in a row pause it. The seed says 10. */
  pauseAfter: number;
  /** Whether the body's `secret` key holds the secret, or `""`. */
  isSecretInBody: boolean;
  /** What its bodies say beside the payload. */
  envelope: Envelope;
  /** Of a listener, which receives over a connection that it has opened. It lives as long as the listener does. */
  isListener: boolean;
  secrets: EndpointSecrets;
  health: EndpointHealth;
  createdAt: number;
  updatedAt: number;
  /** Set when it was deleted. Its history stays readable until retention takes it. */
  deletedAt: number | null;
}

export interface EndpointSecrets {
  /** `secret` in the body: `wh_` + 15 hex digits as in the seed, or an imported opaque string. Proves little: it travels. */
  body: string;
  /** `whsec_` + base64 of the HMAC key (Standard Webhooks). Never travels. */
  signing: string;
  /** The signing secret before the last rotation, which signs beside the new one until `expiresAt`. */
  previousSigning: { secret: string; expiresAt: number } | null;
}

/** The signing secrets that sign at `now`: the current one first, the one being retired last (so that Elixir verifies). */
export function signingSecretsAt(secrets: EndpointSecrets, now: number): string[] {
  const previous = secrets.previousSigning;
  // Decided here from the stored instant, not by a job that removes old secrets: such a job can be late.
  return previous && previous.expiresAt > now ? [secrets.signing, previous.secret] : [secrets.signing];
}

/** How long a rotated signing secret goes on signing beside the new one: 24 h, as Svix and Outpost do. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60 * 1000;
