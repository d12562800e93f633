import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";
import type { Event } from "../core/event.ts";
import type { Validation } from "../core/event-type.ts";
import { type FieldError, type Problem, ProblemError } from "../core/problems.ts";
import type { AcceptResult, NewEvent } from "../store/accepting.ts";
import type { EmittedEvent } from "../store/emitted.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { Routes } from "../store/endpoints.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { emittedBody, isKeptAs } from "./emitted-body.ts";
import { type EventTypeNames, eventTypeProblem } from "./event-type.ts";
import { createGather } from "./gather.ts";
import { splitLines } from "./lines.ts";
import type { Matcher } from "./match.ts";
import { type PostedEvent, parsePostedEvent } from "./posted-event.ts";
import { type Checked, validated } from "./validation.ts";

export interface Ingest {
  /** One event as the raw body of `POST /v1/events`. `scope`: the space of the caller's key, null for an operator. */
  acceptOne(body: Buffer, scope: string | null): Promise<Ingested>;
  /** Many, one a line (NDJSON). The good ones are kept, the bad ones named. */
  acceptLines(body: Buffer, scope: string | null): Promise<LinesIngested>;
  /** Events that an app has emitted within a transaction of its own. Null for each that is kept by now. */
  acceptEmitted(events: readonly EmittedEvent[]): Promise<(Problem | null)[]>;
}

export type Ingested =
  | { kind: "accepted"; event: Event }
  | { kind: "duplicate"; event: Event }
  | { kind: "refused"; problem: Problem };

export type LineResult = Ingested & { index: number };

export type LinesIngested =
  | { kind: "done"; accepted: number; rejected: number; results: LineResult[] }
  | { kind: "refused"; problem: Problem };

export interface IngestOptions {
  clock: Clock;
  store: Pick<Store, "acceptEvents" | "getEvent">;
  directory: EndpointDirectory;
  matcher: Matcher;
  eventTypes: EventTypeNames;
  /** What becomes of a payload that is not what the catalogue says. */
  validation: Validation;
  /** What is wrong with a payload of a type. */
  checkPayload(event: string, payload: object): readonly FieldError[];
  payloadBytesMax: number;
  batchEventsMax: number;
  /** Events that may wait for their commit at once. */
  acceptingEventsMax: number;
  /** Told of the events of each request once they are decided, and how long it took: metrics. */
  observe(results: readonly Ingested[], durationMs: number): void;
}

/**
 * How often one event is matched anew because its space's endpoints changed in between. Each time needs a change that
 * falls into the millisecond between look-up and commit, so this many in a row mean that something is broken.
 */
const MATCHES_MAX = 20;
/** Bytes of a body beside its payload that may stay in memory with it: more than the envelope's other fields take. */
const BODY_SPARE_BYTES_MAX = 1024;
/** Events and deliveries written by one store call. */
const ROWS_MAX = 2_000;
/** Events of a batch that are read and checked before others get a turn: about a millisecond. */
const CHECKED_AT_ONCE = 64;
const NO_ROUTES: Routes = { version: 0, endpoints: [] };

interface Line {
  index: number;
  posted: PostedEvent;
}

export function createIngest(options: IngestOptions): Ingest {
  const { clock, observe, acceptingEventsMax } = options;
  let accepting = 0;
  const acceptWithOthers = createGather((posted: readonly PostedEvent[]) => acceptAll(posted, options));

  /** Refuses what would wait too long for its commit, before it takes up memory. */
  async function bounded<Result>(events: number, accept: () => Promise<Result>): Promise<Result> {
    if (accepting + events > acceptingEventsMax) {
      const detail = `${accepting} events are waiting to be written. None of these was kept. Try again in a moment.`;
      throw new ProblemError({ code: "overloaded", detail, retryAfterS: 1 });
    }
    accepting += events;
    try {
      return await accept();
    } finally {
      accepting -= events;
    }
  }

  async function acceptOne(body: Buffer, scope: string | null): Promise<Ingested> {
    const began = clock.elapsed();
    const checked = check(body, scope, options);
    const result =
      checked.kind === "refused"
        ? checked
        : await bounded(1, () => acceptWithOthers(withOwnPayload(checked.posted, body)));
    observe([result], clock.elapsed() - began);
    return result;
  }

  async function acceptLines(body: Buffer, scope: string | null): Promise<LinesIngested> {
    const began = clock.elapsed();
    const lines = splitLines(body);
    if (lines.length > options.batchEventsMax) {
      const detail = `The body has ${lines.length} events; at most ${options.batchEventsMax} are taken at once. None was kept.`;
      return { kind: "refused", problem: { code: "batch_too_large", detail } };
    }
    const results = await acceptBodies(lines, body, scope);
    observe(results, clock.elapsed() - began);
    const rejected = results.filter(({ kind }) => kind === "refused").length;
    return { kind: "done", accepted: results.length - rejected, rejected, results };
  }

  /** `whole`: what the bodies are cut from. Results in the order of the bodies. */
  async function acceptBodies(bodies: readonly Buffer[], whole: Buffer | null, scope: string | null) {
    const results: LineResult[] = [];
    const good: Line[] = [];
    for (const [index, body] of bodies.entries()) {
      if (index % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await nextTurn();
      const checked = check(body, scope, options);
      if (checked.kind === "refused") results.push({ index, ...checked });
      else good.push({ index, posted: withOwnPayload(checked.posted, whole ?? body) });
    }
    await bounded(good.length, async () => {
      for (const part of await inParts(good, options.directory)) {
        const accepted = await acceptPart(part, results, options);
        for (const [at, result] of accepted.entries()) results.push({ index: part[at]?.index ?? -1, ...result });
      }
    });
    return results.sort((a, b) => a.index - b.index);
  }

  async function acceptEmitted(events: readonly EmittedEvent[]): Promise<(Problem | null)[]> {
    const began = clock.elapsed();
    const results = await acceptBodies(events.map(emittedBody), null, null);
    observe(results, clock.elapsed() - began);
    const problems: (Problem | null)[] = [];
    for (const [at, event] of events.entries()) {
      const result = results[at];
      const problem = result?.kind === "refused" ? result.problem : null;
      if (problem?.code === "store_unavailable") throw new StoreUnavailable(problem.detail);
      // A node that died may have kept it, under rules that were others.
      problems.push(
        problem !== null && isKeptAs(event, await options.store.getEvent(event.idSpace, event.id)) ? null : problem,
      );
    }
    return problems;
  }

  return { acceptOne, acceptLines, acceptEmitted };
}

/** A payload that is a small part of its body is copied, or the whole body would stay in memory while it waits. */
function withOwnPayload(posted: PostedEvent, body: Buffer): PostedEvent {
  if (body.length - posted.payload.length <= BODY_SPARE_BYTES_MAX) return posted;
  return { ...posted, payload: Buffer.from(posted.payload) };
}

/**
 * Lines in parts of a bounded number of rows: one transaction of a thousand events for a hundred endpoints each would
 * keep everybody else waiting for seconds.
 */
async function inParts(lines: readonly Line[], directory: EndpointDirectory): Promise<Line[][]> {
  const parts: Line[][] = [];
  let rows = ROWS_MAX;
  for (const line of lines) {
    const { endpoints } = await directory.routes(line.posted.idSpace);
    rows += 1 + endpoints.length;
    if (rows > ROWS_MAX) {
      parts.push([]);
      rows = 1 + endpoints.length;
    }
    parts.at(-1)?.push(line);
  }
  return parts;
}

/** Once some lines are kept, the rest cannot be refused as a whole: each is told that the store was away for it. */
async function acceptPart(part: readonly Line[], before: readonly LineResult[], options: IngestOptions) {
  try {
    return await acceptAll(
      part.map(({ posted }) => posted),
      options,
    );
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || before.every(({ kind }) => kind === "refused")) throw error;
    const detail = "The database cannot be used now. This event was not kept. Try again in a moment.";
    const refused: Ingested = { kind: "refused", problem: { code: "store_unavailable", detail } };
    return part.map(() => refused);
  }
}

/** What can be said of one event before its space is looked at. */
function check(body: Buffer, scope: string | null, options: IngestOptions): Checked {
  const parsed = parsePostedEvent(body, options.payloadBytesMax);
  if (parsed.kind === "refused") return parsed;
  const { idSpace, event } = parsed.posted;
  if (scope !== null && scope !== idSpace) {
    // The same words as for any space that is not there: a key must not learn which others exist.
    return { kind: "refused", problem: { code: "not_found", detail: `There is no space ${idSpace} for this key.` } };
  }
  const problem = eventTypeProblem(event, options.eventTypes);
  if (problem !== null) return { kind: "refused", problem };
  return validated(parsed.posted, parsed.payload, options);
}

/** One store call for all; those whose space changed meanwhile are matched again. Results in the order given. */
async function acceptAll(posted: readonly PostedEvent[], options: IngestOptions): Promise<Ingested[]> {
  const { directory, matcher } = options;
  const results: Ingested[] = [];
  let open = posted.map((event, index) => ({ event, index }));
  for (let round = 0; open.length > 0; round++) {
    if (round === MATCHES_MAX) throw new Error("the endpoints of a space change faster than an event can be matched");
    const routes: Routes[] = [];
    for (const { event } of open) {
      routes.push(directory.cachedRoutes(event.idSpace) ?? (await directory.routes(event.idSpace)));
    }
    // From here to the store call nothing may fail: what `match` reserves, only `write` settles.
    const matched = open.map(({ event }, at) => matcher.match(event, routes[at] ?? NO_ROUTES));
    const answers = await write(matched, options);
    const stale: typeof open = [];
    for (const [at, item] of open.entries()) {
      const result = toIngested(matched[at], answers[at]);
      if (result !== null) {
        results[item.index] = result;
      } else {
        directory.forget(item.event.idSpace);
        stale.push(item);
      }
    }
    open = stale;
  }
  return results;
}

async function write(events: readonly NewEvent[], { store, matcher }: IngestOptions): Promise<AcceptResult[]> {
  let answers: AcceptResult[] | null = null;
  try {
    answers = await store.acceptEvents(events);
    return answers;
  } finally {
    for (const [at, event] of events.entries()) matcher.settle(event, answers?.[at]?.kind === "accepted");
  }
}

/** Null: it must be matched again. */
function toIngested(written: NewEvent | undefined, answer: AcceptResult | undefined): Ingested | null {
  if (written === undefined || answer === undefined) throw new Error("the store answers each event");
  switch (answer.kind) {
    case "accepted":
      return { kind: "accepted", event: written.event };
    case "duplicate":
      return { kind: "duplicate", event: answer.first };
    case "conflict": {
      const { id } = written.event;
      const detail = `The space already has an event ${id} with another type, time, payload, changes, actor or correlation_id. Nothing was changed.`;
      return { kind: "refused", problem: { code: "event_id_conflict", detail } };
    }
    case "stale":
      return null;
  }
}
