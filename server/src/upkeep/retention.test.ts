import assert from "node:assert/strict";
import { test } from "node:test";
import { quietLog } from "../../test/stages.ts";
import { createRetention, type RetentionOptions } from "./retention.ts";

const DAY_MS = 86_400_000;

const nothingOld = async () => 0;

/** A clock whose timers run when the test says so. */
function setUp(
  prune: (before: number, eventsMax: number) => Promise<number>,
  parts: Partial<RetentionOptions["store"]> = {},
) {
  const timers: { ms: number; task: () => void }[] = [];
  const retention = createRetention({
    clock: {
      now: () => 100 * DAY_MS,
      elapsed: () => 0,
      after(ms, task) {
        const timer = { ms, task };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
    log: quietLog,
    store: { prune, emitted: null, activity: { prune: nothingOld }, sessions: { prune: nothingOld }, ...parts },
    retentionDays: 30,
  });
  const fire = async () => {
    timers.shift()?.task();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { retention, timers, fire };
}

test("a sweep deletes step by step what is older than the retention, and rests in between", async () => {
  const left = [200, 200, 50, 0];
  const calls: number[][] = [];
  const { retention, timers, fire } = setUp(async (...call) => {
    calls.push(call);
    return left.shift() ?? 0;
  });
  const swept = retention.sweep();
  for (let step = 0; step < 3; step++) {
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls.length, step + 1, "it rests until the timer fires");
    await fire();
  }
  assert.equal(await swept, 450);
  assert.equal(timers.length, 0);
  assert.deepEqual(new Set(calls.map(([before]) => before)), new Set([70 * DAY_MS]));
});

test("a sweep takes activity, sessions and rejected events along: minutes after a day, the rest by the retention", async () => {
  const calls: [string, ...number[]][] = [];
  const left = [2000, 7];
  const { retention, fire } = setUp(nothingOld, {
    activity: {
      async prune(...befores) {
        calls.push(["activity", ...befores]);
        return left.shift() ?? 0;
      },
    },
    sessions: {
      async prune(before) {
        calls.push(["sessions", before]);
        return 0;
      },
    },
    emitted: {
      async pruneRejected(before) {
        calls.push(["rejected", before]);
        return 0;
      },
    },
  });
  const swept = retention.sweep();
  for (let step = 0; step < 2; step++) {
    await new Promise((resolve) => setImmediate(resolve));
    await fire();
  }
  assert.equal(await swept, 0, "what is counted and logged is events");
  const activity = ["activity", 100 * DAY_MS - 26 * (DAY_MS / 24), 70 * DAY_MS];
  assert.deepEqual(calls, [activity, activity, activity, ["sessions", 70 * DAY_MS], ["rejected", 70 * DAY_MS]]);
});

test("it sweeps each minute, also after a sweep that failed", async () => {
  let sweeps = 0;
  const { retention, timers, fire } = setUp(async () => {
    sweeps++;
    if (sweeps === 1) throw new Error("disk full");
    return 0;
  });
  retention.start();
  for (let minute = 1; minute <= 3; minute++) {
    assert.deepEqual(
      timers.map(({ ms }) => ms),
      [60_000],
    );
    await fire();
    assert.equal(sweeps, minute);
  }
  await retention.stop();
  assert.equal(timers.length, 0, "nothing is left behind by a stop");
});
