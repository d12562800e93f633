import assert from "node:assert/strict";
import { test } from "node:test";
import { fairShare } from "./fair-share.ts";

test("while less than half is taken each may have all it asks for", () => {
  assert.equal(fairShare({ max: 100, used: 49, users: 5 }, 40), 40);
});

test("from the half on each may have an equal share of the other half, and at least one", () => {
  assert.equal(fairShare({ max: 100, used: 50, users: 5 }, 40), 10);
  assert.equal(fairShare({ max: 100, used: 60, users: 500 }, 40), 1);
  assert.equal(fairShare({ max: 100, used: 60, users: 2 }, 4), 4);
});

test("when all is taken there is nothing", () => {
  assert.equal(fairShare({ max: 100, used: 100, users: 1 }, 40), 0);
});
