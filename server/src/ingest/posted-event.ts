import { isUtf8 } from "node:buffer";
import { EVENT_ID_PATTERN, SPACE_ID_PATTERN } from "../core/event.ts";
import { CORRELATION_ID_PATTERN } from "../core/event-context.ts";
import type { FieldError, Problem } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import { parseTime } from "../core/time.ts";
import { type EventContext, FAULTS_MAX, GIVEN_TWICE, parseContext } from "./event-context.ts";
import { findMembers, type Member } from "./json-members.ts";

/** An event as the app posted it, checked but for what needs the catalogue. */
export interface PostedEvent {
  idSpace: string;
  event: string;
  /** The very bytes of the posted `payload` value. */
  payload: Uint8Array;
  /** As in `EnvelopeContent`. */
  changes: string | null;
  actor: string | null;
  correlationId: string | null;
  /** The app's own id for the event, or null. */
  id: string | null;
  /** Milliseconds since 1970, or null where the app did not say. */
  occurredAt: number | null;
  /** What validation has found in the payload, where that is no reason to refuse it. */
  warnings: readonly FieldError[];
}

/** `payload` is the parsed one, to be looked at while the event is checked and then let go of. */
export type Parsed = { kind: "posted"; posted: PostedEvent; payload: object } | { kind: "refused"; problem: Problem };

/** Those of which one look at the value tells whether it is right. */
const PLAIN_KEYS = ["id_space", "event", "payload", "id", "occurred_at", "correlation_id"] as const;
const KEYS = [...PLAIN_KEYS, "changes", "actor"] as const;
const KNOWN: ReadonlySet<string> = new Set(KEYS);
const NEEDED = ["id_space", "event", "payload"] as const;

const spaceId = new RegExp(SPACE_ID_PATTERN);
const eventId = new RegExp(EVENT_ID_PATTERN);
const correlationId = new RegExp(CORRELATION_ID_PATTERN);

/** Reads one posted event out of raw bytes. `JSON.parse` judges the JSON; the payload's bytes are cut out as they are. */
export function parsePostedEvent(bytes: Buffer, payloadBytesMax: number): Parsed {
  if (!isUtf8(bytes)) return malformed("The body is not valid UTF-8. Send JSON in UTF-8.");
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return malformed(`The body is not valid JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return invalid([{ path: "", message: "expected an object with id_space, event and payload" }]);
  }
  const members = findMembers(bytes);
  const errors = faultsOf(body, members);
  const context = parseContext(body, bytes, members, errors);
  if (errors.length > 0) return invalid(errors.slice(0, FAULTS_MAX));
  return toPosted(body as CheckedBody, { bytes, members, context }, payloadBytesMax);
}

/** What `faultsOf` has made sure of. */
interface CheckedBody {
  id_space: string;
  event: string;
  payload: object;
  id?: string | null;
  occurred_at?: string | null;
  correlation_id?: string | null;
}

function toPosted(
  body: CheckedBody,
  { bytes, members, context }: { bytes: Buffer; members: readonly Member[]; context: EventContext },
  payloadBytesMax: number,
): Parsed {
  const span = members.find((member) => member.key === "payload");
  if (span === undefined) throw new Error("a checked body has a payload");
  const payload = bytes.subarray(span.start, span.end);
  if (payload.length > payloadBytesMax) {
    const detail = `The payload has ${payload.length} bytes; at most ${payloadBytesMax} are taken. Send a link to large data.`;
    return { kind: "refused", problem: { code: "payload_too_large", detail } };
  }
  return {
    kind: "posted",
    payload: body.payload,
    posted: {
      // A uuid means the same in either case; one spelling keeps a space from being two.
      idSpace: body.id_space.toLowerCase(),
      event: body.event,
      payload,
      changes: context.changes,
      actor: context.actor,
      correlationId: body.correlation_id ?? null,
      id: body.id ?? null,
      occurredAt: toMs(body.occurred_at),
      warnings: [],
    },
  };
}

function toMs(text: string | null | undefined): number | null {
  const time = typeof text === "string" ? parseTime(text) : null;
  return time !== null && "ms" in time ? time.ms : null;
}

function faultsOf(body: object, members: readonly Member[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const { key } of members) {
    if (!KNOWN.has(key)) {
      errors.push({ path: key, message: `unknown field; known are ${KEYS.join(", ")}` });
    } else if (seen.has(key)) {
      errors.push({ path: key, message: GIVEN_TWICE });
    }
    seen.add(key);
    if (errors.length === FAULTS_MAX) return errors;
  }
  for (const key of NEEDED) if (!seen.has(key)) errors.push({ path: key, message: "required" });
  const values: Readonly<Record<string, unknown>> = { ...body };
  for (const key of PLAIN_KEYS) {
    const message = seen.has(key) ? CHECKS[key](values[key]) : null;
    if (message !== null) errors.push({ path: key, message });
  }
  return errors;
}

const CHECKS: Record<(typeof PLAIN_KEYS)[number], (value: unknown) => string | null> = {
  id_space: (value) =>
    typeof value === "string" && spaceId.test(value) ? null : `expected a uuid, got ${shown(value)}`,
  event: (value) => (typeof value === "string" ? null : `expected the name of an event type, got ${shown(value)}`),
  payload: (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? null
      : `expected an object, got ${shown(value)}`,
  // Null is how many serialisers write what is not given.
  id: (value) =>
    value === null || (typeof value === "string" && eventId.test(value))
      ? null
      : `expected 1 to 64 of A-Z a-z 0-9 _ -, got ${shown(value)}`,
  occurred_at(value) {
    if (value === null) return null;
    const time = parseTime(typeof value === "string" ? value : shown(value));
    return "fault" in time ? time.fault : null;
  },
  correlation_id: (value) =>
    value === null || (typeof value === "string" && correlationId.test(value))
      ? null
      : `expected 1 to 128 visible ASCII characters, got ${shown(value)}`,
};

function malformed(detail: string): Parsed {
  return { kind: "refused", problem: { code: "malformed_json", detail } };
}

function invalid(errors: readonly FieldError[]): Parsed {
  const detail = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return { kind: "refused", problem: { code: "invalid_request", detail: `${detail}.`, errors } };
}
