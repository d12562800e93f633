import assert from "node:assert/strict";
import { test } from "node:test";
import { toLocal, toRelative } from "./time-words.ts";

const NOW = Date.parse("2026-11-25T12:00:00.000Z");
const S = 1000;

test("a moment is told by the largest unit that fits, both ways", () => {
  const spans = [5, 59, 3 * 60, 59 * 60, 3 * 3600, 26 * 3600].map((seconds) => [
    toRelative(NOW - seconds * S, NOW),
    toRelative(NOW + seconds * S, NOW),
  ]);
  assert.deepEqual(spans[0], ["just now", "just now"]);
  const units = [/sec/, /min/, /min/, /hr|hour/, /day|tomorrow/];
  for (const [index, unit] of units.entries()) for (const words of spans[index + 1] ?? []) assert.match(words, unit);
  assert.notDeepEqual(spans[3]?.[0], spans[3]?.[1]);
});

test("times of today have seconds, those before have their date", () => {
  assert.match(toLocal(NOW - 60 * S, NOW), /:\d\d:\d\d/);
  assert.match(toLocal(NOW - 30 * 86_400 * S, NOW), /\d.*\d\d:\d\d/);
  assert.doesNotMatch(toLocal(NOW - 30 * 86_400 * S, NOW), /:\d\d:\d\d/);
});
