/** The JSON around a payload, as the seed prints it: `id_space`, `event`, `secret`, `payload`, in this order. */
export interface EnvelopeParts {
  idSpace: string;
  event: string;
  /** The endpoint's body secret, or `""` where it is switched off: receivers reject a missing key. */
  secret: string;
}

const ENVELOPE_TAIL = "}";

/** The body of a request: the payload's own bytes, untouched, in the envelope. */
export function envelopeBody(parts: EnvelopeParts, payload: Uint8Array): Uint8Array {
  const head = utf8(envelopeHead(parts));
  const tail = utf8(ENVELOPE_TAIL);
  const body = new Uint8Array(head.length + payload.length + tail.length);
  body.set(head);
  body.set(payload, head.length);
  body.set(tail, head.length + payload.length);
  return body;
}

/** How many bytes a secret takes up in the body, between its quotes. An imported one may hold characters that JSON escapes. */
export function secretLengthInBody(secret: string): number {
  return utf8(JSON.stringify(secret)).length - 2;
}

/** A body as it was sent, with each byte of its secret as `*`: as long as the original, and safe to show. */
export function maskedBody(
  parts: { idSpace: string; event: string; secretLength: number },
  payload: Uint8Array,
): Uint8Array {
  return envelopeBody({ idSpace: parts.idSpace, event: parts.event, secret: "*".repeat(parts.secretLength) }, payload);
}

/** Everything of the body before the payload's bytes. */
function envelopeHead({ idSpace, event, secret }: EnvelopeParts): string {
  return `{"id_space":${JSON.stringify(idSpace)},"event":${JSON.stringify(event)},"secret":${JSON.stringify(secret)},"payload":`;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
