import assert from "node:assert/strict";
import { test } from "node:test";
import { HEALTHY, healthAfter } from "../../core/endpoint-health.ts";
import type { Attempt, Outcome } from "../../core/outcome.ts";
import type { AcceptResult, NewEvent } from "../accepting.ts";
import type { EndedDelivery, RecordedOutcome } from "../outcomes.ts";
import { packingOf } from "./busy-calls.ts";
import { createParcelWriter, readParcel } from "./parcel.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Through a parcel and another thread's memory, and back out of it. */
function carried(name: string, side: "argument" | "answer", value: unknown): unknown {
  const packing = packingOf(name);
  assert.ok(packing);
  const writer = createParcelWriter();
  if (side === "argument") packing.write(writer, value);
  else packing.writeAnswer(writer, value);
  const parcel = writer.close();
  const reader = readParcel(structuredClone(parcel, { transfer: [parcel.bytes.buffer] }));
  return side === "argument" ? packing.read(reader) : packing.readAnswer(reader);
}

const plain: NewEvent = {
  event: {
    id: "evt_1",
    idSpace: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
    event: "lead.create",
    occurredAt: 1,
    createdAt: 2,
    deliveryCount: 2,
    isTest: false,
    actor: null,
    correlationId: null,
    warnings: [],
  },
  isTimeGiven: false,
  payload: bytes('{"first_name":"Jürgen"}'),
  changes: null,
  routesVersion: 3,
  deliveries: [
    { id: "dlv_1", idEndpoint: "ep_1", status: "pending", isOwned: true },
    { id: "dlv_2", idEndpoint: "ep_2", status: "held", isOwned: false },
  ],
};

test("events arrive as they were, with everything that can be said of them", () => {
  const full: NewEvent = {
    ...plain,
    event: {
      ...plain.event,
      id: "evt_2",
      isTest: true,
      actor: '{"type":"user"}',
      correlationId: "req-1",
      warnings: [{ path: "email", message: "required" }],
    },
    isTimeGiven: true,
    payload: bytes("{}"),
    changes: '{"fields":["email"]}',
    deliveries: [],
  };
  for (const events of [[], [plain], [plain, full, plain]]) {
    assert.deepEqual(carried("acceptEvents", "argument", events), events);
  }
});

test("answers to events arrive in their order, whatever they say", () => {
  const answers: AcceptResult[] = [
    { kind: "accepted" },
    { kind: "duplicate", first: plain.event },
    { kind: "stale" },
    { kind: "accepted" },
    { kind: "conflict", first: plain.event },
  ];
  assert.deepEqual(carried("acceptEvents", "answer", answers), answers);
});

const attempt: Attempt = {
  id: "att_1",
  startedAt: 1,
  durationMs: 2.5,
  timing: { dnsMs: 0.1, connectMs: 0.2, tlsMs: null, firstByteMs: 1.5 },
  // As JSON.parse and Object.fromEntries make it: a literal would set the prototype.
  request: {
    url: "https://a.example/",
    headers: JSON.parse('{"a":"1","__proto__":"2"}'),
    secretLength: 18,
    envelope: "seed",
  },
  response: { status: 200, headers: { server: "x" }, body: bytes("ok"), isBodyCut: true },
  remoteAddress: "203.0.113.7:443",
};

test("outcomes arrive as they were, with or without an answer of the receiver", () => {
  const ended = (outcome: Outcome): EndedDelivery => {
    return { idDelivery: "dlv_1", idSpace: "space", idEndpoint: "ep_1", trigger: "takeover", outcome };
  };
  const error = { code: "timeout", detail: "took longer than 15 s" } as const;
  const outcomes: Outcome[] = [
    { kind: "delivered", attempt },
    { kind: "failed", error, attempt: { ...attempt, response: null, remoteAddress: null } },
    { kind: "gone", error: { code: "gone", detail: "answered 410" }, attempt },
  ];
  const all = outcomes.map(ended);
  assert.deepEqual(carried("recordOutcomes", "argument", all), all);
});

test("what was recorded arrives as it was, also where the health changes from one outcome to the next", () => {
  const error = { code: "timeout", detail: "took longer than 15 s" } as const;
  const failing = healthAfter(HEALTHY, 10, { idDelivery: "dlv_1", outcome: { kind: "failed", error, attempt } }, 5);
  const recorded: RecordedOutcome[] = [
    { status: "delivered", health: HEALTHY, hasPaused: false },
    { status: "delivered", health: HEALTHY, hasPaused: false },
    { status: "failed", health: failing, hasPaused: true },
    { status: null, health: null, hasPaused: false },
    { status: null, health: null, hasPaused: false },
    { status: "delivered", health: HEALTHY, hasPaused: false },
  ];
  assert.deepEqual(carried("recordOutcomes", "answer", recorded), recorded);
});

test("calls that are not among the busiest go as they are", () => {
  for (const name of ["stats", "replays.take", "toString"]) assert.equal(packingOf(name), null);
});
