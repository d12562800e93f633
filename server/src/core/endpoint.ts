import type { EndpointHealth } from "./endpoint-health.ts";
import type { Envelope } from "./envelope.ts";
import { ProblemError } from "./problems.ts";
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
  /** Whether another node holds its listener's connection: only that one can reach it. */
  isElsewhere: boolean;
  secrets: EndpointSecrets;
  health: EndpointHealth;
  createdAt: number;
  updatedAt: number;
  /** Set when it was deleted. Its history stays readable until retention takes it. */
  deletedAt: number | null;
}

/** For what is sent from here and now. Throws `listener_elsewhere`. */
export function mustBeHere({ isElsewhere }: Endpoint): void {
  if (!isElsewhere) return;
  const detail = "Its listener is connected to another node, which alone can send to it. Nothing was sent. Ask again.";
  throw new ProblemError({ code: "listener_elsewhere", detail, retryAfterS: 1 });
}

export interface EndpointSecrets {
  /** `secret` in the body: `wh_` + 15 hex digits as in the seed, or an imported opaque string. Proves little: it travels. */
  body: string;
  /** `whsec_` + base64 of the HMAC key (Standard Webhooks). Never travels. */
  signing: string;
  /** Those from before a rotation, newest first. Each signs beside the current one until its `expiresAt`. */
  previousSigning: readonly PreviousSecret[];
}

export interface PreviousSecret {
  secret: string;
  expiresAt: number;
}

/** The signing secrets that sign at `now`, newest first: the one being retired last, so that Elixir verifies. */
export function signingSecretsAt(secrets: EndpointSecrets, now: number): string[] {
  return [secrets.signing, ...stillSigning(secrets, now).map(({ secret }) => secret)];
}

/** Decided from the stored instants, not by a job that removes old secrets: such a job can be late. */
export function stillSigning({ previousSigning }: EndpointSecrets, now: number): readonly PreviousSecret[] {
  return previousSigning.filter(({ expiresAt }) => expiresAt > now);
}

/** Puts a new signing secret in the place of the current one, which goes on signing beside it for a while. */
export function withNewSigning(secrets: EndpointSecrets, signing: string, now: number): EndpointSecrets {
  const previous = { secret: secrets.signing, expiresAt: now + ROTATION_OVERLAP_MS };
  return { ...secrets, signing, previousSigning: [previous, ...stillSigning(secrets, now)] };
}

/** Who rotates more often within a day has lost count: each one is a signature in every request. */
export const PREVIOUS_SECRETS_MAX = 5;
/** How long a rotated signing secret goes on signing beside the new one: 24 h, as Svix and Outpost do. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60 * 1000;
