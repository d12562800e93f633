import assert from "node:assert/strict";
import { test } from "node:test";
import { newEventId } from "./event-id.ts";

test("ids have the form of the server's, differ, and sort by their time", () => {
  const ids = Array.from({ length: 1000 }, () => newEventId());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^evt_[0-9A-Za-z]{20}$/);
  const times = [0, 61, 62, 1_700_000_000_000, 1_795_489_528_000, 1_795_489_528_001];
  const timed = times.map((ms) => newEventId(ms));
  assert.deepEqual(timed.toSorted(), timed);
});

test("every character is used", () => {
  const seen = new Set(Array.from({ length: 1000 }, () => newEventId().slice(12)).join(""));
  assert.equal(seen.size, 62);
});
