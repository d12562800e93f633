import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createGather } from "./gather.ts";

test("what arrives in one turn of the event loop is worked on together, and each gets its own result", async () => {
  const batches: (readonly number[])[] = [];
  const double = createGather(async (numbers: readonly number[]) => {
    batches.push(numbers);
    return numbers.map((number) => number * 2);
  });
  assert.deepEqual(await Promise.all([double(1), double(2), double(3)]), [2, 4, 6]);
  assert.equal(await double(4), 8);
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

test("a batch does not wait for the one before it", async () => {
  const first = Promise.withResolvers<void>();
  const echo = createGather(async (texts: readonly string[]) => {
    if (texts.includes("slow")) await first.promise;
    return texts;
  });
  const slow = echo("slow");
  await setImmediate();
  assert.equal(await echo("quick"), "quick");
  first.resolve();
  assert.equal(await slow, "slow");
});

test("only the guilty one of a batch that fails is told so", async () => {
  const halve = createGather(async (numbers: readonly number[]) => {
    if (numbers.some((number) => number % 2 === 1)) throw new Error(`an odd one among ${numbers.join(" ")}`);
    return numbers.map((number) => number / 2);
  });
  const [two, three, four] = await Promise.allSettled([halve(2), halve(3), halve(4)]);
  assert.deepEqual(two, { status: "fulfilled", value: 1 });
  assert.deepEqual(four, { status: "fulfilled", value: 2 });
  assert.ok(three?.status === "rejected" && three.reason instanceof Error);
  assert.equal(three.reason.message, "an odd one among 3");
});

test("a thousand at once come in batches of five hundred", async () => {
  const sizes: number[] = [];
  const count = createGather(async (items: readonly number[]) => {
    sizes.push(items.length);
    return items;
  });
  const numbers = Array.from({ length: 1_001 }, (_, index) => index);
  assert.deepEqual(await Promise.all(numbers.map(count)), numbers);
  assert.deepEqual(sizes, [500, 500, 1]);
});
