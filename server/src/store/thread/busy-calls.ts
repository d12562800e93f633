import type { Attempt, AttemptResponse, Outcome } from "../../core/outcome.ts";
import type { AcceptResult, NewDelivery, NewEvent } from "../accepting.ts";
import type { EndedDelivery, RecordedOutcome } from "../outcomes.ts";
import type { ParcelReader, ParcelWriter } from "./parcel.ts";

/** How the argument of a call, and its answer, are put into parcels. */
export interface Packing<Argument, Answer> {
  write(parcel: ParcelWriter, argument: Argument): void;
  read(parcel: ParcelReader): Argument;
  writeAnswer(parcel: ParcelWriter, answer: Answer): void;
  readAnswer(parcel: ParcelReader): Answer;
}

type Headers = Readonly<Record<string, string>>;

/** An event with its deliveries. */
const ACCEPT: Packing<readonly NewEvent[], AcceptResult[]> = {
  write(parcel, events) {
    parcel.add(events.length);
    for (const { event, isTimeGiven, payload, changes, routesVersion, deliveries } of events) {
      parcel.add(event.id, event.idSpace, event.event, event.occurredAt, event.createdAt, event.deliveryCount);
      parcel.add(event.isTest, event.actor, event.correlationId, event.warnings.length === 0 ? null : event.warnings);
      parcel.addBytes(payload);
      parcel.add(isTimeGiven, changes, routesVersion, deliveries.length);
      for (const { id, idEndpoint, status, isOwned } of deliveries) parcel.add(id, idEndpoint, status, isOwned);
    }
  },
  read: (parcel) => listOf(parcel, readEvent),
  writeAnswer(parcel, results) {
    parcel.add(results.length);
    // Nearly all of them.
    for (const result of results) parcel.add(result.kind === "accepted" ? null : result);
  },
  readAnswer: (parcel) => listOf(parcel, ({ next }) => next<AcceptResult | null>() ?? ACCEPTED),
};

const ACCEPTED: AcceptResult = { kind: "accepted" };

function readEvent({ next, nextBytes }: ParcelReader): NewEvent {
  const event = {
    id: next<string>(),
    idSpace: next<string>(),
    event: next<string>(),
    occurredAt: next<number>(),
    createdAt: next<number>(),
    deliveryCount: next<number>(),
    isTest: next<boolean>(),
    actor: next<string | null>(),
    correlationId: next<string | null>(),
    warnings: next<NewEvent["event"]["warnings"] | null>() ?? [],
  };
  return {
    event,
    payload: nextBytes(),
    isTimeGiven: next<boolean>(),
    changes: next<string | null>(),
    routesVersion: next<number>(),
    deliveries: listOf({ next, nextBytes }, readDelivery),
  };
}

function readDelivery({ next }: ParcelReader): NewDelivery {
  return { id: next(), idEndpoint: next(), status: next(), isOwned: next() };
}

/** What came of deliveries, with the evidence. */
const RECORD: Packing<readonly EndedDelivery[], RecordedOutcome[]> = {
  write(parcel, ended) {
    parcel.add(ended.length);
    for (const { idDelivery, idSpace, idEndpoint, trigger, outcome } of ended) {
      parcel.add(idDelivery, idSpace, idEndpoint, trigger);
      parcel.add(outcome.kind, outcome.kind === "delivered" ? null : outcome.error);
      writeAttempt(parcel, outcome.attempt);
    }
  },
  read: (parcel) => listOf(parcel, readEnded),
  writeAnswer(parcel, recorded) {
    parcel.add(recorded.length);
    let known: RecordedOutcome["health"] = null;
    for (const { status, health, hasPaused } of recorded) {
      // Most are of the same endpoint as the one before.
      parcel.add(status, hasPaused, health !== null && health === known);
      if (health === null || health !== known) parcel.add(health);
      known = health;
    }
  },
  readAnswer(parcel) {
    let known: RecordedOutcome["health"] = null;
    return listOf(parcel, ({ next }) => {
      const status = next<RecordedOutcome["status"]>();
      const hasPaused = next<boolean>();
      if (!next<boolean>()) known = next<RecordedOutcome["health"]>();
      return { status, health: known, hasPaused };
    });
  },
};

function readEnded(parcel: ParcelReader): EndedDelivery {
  const { next } = parcel;
  return {
    idDelivery: next(),
    idSpace: next(),
    idEndpoint: next(),
    trigger: next(),
    outcome: readOutcome(parcel),
  };
}

function readOutcome(parcel: ParcelReader): Outcome {
  const kind = parcel.next<Outcome["kind"]>();
  const error = parcel.next<Extract<Outcome, { kind: "failed" }>["error"]>();
  const attempt = readAttempt(parcel);
  return kind === "delivered" ? { kind, attempt } : { kind, attempt, error };
}

function writeAttempt(parcel: ParcelWriter, attempt: Attempt): void {
  const { timing, request, response } = attempt;
  parcel.add(attempt.id, attempt.startedAt, attempt.durationMs, attempt.remoteAddress);
  parcel.add(timing.dnsMs, timing.connectMs, timing.tlsMs, timing.firstByteMs);
  parcel.add(request.url, request.secretLength, request.envelope);
  writeHeaders(parcel, request.headers);
  parcel.add(response === null ? null : response.status);
  if (response === null) return;
  writeHeaders(parcel, response.headers);
  parcel.addBytes(response.body);
  parcel.add(response.isBodyCut);
}

function readAttempt(parcel: ParcelReader): Attempt {
  const { next } = parcel;
  return {
    id: next(),
    startedAt: next(),
    durationMs: next(),
    remoteAddress: next(),
    timing: { dnsMs: next(), connectMs: next(), tlsMs: next(), firstByteMs: next() },
    request: { url: next(), secretLength: next(), envelope: next(), headers: readHeaders(parcel) },
    response: readResponse(parcel),
  };
}

function readResponse(parcel: ParcelReader): AttemptResponse | null {
  const status = parcel.next<number | null>();
  if (status === null) return null;
  return { status, headers: readHeaders(parcel), body: parcel.nextBytes(), isBodyCut: parcel.next() };
}

/** Names as an endpoint's owner or a receiver chose them: `__proto__` is one that must arrive as any other. */
function writeHeaders(parcel: ParcelWriter, headers: Headers): void {
  const names = Object.keys(headers);
  parcel.add(names.length);
  for (const name of names) parcel.add(name, headers[name]);
}

function readHeaders(parcel: ParcelReader): Headers {
  return Object.fromEntries(listOf(parcel, ({ next }) => [next<string>(), next<string>()] as const));
}

function listOf<T>(parcel: ParcelReader, read: (parcel: ParcelReader) => T): T[] {
  const list: T[] = [];
  for (let count = parcel.next<number>(); count > 0; count--) list.push(read(parcel));
  return list;
}

/** Thousands a second, each with one list as its argument. All other calls are copied as they are. */
const BUSY = { acceptEvents: ACCEPT, recordOutcomes: RECORD };

/** Null: the call is none of the busy ones. */
export function packingOf(name: string): Packing<unknown, unknown> | null {
  // What goes in and out under a name is what the port's function of that name takes and gives.
  return Object.hasOwn(BUSY, name) ? (BUSY[name as keyof typeof BUSY] as Packing<unknown, unknown>) : null;
}
