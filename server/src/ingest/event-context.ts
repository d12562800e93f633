import {
  ACTOR_TEXT_MAX,
  ACTOR_TYPES,
  CHANGED_MAX,
  CHANGES_BYTES_MAX,
  CHANGES_DEPTH_MAX,
  FIELD_LENGTH_MAX,
} from "../core/event-context.ts";
import { joined } from "../core/field-path.ts";
import { sizeOf } from "../core/json-size.ts";
import type { FieldError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import { findMembers, type Member } from "./json-members.ts";

/** What the app says of an event beside its payload, as JSON text. Null: nothing. */
export interface EventContext {
  changes: string | null;
  actor: string | null;
}

/** Shared by all events that say nothing: nearly all. */
const NOTHING: EventContext = { changes: null, actor: null };

/** Reads `changes` and `actor` of a posted event, whose members `bytes` hold. Faults go to `errors`. */
export function parseContext(
  body: { changes?: unknown; actor?: unknown },
  bytes: Buffer,
  members: readonly Member[],
  errors: FieldError[],
): EventContext {
  let context = NOTHING;
  for (const { key, start, end } of members) {
    const raw = () => bytes.subarray(start, end);
    if (key === "changes") context = { ...context, changes: parseChanges(body.changes, raw(), errors) };
    if (key === "actor") context = { ...context, actor: parseActor(body.actor, raw(), errors) };
  }
  return context;
}

const CHANGES_KEYS = ["fields", "previous", "added", "removed"] as const;
type ChangesKey = (typeof CHANGES_KEYS)[number];

/** What a value has to be; else a fault. What is missing or null gets the text beside it. */
const CHANGES_PARTS: Record<ChangesKey, { missing: string | null; fault(value: unknown): FieldError | null }> = {
  fields: { missing: null, fault: fieldsFault },
  previous: { missing: "{}", fault: previousFault },
  added: { missing: "[]", fault: (value) => listFault("changes.added", value) },
  removed: { missing: "[]", fault: (value) => listFault("changes.removed", value) },
};

/** Its values go on just as they were written, so that no digit of a number is lost; its keys are put in order. */
function parseChanges(changes: unknown, raw: Buffer, errors: FieldError[]): string | null {
  if (changes === null) return null;
  const members = membersOf("changes", changes, raw, CHANGES_KEYS, errors);
  if (members === null) return null;
  if (raw.length > CHANGES_BYTES_MAX) {
    const message = `has ${raw.length} bytes; at most ${CHANGES_BYTES_MAX} are taken`;
    errors.push({ path: "changes", message });
    return null;
  }
  if (sizeOf(changes).depth > CHANGES_DEPTH_MAX) {
    errors.push({ path: "changes", message: `goes deeper than ${CHANGES_DEPTH_MAX} levels` });
  }
  const texts = CHANGES_KEYS.map((key) => {
    const member = members.get(key);
    const { missing, fault } = CHANGES_PARTS[key];
    if (member === undefined || (member.value === null && missing !== null)) {
      if (missing === null) errors.push({ path: `changes.${key}`, message: "required" });
      return `"${key}":${missing}`;
    }
    const found = fault(member.value);
    if (found !== null) errors.push(found);
    return `"${key}":${member.text()}`;
  });
  return `{${texts.join(",")}}`;
}

function fieldsFault(fields: unknown): FieldError | null {
  const path = "changes.fields";
  const fault = listFault(path, fields);
  if (fault !== null || !Array.isArray(fields)) return fault;
  const at = fields.findIndex((field) => typeof field !== "string" || field === "" || field.length > FIELD_LENGTH_MAX);
  if (at === -1) return null;
  const message = `expected the name of a field, of 1 to ${FIELD_LENGTH_MAX} characters, got ${shown(fields[at])}`;
  return { path: joined(path, String(at)), message };
}

function previousFault(previous: unknown): FieldError | null {
  const path = "changes.previous";
  if (!isObject(previous)) {
    return { path, message: `expected an object with the values from before, got ${shown(previous)}` };
  }
  const count = Object.keys(previous).length;
  return count <= CHANGED_MAX ? null : { path, message: `has ${count} keys; at most ${CHANGED_MAX} are taken` };
}

function listFault(path: string, list: unknown): FieldError | null {
  if (!Array.isArray(list)) return { path, message: `expected an array, got ${shown(list)}` };
  if (list.length <= CHANGED_MAX) return null;
  return { path, message: `has ${list.length} items; at most ${CHANGED_MAX} are taken` };
}

const ACTOR_KEYS = ["type", "id", "name"] as const;

function parseActor(actor: unknown, raw: Buffer, errors: FieldError[]): string | null {
  if (actor === null) return null;
  const members = membersOf("actor", actor, raw, ACTOR_KEYS, errors);
  if (members === null) return null;
  const type = members.get("type")?.value;
  if (!members.has("type")) errors.push({ path: "actor.type", message: "required" });
  else if (!ACTOR_TYPES.some((known) => known === type)) {
    errors.push({ path: "actor.type", message: `expected one of ${ACTOR_TYPES.join(", ")}, got ${shown(type)}` });
  }
  const texts = (["id", "name"] as const).map((key) => {
    const value = members.get(key)?.value ?? null;
    if (value !== null && (typeof value !== "string" || value.length > ACTOR_TEXT_MAX)) {
      const message = `expected a text of at most ${ACTOR_TEXT_MAX} characters or null, got ${shown(value)}`;
      errors.push({ path: `actor.${key}`, message });
    }
    return value;
  });
  return JSON.stringify({ type, id: texts[0], name: texts[1] });
}

interface FoundMember {
  value: unknown;
  /** As it was written. */
  text(): string;
}

/** The members of an object by key, those that nobody knows or that come twice being faults. Null: it is no object. */
function membersOf(
  path: string,
  value: unknown,
  raw: Buffer,
  known: readonly string[],
  errors: FieldError[],
): Map<string, FoundMember> | null {
  if (!isObject(value)) {
    errors.push({ path, message: `expected an object with ${known.join(", ")} or null, got ${shown(value)}` });
    return null;
  }
  const found = new Map<string, FoundMember>();
  for (const { key, start, end } of findMembers(raw)) {
    const isKnown = known.includes(key);
    if (!isKnown || found.has(key)) {
      const message = isKnown ? GIVEN_TWICE : `unknown field; known are ${known.join(", ")}`;
      errors.push({ path: joined(path, key), message });
      // The rest would make the answer no clearer.
      if (errors.length >= FAULTS_MAX) return null;
    }
    found.set(key, { value: value[key], text: () => raw.toString("utf8", start, end) });
  }
  return found;
}

/** A body of a million wrong keys gets an answer of this many errors, not of a million. */
export const FAULTS_MAX = 20;
export const GIVEN_TWICE = "given twice; which one counts is not for us to guess";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
