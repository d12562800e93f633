import type { Envelope } from "./envelope.ts";

/** What an attempt came to. A value, never an exception: a dead receiver is an everyday thing. */
export type Outcome =
  | { kind: "delivered"; attempt: Attempt }
  | { kind: "failed"; attempt: Attempt; error: AttemptError }
  /** 410: the receiver wants no more (Standard Webhooks: disable the endpoint). */
  | { kind: "gone"; attempt: Attempt; error: AttemptError };

/** Why an attempt failed. One word for programs; `AttemptError.detail` is for people. */
export type AttemptErrorCode =
  | "dns_not_found"
  | "dns_failed"
  | "address_forbidden"
  | "url_forbidden"
  | "connection_refused"
  | "connection_timeout"
  | "connection_reset"
  | "connection_failed"
  | "tls_self_signed"
  | "tls_expired"
  | "tls_wrong_host"
  | "tls_untrusted"
  | "tls_failed"
  | "timeout"
  | "redirect"
  | "gone"
  | "status"
  | "listener_unreachable"
  | "response_invalid"
  | "internal";

/** Whether the listener gave no answer: it may be connected to another node by now. */
export function hasMissedListener(outcome: Outcome): boolean {
  return outcome.kind === "failed" && outcome.error.code === "listener_unreachable";
}

export interface AttemptError {
  code: AttemptErrorCode;
  /** What happened and what to do about it, in one sentence for the person who owns the endpoint. */
  detail: string;
}

/** The evidence of one HTTP request made for a delivery. */
export interface Attempt {
  id: string;
  /** When it began. Milliseconds since 1970. */
  startedAt: number;
  /** From the start until the answer was complete or the attempt had failed. Milliseconds. */
  durationMs: number;
  timing: AttemptTiming;
  request: AttemptRequest;
  response: AttemptResponse | null;
  /** The address that was connected to, such as `203.0.113.7:443`. Null where it never came to that. */
  remoteAddress: string | null;
}

/** Parts of `durationMs`, in milliseconds. Null: it did not happen, as on a connection that was open already. */
export interface AttemptTiming {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** From the request's last byte handed to the socket until the answer's head. */
  firstByteMs: number | null;
}

/** What was sent. The body is not kept: it is the event's payload in the envelope, and both are in the store. */
export interface AttemptRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Characters of the body's `secret`, so that the body can be shown byte for byte with its secret masked. */
  secretLength: number;
  /** What stood around the payload. */
  envelope: Envelope;
}

export interface AttemptResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** The first bytes of the body, at most `responseKeptBytesMax`. */
  body: Uint8Array;
  /** Whether the receiver sent, or might have sent, more than `body` holds. */
  isBodyCut: boolean;
}
