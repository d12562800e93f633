import assert from "node:assert/strict";
import { test } from "node:test";
import { createFifo } from "./fifo.ts";

test("what goes in comes out in order, also past the point where taken places are given back", () => {
  const fifo = createFifo<number>();
  let next = 0;
  let expected = 0;
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 300; i++) fifo.push(next++);
    for (let i = 0; i < 250; i++) assert.equal(fifo.shift(), expected++);
    assert.equal(fifo.length, next - expected);
    assert.equal(fifo.peek(), expected);
  }
  assert.deepEqual(
    fifo.drain(),
    Array.from({ length: next - expected }, (_, i) => expected + i),
  );
  assert.equal(fifo.length, 0);
  assert.equal(fifo.shift(), undefined);
  assert.equal(fifo.peek(), undefined);
});
