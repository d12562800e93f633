import assert from "node:assert/strict";
import { test } from "node:test";
import { makeId, outcomeOf } from "../../test/outcomes.ts";
import { quietLog } from "../../test/stages.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import { HEALTHY } from "../core/endpoint-health.ts";
import type { EndedDelivery, RecordedOutcome } from "../store/outcomes.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { createRecorder } from "./recorder.ts";

function owed(): OwedDelivery {
  return {
    id: makeId("dlv"),
    idSpace: "s",
    idEndpoint: "ep",
    idEvent: "evt",
    event: "lead.create",
    payload: new Uint8Array(),
    trigger: "event",
    occurredAt: 0,
    changes: null,
    actor: null,
    correlationId: null,
    createdAt: 0,
  };
}

const recorded: RecordedOutcome = { status: "delivered", health: HEALTHY, hasPaused: false };

/** A recorder over a store whose writes the test lets through, and a clock whose waits end at once. */
function setUp() {
  const batches: { ended: readonly EndedDelivery[]; settle(error?: Error): void }[] = [];
  const waits: number[] = [];
  const recorder = createRecorder({
    clock: {
      now: () => 0,
      elapsed: () => 0,
      after(ms, task) {
        waits.push(ms);
        queueMicrotask(task);
        return () => {};
      },
    },
    log: quietLog,
    store: {
      recordOutcomes: (ended) =>
        new Promise((resolve, reject) => {
          const settle = (error?: Error) => (error ? reject(error) : resolve(ended.map(() => recorded)));
          batches.push({ ended, settle });
        }),
    },
    observe() {},
  });
  return { recorder, batches, waits };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what arrives while one batch is written makes up the next", async () => {
  const { recorder, batches } = setUp();
  const first = recorder.record(owed(), outcomeOf("delivered"));
  const rest = Array.from({ length: 20 }, () => recorder.record(owed(), outcomeOf("failed")));
  assert.deepEqual(
    batches.map(({ ended }) => ended.length),
    [1],
  );
  batches[0]?.settle();
  await first;
  await turn();
  assert.deepEqual(
    batches.map(({ ended }) => ended.length),
    [1, 20],
  );
  batches[1]?.settle();
  await Promise.all(rest);
});

test("while the store is away an outcome waits, and is written when it is back", async () => {
  const { recorder, batches, waits } = setUp();
  const recording = recorder.record(owed(), outcomeOf("delivered"));
  for (let tries = 0; tries < 8; tries++) {
    batches.at(-1)?.settle(new StoreUnavailable("disk full"));
    await turn();
  }
  assert.equal(batches.length, 9);
  assert.deepEqual(waits, [100, 200, 400, 800, 1600, 2000, 2000, 2000]);
  assert.equal(new Set(batches.map(({ ended }) => ended[0]?.idDelivery)).size, 1);
  batches.at(-1)?.settle();
  assert.equal((await recording).status, "delivered");
});

test("a fault that no waiting mends is passed on to those who wait, and the next batch is written", async () => {
  const { recorder, batches } = setUp();
  const broken = recorder.record(owed(), outcomeOf("delivered"));
  const next = recorder.record(owed(), outcomeOf("delivered"));
  batches[0]?.settle(new Error("a bug"));
  await assert.rejects(broken, /a bug/);
  await turn();
  batches[1]?.settle();
  await next;
});

test("the outcome that pauses an endpoint is logged with its reason, and with nothing secret", async () => {
  const logged: object[] = [];
  const lastFailure = { at: 1, code: "status", detail: "answered 500", idDelivery: "dlv" };
  const health = { ...HEALTHY, status: "paused", pausedReason: "failures", pausedAt: 1, lastFailure } as const;
  const recorder = createRecorder({
    clock: { now: () => 0, elapsed: () => 0, after: () => () => {} },
    log: { ...quietLog, warn: (fields) => void logged.push(fields) },
    store: { recordOutcomes: async () => [{ status: "failed", health, hasPaused: true }] },
    observe() {},
  });
  await recorder.record(owed(), outcomeOf("failed"));
  assert.deepEqual(logged, [{ idSpace: "s", idEndpoint: "ep", reason: "failures", lastFailure: "status" }]);
});
