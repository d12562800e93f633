import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgress, progressLine } from "./progress.ts";

test("a bar fills with the part that is done, and never reaches the last column", () => {
  assert.equal(progressLine(0.5, "5 of 10", 80), `${"█".repeat(15)}${"░".repeat(15)}   50 %  5 of 10`);
  assert.equal(progressLine(1, "10 of 10", 32), `${"█".repeat(14)}  100 %  10 of 10`);
  assert.equal(progressLine(0.999, "999 of 1000", 26), " 99 %  999 of 1000");
  for (const columns of [10, 20, 30, 40, 80]) {
    for (const part of [0, 0.33, 1, 1.5])
      assert.ok(progressLine(part, "12345 of 99999, 3 failed", columns).length < columns);
  }
});

test("it is written on one line over and over, taken away at the end, and only where a person sees it", async () => {
  for (const isTerminal of [true, false]) {
    let written = "";
    const progress = createProgress({
      isTerminal,
      columns: 20,
      async write(text) {
        written += text;
      },
    });
    await progress.clear();
    await progress.show(0, "0 of 2");
    await progress.show(1, "2 of 2");
    await progress.clear();
    await progress.clear();
    assert.equal(written, isTerminal ? "\r\u001b[K  0 %  0 of 2\r\u001b[K100 %  2 of 2\r\u001b[K" : "");
  }
});
