import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { createPace } from "./pace.ts";

function setUp(perSecond: number, inFlightMax = 1024) {
  const clock = createManualClock();
  const live = { inFlight: 0 };
  const pace = createPace({ clock, perSecond, inFlightMax, liveInFlight: () => live.inFlight });
  return { clock, live, pace };
}

/** How many one who always asks for more is granted in a span of time. */
async function grantedIn(ms: number, { clock, pace }: ReturnType<typeof setUp>): Promise<number> {
  let total = 0;
  void (async () => {
    for (;;) {
      const count = await pace.grant(10);
      pace.giveBack(count);
      total += count;
    }
  })();
  for (let passed = 0; passed < ms; passed += 10) {
    clock.advance(10);
    await new Promise(setImmediate);
  }
  return total;
}

for (const [perSecond, ms, expected] of [
  [1, 10_000, 11],
  [3, 10_000, 31],
  [50, 10_000, 505],
  [1000, 2_000, 2100],
] as const) {
  test(`${perSecond} a second is what it grants, after a first handful`, async () => {
    const granted = await grantedIn(ms, setUp(perSecond));
    assert.ok(granted <= expected && granted >= expected * 0.9, `${granted} of ${expected}`);
  });
}

test("what waits is granted equal parts, the longest wait first", async () => {
  const { pace } = setUp(100);
  assert.equal(await pace.grant(10), 10);
  const { pace: shared, clock } = setUp(100);
  await shared.grant(10);
  const both = Promise.all([shared.grant(10), shared.grant(10)]);
  clock.advance(100);
  assert.deepEqual(await both, [5, 5]);
});

test("replays have an eighth of the places, and none while live deliveries have three quarters", async () => {
  const { clock, live, pace } = setUp(100_000, 80);
  assert.equal(await pace.grant(100), 10);
  let next = 0;
  const asked = pace.grant(100).then((count) => {
    next = count;
  });
  clock.advance(1_000);
  await new Promise(setImmediate);
  assert.equal(next, 0, "all places are taken");
  live.inFlight = 60;
  pace.giveBack(10);
  clock.advance(1_000);
  await new Promise(setImmediate);
  assert.equal(next, 0, "live deliveries come first");
  live.inFlight = 59;
  clock.advance(1_000);
  await asked;
  assert.equal(next, 10);
});

test("a stop ends every wait with nothing, and leaves no timer", async () => {
  const { clock, pace } = setUp(1);
  await pace.grant(1);
  const waiting = pace.grant(1);
  pace.stop();
  assert.equal(await waiting, 0);
  assert.equal(await pace.grant(1), 0);
  assert.equal(clock.waitingCount(), 0);
});
