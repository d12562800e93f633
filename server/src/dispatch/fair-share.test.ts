import assert from "node:assert/strict";
import { test } from "node:test";
import { fairGrowth } from "./fair-share.ts";

/** Users who take as much as they may, in turn, and what is left. */
function crowd(users: number, max: number, own: number): { had: number[]; free: number } {
  const had = Array.from({ length: users }, () => 0);
  let used = 0;
  for (let hasTaken = true; hasTaken; ) {
    hasTaken = false;
    for (const [user, has] of had.entries()) {
      const growth = Math.min(1, fairGrowth({ max, used, has, own }));
      had[user] = has + growth;
      used += growth;
      hasTaken ||= growth > 0;
    }
  }
  return { had, free: max - used };
}

/** What each gets of those who come one after another, each taking all it may. */
function queue(users: number, max: number, own: number): number[] {
  let used = 0;
  return Array.from({ length: users }, () => {
    let has = 0;
    for (let growth = 1; growth > 0; has += growth, used += growth) growth = fairGrowth({ max, used, has, own });
    return has;
  });
}

test("a user alone may have all it asks for, up to half of what there is but for the last part", () => {
  assert.deepEqual(crowd(1, 1024, 100), { had: [100], free: 924 });
  assert.deepEqual(crowd(1, 1024, 5000), { had: [448], free: 576 });
});

test("however many come together, they have equal parts, and something is left for whoever comes next", () => {
  for (const users of [2, 30, 160, 500]) {
    const { had, free } = crowd(users, 1024, 1000);
    assert.ok(Math.max(...had) - Math.min(...had) <= 1);
    assert.ok(free >= 128, `${users} users leave ${free}`);
  }
});

test("those who come one after another and give nothing back leave a place for each of the last eighth", () => {
  const had = queue(200, 1024, 10);
  assert.ok(had.every((has) => has >= 1));
  assert.ok(queue(29, 20_000, 1000).every((has) => has >= 1));
});

test("when nothing is free nobody gets anything", () => {
  assert.equal(fairGrowth({ max: 10, used: 10, has: 0, own: 5 }), 0);
  assert.equal(fairGrowth({ max: 10, used: 12, has: 0, own: 5 }), 0);
  assert.equal(fairGrowth({ max: 10, used: 5, has: 5, own: 5 }), 0);
});
