import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { aboveAllIds, createIds, idTime, isOwnId, lowestIdAt } from "./ids.ts";

function idsAt(times: number[]) {
  let at = 0;
  const now = () => times[Math.min(at++, times.length - 1)] ?? 0;
  return createIds({ now, elapsed: now, after: () => () => {} }, randomBytes);
}

test("ids sort in the order they were made, within a millisecond, across milliseconds and when the clock steps back", () => {
  const makeId = idsAt([1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_001, 1_600_000_000_000, 1_700_000_000_005]);
  const ids = Array.from({ length: 500 }, () => makeId("dlv"));
  assert.deepEqual(ids, [...ids].sort());
  assert.equal(new Set(ids).size, ids.length);
});

test("more ids in one millisecond than the counter holds still sort and differ", () => {
  const makeId = idsAt([1_700_000_000_000]);
  let before = "";
  for (let i = 0; i < 240_000; i++) {
    const id = makeId("evt");
    assert.ok(id > before, `${id} comes after ${before}`);
    before = id;
  }
});

test("ids have a prefix, letters and digits, and no dot: Standard Webhooks joins ids with dots", () => {
  const makeId = idsAt([1_700_000_000_000]);
  for (const prefix of ["evt", "ep", "dlv", "att", "key", "node"] as const) {
    assert.match(makeId(prefix), new RegExp(`^${prefix}_[0-9A-Za-z]{20}$`));
    assert.ok(isOwnId(makeId(prefix)));
  }
  for (const other of ["evt_", "evt_x.y", "foo_00000000000000000000", "evt_000000000000000000000", ""]) {
    assert.ok(!isOwnId(other), other);
  }
});

test("a time bounds the ids made before and after it", () => {
  const id = idsAt([1_700_000_000_000])("dlv");
  assert.ok(lowestIdAt("dlv", 1_700_000_000_000) <= id);
  assert.ok(lowestIdAt("dlv", 1_700_000_000_001) > id);
  assert.deepEqual([idTime(id), idTime("dlv_"), idTime("~")], [1_700_000_000_000, 0, 0]);
  assert.ok(aboveAllIds("dlv") > id);
});
