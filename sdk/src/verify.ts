import type { EventName, WebhookEvent } from "./events.ts";
import { bodyBytes, type RawBody, type Received, type ReceivedRequest, readReceived } from "./received.ts";
import { isSameText, secretList, signingKey } from "./signing-secret.ts";
import { WebhookVerificationError } from "./verification-error.ts";

/** What every library of Standard Webhooks uses, both ways. */
const TOLERANCE_S = 5 * 60;
/** Four times the largest event that Posthorn takes by default. */
const BODY_BYTES_MAX = 1024 * 1024;
/** Room for a hundred signatures; two are there during a rotation. */
const SIGNATURE_LENGTH_MAX = 8 * 1024;

export interface VerifyOptions {
  /** How far the timestamp may be from now, in seconds, both ways. Default 300. */
  toleranceS?: number;
  /** A larger body is refused. Default 1 MiB. */
  bodyBytesMax?: number;
  /** Milliseconds since 1970. Default: this machine's clock. */
  now?(): number;
}

/** A webhook that was signed by who has the secret. */
export type VerifiedEvent<Name extends EventName = EventName> = WebhookEvent<Name> & {
  /** The event's id, `webhook-id`. The same in every copy: remember it, and no event is acted on twice. */
  id: string;
  /** When this request was signed. */
  timestamp: Date;
};

/** A request whose signature is right, whatever it says. */
export interface VerifiedRequest {
  id: string;
  timestamp: Date;
  body: Uint8Array;
}

/**
 * Makes sure that a webhook comes from Posthorn and says what Posthorn said, and gives its event. Rejects with a
 * `WebhookVerificationError` that tells why not. It needs the body as it came: bytes or text, not what was parsed of it.
 * Several secrets: any may have signed.
 */
export async function verify(
  request: ReceivedRequest,
  secrets: string | readonly string[],
  options: VerifyOptions = {},
): Promise<VerifiedEvent> {
  const { id, timestamp, body } = await verifySignature(request, secrets, options);
  return { ...toEvent(body), id, timestamp };
}

/** The same for any sender that signs by Standard Webhooks, with bodies of any kind. */
export async function verifySignature(
  request: ReceivedRequest,
  secrets: string | readonly string[],
  { toleranceS = TOLERANCE_S, bodyBytesMax = BODY_BYTES_MAX, now = Date.now }: VerifyOptions = {},
): Promise<VerifiedRequest> {
  const keys = secretList(secrets).map(signingKey);
  const received = await readReceived(request, bodyBytesMax);
  const { header, body } = received;
  const id = needed(header, "webhook-id");
  const timestamp = needed(header, "webhook-timestamp");
  const signatures = signaturesOf(needed(header, "webhook-signature"));
  checkAge(timestamp, now(), toleranceS);
  for (const key of keys) {
    if (await isSigned(key, `${id}.${timestamp}.`, body, signatures)) {
      return { id, timestamp: new Date(Number(timestamp) * 1000), body };
    }
  }
  throw await mismatch(received, (other) => isSignedByAny(keys, `${id}.${timestamp}.`, other, signatures));
}

/**
 * For receivers that know nothing but the `secret` in the body, which is there since before signatures. It proves less:
 * whoever has seen one request can make others. `body` may be parsed already.
 */
export function verifyBodySecret(body: RawBody | object, secrets: string | readonly string[]): WebhookEvent {
  const expected = secretList(secrets);
  if (expected.some((secret) => secret.startsWith("whsec_"))) {
    const message = "This is the signing secret whsec_…, which is in no body: call verify with it.";
    throw new WebhookVerificationError("secret_is_signing_secret", message);
  }
  const event = isParsed(body) ? checkedEvent(body) : toEvent(bodyBytes(body));
  // Each is compared, so that the time does not tell which one it was.
  const matches = expected.filter((secret) => isSameText(secret, event.secret));
  if (matches.length > 0) return event;
  const message =
    event.secret === ""
      ? "The endpoint sends no secret in its body: verify the signature, or switch the secret on."
      : "The secret in the body is not the one expected.";
  throw new WebhookVerificationError("body_secret_mismatch", message);
}

function needed(header: Received["header"], name: string): string {
  const value = header(name);
  if (value !== null && value !== "") return value;
  const message = `The header ${name} is missing: does something on the way drop it, or is this not from Posthorn?`;
  throw new WebhookVerificationError("header_missing", message);
}

/** The `v1` items, in base64. Others are made by newer senders for newer receivers. */
function signaturesOf(header: string): string[] {
  const items = header.length <= SIGNATURE_LENGTH_MAX ? header.split(" ") : [];
  const signatures = items.filter((item) => item.startsWith("v1,")).map((item) => item.slice("v1,".length));
  if (signatures.length > 0) return signatures;
  const message = "The header webhook-signature holds no signature of version v1.";
  throw new WebhookVerificationError("header_malformed", message);
}

function checkAge(timestamp: string, nowMs: number, toleranceS: number): void {
  if (!/^[0-9]{1,11}$/.test(timestamp)) {
    const message = "The header webhook-timestamp is not a number of seconds.";
    throw new WebhookVerificationError("header_malformed", message);
  }
  const ageS = Math.floor(nowMs / 1000) - Number(timestamp);
  // Asked this way round, a tolerance that is no number lets nothing pass.
  if (Math.abs(ageS) <= toleranceS) return;
  const [code, words] =
    ageS > 0 ? (["timestamp_too_old", "old"] as const) : (["timestamp_too_new", "in the future"] as const);
  const cause = ageS > 0 ? "check the clock, unless this is a copy of an old request" : "check the clock";
  throw new WebhookVerificationError(code, `The timestamp is ${inWords(Math.abs(ageS))} ${words}: ${cause}.`);
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

async function isSigned(
  key: Uint8Array<ArrayBuffer>,
  start: string,
  body: Uint8Array,
  signatures: readonly string[],
): Promise<boolean> {
  const head = new TextEncoder().encode(start);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, signed));
  const right = btoa(String.fromCharCode(...digest));
  return signatures.filter((signature) => isSameText(signature, right)).length > 0;
}

async function isSignedByAny(
  keys: readonly Uint8Array<ArrayBuffer>[],
  start: string,
  body: Uint8Array,
  signatures: readonly string[],
): Promise<boolean> {
  for (const key of keys) if (await isSigned(key, start, body, signatures)) return true;
  return false;
}

/** Why no signature matches. Only a guess in the end, since the bytes that were signed are not known. */
async function mismatch(
  { header, body }: Received,
  isSigned: (body: Uint8Array) => Promise<boolean>,
): Promise<WebhookVerificationError> {
  if (body.length === 0) {
    return new WebhookVerificationError("body_missing", "The body is empty: was it read before it was verified?");
  }
  const sentBytes = header("content-length");
  if (sentBytes !== null && header("content-encoding") === null && sentBytes !== String(body.length)) {
    const message = `The body was parsed and re-written: ${sentBytes} bytes came, these are ${body.length}. Pass the raw bytes.`;
    return new WebhookVerificationError("body_changed", message);
  }
  const compact = compactJson(body);
  if (compact !== null && (await isSigned(compact))) {
    const message = "The body was parsed and re-written: with other spacing it would match. Pass the raw bytes.";
    return new WebhookVerificationError("body_changed", message);
  }
  const message =
    "No signature matches: the secret is another endpoint's, or the body is not the one that was sent, " +
    "as when it was parsed and re-written. Pass the raw bytes.";
  return new WebhookVerificationError("signature_mismatch", message);
}

/** The body as JSON without spaces, as most events are sent. Null: it is that already, or no JSON. */
function compactJson(body: Uint8Array): Uint8Array | null {
  const parsed = parse(body);
  if (parsed === undefined) return null;
  const compact = new TextEncoder().encode(JSON.stringify(parsed));
  return compact.length === body.length ? null : compact;
}

function toEvent(body: Uint8Array): WebhookEvent {
  return checkedEvent(parse(body));
}

/** Undefined: it is no JSON in UTF-8. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // What it is instead makes no difference to anybody.
    return undefined;
  }
}

/** The envelope is checked; what a payload holds is the catalogue's to say, and may grow. */
function checkedEvent(body: unknown): WebhookEvent {
  if (isObject(body)) {
    const { id_space: idSpace, event, secret, payload } = body;
    const isEnvelope = [idSpace, event, secret].every((text) => typeof text === "string") && isObject(payload);
    // A boundary: new types of events come as they are.
    if (isEnvelope) return body as unknown as WebhookEvent;
  }
  const message = "The body is no event of Posthorn's: it has no id_space, event, secret and payload.";
  throw new WebhookVerificationError("body_not_event", message);
}

function isParsed(body: RawBody | object): body is object {
  const kind = Object.prototype.toString.call(body);
  return typeof body === "object" && body !== null && !ArrayBuffer.isView(body) && kind !== "[object ArrayBuffer]";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
