import { joinedBytes } from "./joined-bytes.ts";

/** `seed`: the four keys that the seed prints. `extended`: five more after them, which say more of the event. */
export type Envelope = "seed" | "extended";

/** What a body says of an event. */
export interface EnvelopeContent {
  idSpace: string;
  idEvent: string;
  /** The event type's name. */
  event: string;
  /** The bytes the producer posted as `payload`. Shared by all deliveries of the event: never written to. */
  payload: Uint8Array;
  /** Milliseconds since 1970. */
  occurredAt: number;
  /** What has changed: JSON text, `{"fields":…,"previous":…,"added":…,"removed":…}`. Null: the app did not say. */
  changes: string | null;
  /** As in `Event`. */
  actor: string | null;
  correlationId: string | null;
}

/**
 * The body of a request: the payload's own bytes, untouched, in the envelope. `secret` is the endpoint's body secret, or
 * `""` where it is switched off: receivers reject a missing key.
 */
export function envelopeBody(envelope: Envelope, content: EnvelopeContent, secret: string): Uint8Array {
  const { payload } = content;
  const head = headOf(content, secret);
  const tail = tailOf(envelope, content);
  const body = new Uint8Array(head.length + payload.length + tail.length);
  const isPlain = writeAscii(head, body, 0) && writeAscii(tail, body, head.length + payload.length);
  if (!isPlain) return joinedBytes([utf8(head), payload, utf8(tail)]);
  body.set(payload, head.length);
  return body;
}

/** How many bytes a secret takes up in the body, between its quotes. An imported one may hold characters that JSON escapes. */
export function secretLengthInBody(secret: string): number {
  return utf8(JSON.stringify(secret)).length - 2;
}

/** A body as it was sent, with each byte of its secret as `*`: as long as the original, and safe to show. */
export function maskedBody(envelope: Envelope, content: EnvelopeContent, secretLength: number): Uint8Array {
  return envelopeBody(envelope, content, "*".repeat(secretLength));
}

/** Everything of the body before the payload's bytes: the seed's keys, in its order. */
function headOf({ idSpace, event }: EnvelopeContent, secret: string): string {
  return `{"id_space":${JSON.stringify(idSpace)},"event":${JSON.stringify(event)},"secret":${JSON.stringify(secret)},"payload":`;
}

/** Everything after them. A key that is documented is always there: what the app did not say is null. */
function tailOf(envelope: Envelope, { idEvent, occurredAt, changes, actor, correlationId }: EnvelopeContent): string {
  if (envelope === "seed") return "}";
  const time = new Date(occurredAt).toISOString();
  return `,"id":${JSON.stringify(idEvent)},"occurred_at":"${time}","changes":${changes},"actor":${actor},"correlation_id":${JSON.stringify(correlationId)}}`;
}

const encoder = new TextEncoder();

function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes a text whose characters are one byte each, as nearly all are: that spares an array for it. False: they are not. */
function writeAscii(text: string, into: Uint8Array, at: number): boolean {
  const { read, written } = encoder.encodeInto(text, into.subarray(at, at + text.length));
  return read === text.length && written === text.length;
}
