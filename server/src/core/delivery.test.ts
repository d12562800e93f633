import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "../../test/outcomes.ts";
import { DELIVERY_STATUSES, isLegalMove, statusAfter } from "./delivery.ts";

const delivered = outcomeOf("delivered");
const failed = outcomeOf("failed");

test("an attempt ends a pending delivery one way or the other, and moves no other state", () => {
  assert.equal(statusAfter("pending", "event", delivered), "delivered");
  assert.equal(statusAfter("pending", "takeover", failed), "failed");
  for (const status of DELIVERY_STATUSES.filter((one) => one !== "pending")) {
    assert.equal(statusAfter(status, "event", delivered), status);
    assert.equal(statusAfter(status, "event", failed), status);
  }
});

test("a replay makes good what had not arrived, spoils nothing, and leaves a pending delivery its own turn", () => {
  assert.equal(statusAfter("failed", "replay", delivered), "delivered");
  assert.equal(statusAfter("held", "replay", delivered), "delivered");
  assert.equal(statusAfter("discarded", "replay", delivered), "delivered");
  assert.equal(statusAfter("pending", "replay", delivered), "pending");
  for (const status of DELIVERY_STATUSES) assert.equal(statusAfter(status, "replay", failed), status);
});

test("pending and held change into each other, and only held is discarded", () => {
  assert.ok(isLegalMove("pause", "pending", "held"));
  assert.ok(isLegalMove("resume", "held", "pending"));
  assert.ok(isLegalMove("discard", "held", "discarded"));
  assert.ok(!isLegalMove("discard", "pending", "discarded"));
  assert.ok(!isLegalMove("resume", "discarded", "pending"));
});
