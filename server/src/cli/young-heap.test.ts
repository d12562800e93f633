import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const MIB = 1024 * 1024;

/** Lets much garbage of which some is kept for a while come up in a process, and tells how large its young heap became. */
function youngBytesOf(...nodeOptions: string[]): number {
  const program = `
    import { setImmediate as nextTurn } from "node:timers/promises";
    import { getHeapSpaceStatistics } from "node:v8";
    import { boundYoungHeap } from ${JSON.stringify(import.meta.resolve("./young-heap.ts"))};
    let look = () => {};
    boundYoungHeap({ after: (_ms, task) => ((look = task), () => {}) }, process.execArgv);
    let [kept, largest] = [[], 0];
    for (let turn = 0; turn < 1500; turn++) {
      for (let count = 0; count < 4000; count++) kept.push({ count, more: [turn] });
      if (kept.length > 60_000) kept = [];
      const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
      largest = Math.max(largest, space.space_size);
      look();
      await nextTurn();
    }
    console.log(largest);`;
  const args = [...nodeOptions, "--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return Number(stdout);
}

test("the young part of the heap stops growing, unless Node was told how large it may be", () => {
  assert.ok(youngBytesOf() < 64 * MIB);
  assert.ok(youngBytesOf("--max-semi-space-size=64") >= 64 * MIB);
});
