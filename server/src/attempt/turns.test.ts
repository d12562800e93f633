import assert from "node:assert/strict";
import { test } from "node:test";
import { createTurns } from "./turns.ts";

const NEVER = new AbortController().signal;

test("work runs up to the maximum at once, and the rest in the order it came", async () => {
  const turns = createTurns(2, 10);
  const log: string[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = gates.map((gate, i) =>
    turns.take(async () => {
      log.push(`start ${i}`);
      await gate.promise;
      log.push(`end ${i}`);
    }, NEVER),
  );
  for (const [i, gate] of gates.entries()) {
    gate.resolve();
    await all[i];
  }
  assert.deepEqual(log, ["start 0", "start 1", "end 0", "start 2", "end 1", "start 3", "end 2", "end 3"]);
});

test("a failure gives its turn to the next", async () => {
  const turns = createTurns(1, 10);
  const failing = turns.take(() => Promise.reject(new Error("no")), NEVER);
  const next = turns.take(async () => "done", NEVER);
  await assert.rejects(failing, /no/);
  assert.equal(await next, "done");
});

test("one more than may wait is turned away, as is one that is no longer wanted", async () => {
  const turns = createTurns(1, 1);
  const gate = Promise.withResolvers<void>();
  const running = turns.take(() => gate.promise, NEVER);
  const waiting = turns.take(async () => "waited", NEVER);
  await assert.rejects(
    turns.take(async () => "never", NEVER),
    /too many/,
  );
  await assert.rejects(
    turns.take(async () => "never", AbortSignal.abort(new Error("unwanted"))),
    /unwanted/,
  );
  gate.resolve();
  await running;
  assert.equal(await waiting, "waited");
});
