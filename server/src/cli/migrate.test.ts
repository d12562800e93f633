import assert from "node:assert/strict";
import { test } from "node:test";
import { stepWords } from "./migrate.ts";

const STEP = {
  kind: "copying",
  table: "event",
  done: 1_200,
  total: 5_000,
  allDone: 30_000,
  allTotal: 150_000,
} as const;

test("how far a move is: the rows of a table, and the rate and the time left of all, from where this run began", () => {
  assert.equal(stepWords({ ...STEP, before: 0 }, 3_000), "moving event: 1,200 of 5,000 rows, 10,000/s, 12 s left");
  assert.equal(
    stepWords({ ...STEP, before: 27_000 }, 3_000),
    "moving event: 1,200 of 5,000 rows, 1,000/s, 2 min 0 s left",
  );
  const hours = stepWords({ ...STEP, allTotal: 7_830_000, before: 27_000 }, 3_000);
  assert.equal(hours, "moving event: 1,200 of 5,000 rows, 1,000/s, 2 h 10 min left");
  const checking = { ...STEP, kind: "checking", allDone: 150_000, before: 0 } as const;
  assert.equal(stepWords(checking, 3_000), "checking event: 1,200 of 5,000 rows, 50,000/s");
});

test("nothing is foretold of the first moments, nor where nothing has moved yet", () => {
  assert.equal(stepWords({ ...STEP, before: 0 }, 1_999), "moving event: 1,200 of 5,000 rows");
  assert.equal(stepWords({ ...STEP, before: 30_000 }, 60_000), "moving event: 1,200 of 5,000 rows");
  assert.equal(stepWords({ ...STEP, kind: "counting", before: 0 }, 60_000), "counting rows");
});
