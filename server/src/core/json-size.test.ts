import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeOf } from "./json-size.ts";

test("values, long texts and levels are counted", () => {
  assert.deepEqual(sizeOf(null), { weight: 1, depth: 0 });
  assert.deepEqual(sizeOf("x".repeat(40)), { weight: 3, depth: 0 });
  assert.deepEqual(sizeOf({ a: [1, { b: [] }], c: {} }), { weight: 6, depth: 4 });
});

test("a value of any depth can be counted", () => {
  const depth = 100_000;
  assert.deepEqual(sizeOf(JSON.parse("[".repeat(depth) + "]".repeat(depth))), { weight: depth, depth });
});
