import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { StoreUnavailable } from "../store-errors.ts";
import { createGroupCommit, type WaitingBounds } from "./group-commit.ts";

interface Batch {
  items: readonly string[];
  settle(error?: Error): void;
}

/** A group commit whose batches the test lets through. */
function setUp(bounds?: WaitingBounds) {
  const batches: Batch[] = [];
  const group = createGroupCommit<string, string>({
    clock: { elapsed: () => 0 },
    commit: (items) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error) => (error ? reject(error) : resolve(items.map((item) => `${item} kept`)));
        batches.push({ items, settle });
      }),
    observe() {},
    bounds,
  });
  /** The batch with these items, which has to be on its way within a few turns of the event loop. */
  async function batchOf(...items: string[]): Promise<Batch> {
    for (let turns = 0; turns < 5; turns++) {
      const found = batches.find((batch) => batch.items.join() === items.join());
      if (found !== undefined) return found;
      await turn();
    }
    throw new Error(`no batch of ${items}, but ${batches.map((batch) => `[${batch.items}]`)}`);
  }
  return { group, batchOf };
}

describe("a group commit", () => {
  it("gathers what arrives while two batches are on their way into the next one", async () => {
    const { group, batchOf } = setUp();
    const first = group.write(["a"], 1);
    const { settle } = await batchOf("a");
    const second = group.write(["b"], 1);
    await batchOf("b");
    const rest = [group.write(["c", "d"], 1), group.write(["e"], 1)];
    settle();
    assert.deepEqual(await first, ["a kept"]);
    (await batchOf("c", "d", "e")).settle();
    assert.deepEqual(await Promise.all(rest), [["c kept", "d kept"], ["e kept"]]);
    (await batchOf("b")).settle();
    assert.deepEqual(await second, ["b kept"]);
  });

  it("tries each of a batch by itself where one is to blame, and none where the database is away", async () => {
    const { group, batchOf } = setUp();
    const guilty = assert.rejects(group.write(["a"], 1), /no such/);
    const good = group.write(["b"], 1);
    (await batchOf("a", "b")).settle(new Error("no such a"));
    (await batchOf("a")).settle(new Error("no such a"));
    await guilty;
    (await batchOf("b")).settle();
    assert.deepEqual(await good, ["b kept"]);
    const away = ["c", "d"].map((item) => assert.rejects(group.write([item], 1), StoreUnavailable));
    (await batchOf("c", "d")).settle(new StoreUnavailable("away"));
    await Promise.all(away);
  });

  it("takes nothing more once it is closed, and ends when what waits has been answered", async () => {
    const { group, batchOf } = setUp();
    const last = group.write(["a"], 1);
    const closed = group.close();
    await assert.rejects(group.write(["b"], 1), StoreUnavailable);
    (await batchOf("a")).settle();
    assert.deepEqual(await last, ["a kept"]);
    await closed;
  });
});

describe("a group commit that a slow or absent database keeps waiting", () => {
  for (const [what, bounds] of [
    ["items", { itemsWaitingMax: 2, bytesWaitingMax: 1_000 }],
    ["bytes", { itemsWaitingMax: 1_000, bytesWaitingMax: 2 }],
  ] as const) {
    it(`refuses at once what would wait beyond its bound of ${what}, and takes it when there is room`, async () => {
      const { group, batchOf } = setUp(bounds);
      const onTheWay = group.write(["a"], 1);
      const { settle } = await batchOf("a");
      const others = [group.write(["b"], 1)];
      const second = await batchOf("b");
      others.push(group.write(["c"], 1), group.write(["d"], 1));
      await assert.rejects(group.write(["e"], 1), { name: "StoreUnavailable", message: /too slow/ });
      settle();
      await onTheWay;
      (await batchOf("c", "d")).settle();
      const taken = group.write(["e"], 1);
      (await batchOf("e")).settle();
      assert.deepEqual(await taken, ["e kept"]);
      second.settle();
      assert.deepEqual(await Promise.all(others), [["b kept"], ["c kept"], ["d kept"]]);
    });
  }

  it("takes a call that is larger than its bounds alone where nothing else waits", async () => {
    const { group, batchOf } = setUp({ itemsWaitingMax: 1, bytesWaitingMax: 1 });
    const large = group.write(["a", "b"], 100);
    (await batchOf("a", "b")).settle();
    assert.deepEqual(await large, ["a kept", "b kept"]);
  });
});
