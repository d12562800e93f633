import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "../../test/outcomes.ts";
import { type EndpointHealth, HEALTHY, healthAfter, pausedFor, resumed } from "./endpoint-health.ts";
import type { Outcome } from "./outcome.ts";

const delivered = outcomeOf("delivered");
const failed = outcomeOf("failed");
const gone = outcomeOf("gone");

function after(outcomes: Outcome[], start: EndpointHealth = HEALTHY): EndpointHealth {
  return outcomes.reduce((health, outcome) => healthAfter(health, 10, { idDelivery: "dlv_1", outcome }, 99), start);
}

const times = (count: number, outcome: Outcome) => Array.from({ length: count }, () => outcome);

test("the tenth failure in a row pauses, with reason, time and the last failure", () => {
  assert.equal(after(times(9, failed)).status, "active");
  assert.deepEqual(after(times(10, failed)), {
    status: "paused",
    pausedReason: "failures",
    pausedAt: 99,
    consecutiveFailures: 10,
    lastFailure: { at: 99, code: "status", detail: "answered 500", idDelivery: "dlv_1" },
  });
});

test("a success in between starts the count anew", () => {
  const health = after([...times(9, failed), delivered, ...times(9, failed)]);
  assert.equal(health.status, "active");
  assert.equal(health.consecutiveFailures, 9);
});

test("410 pauses at once and says so", () => {
  assert.equal(after([gone]).pausedReason, "gone");
});

test("what ends after the pause keeps its reason and its time", () => {
  const paused = pausedFor(HEALTHY, "manual", 5);
  const later = after([failed, gone], paused);
  assert.equal(later.pausedReason, "manual");
  assert.equal(later.pausedAt, 5);
  assert.equal(later.consecutiveFailures, 2);
  assert.equal(after([delivered], later).status, "paused");
});

test("a resume starts with a clean count and keeps the last failure readable", () => {
  const health = resumed(after(times(10, failed)));
  assert.equal(health.status, "active");
  assert.equal(health.consecutiveFailures, 0);
  assert.equal(health.lastFailure?.code, "status");
  assert.equal(after(times(9, failed), health).status, "active");
});
