import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { pause, pauseUntilOver } from "./pause.ts";

test("a wait ends at its time, and leaves nothing at the signal", async () => {
  const clock = createManualClock();
  const { signal } = new AbortController();
  for (const wait of [pause, pauseUntilOver]) {
    const waiting = wait(clock, 1_000, signal);
    assert.equal(getEventListeners(signal, "abort").length, 1);
    clock.advance(1_000);
    await waiting;
    assert.equal(getEventListeners(signal, "abort").length, 0);
  }
});

test("a wait that is broken off says so, or just ends, as its caller wants it", async () => {
  const clock = createManualClock();
  const controller = new AbortController();
  const waits = Promise.allSettled([
    pause(clock, 1_000, controller.signal),
    pauseUntilOver(clock, 1_000, controller.signal),
  ]);
  controller.abort(new Error("Ctrl-C"));
  const [broken, ended] = await waits;
  assert.ok(broken.status === "rejected" && broken.reason.message === "Ctrl-C");
  assert.equal(ended.status, "fulfilled");
  await assert.rejects(pause(clock, 1_000, controller.signal), /Ctrl-C/);
});
