import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesWords, durationWords, rateWords } from "./amounts.ts";

test("bytes are told in the unit that fits", () => {
  assert.deepEqual([0, 999, 1000, 1_540_000, 15_400_000, 2e12].map(bytesWords), [
    "0 B",
    "999 B",
    "1 kB",
    "1.5 MB",
    "15 MB",
    "2 TB",
  ]);
});

test("rates are short, small ones with a decimal", () => {
  assert.deepEqual([0, 0.34, 9.96, 42.4, 1234].map(rateWords), ["0", "0.3", "10", "42", "1.2K"]);
});

test("durations are told by their largest unit", () => {
  assert.deepEqual([0, 1, 59, 60, 7200, 86_400, 300_000].map(durationWords), [
    "0 seconds",
    "1 second",
    "59 seconds",
    "1 minute",
    "2 hours",
    "1 day",
    "3 days",
  ]);
});
