import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClaimStore, createMemoryClaims, onlyOnce } from "./once.ts";

const event = { id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", id: "evt_1" };

test("an event is handled once, the same id of another space once more", async () => {
  const once = onlyOnce(createMemoryClaims());
  const handled: string[] = [];
  const handle = (name: string) => () => void handled.push(name);
  assert.equal(await once(event, handle("first")), true);
  assert.equal(await once(event, handle("copy")), false);
  assert.equal(await once({ ...event, id_space: "other" }, handle("other")), true);
  assert.equal(await once({ ...event, id: "evt_2" }, handle("next")), true);
  assert.deepEqual(handled, ["first", "other", "next"]);
});

test("a handler that throws lets the next copy try, and its error comes out", async () => {
  const once = onlyOnce(createMemoryClaims());
  const failure = new Error("no room");
  await assert.rejects(
    once(event, () => Promise.reject(failure)),
    failure,
  );
  assert.equal(await once(event, () => undefined), true);
  assert.equal(await once(event, () => assert.fail("it was handled")), false);
});

test("a copy that comes in the middle waits, and is a duplicate only if the first succeeds", async () => {
  for (const isFailing of [false, true]) {
    const once = onlyOnce(createMemoryClaims());
    const work = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const log: string[] = [];
    const first = once(event, () => {
      began.resolve();
      return work.promise;
    }).then(
      () => log.push("first done"),
      () => log.push("first failed"),
    );
    await began.promise;
    const copies = ["a", "b"].map((name) => once(event, () => void log.push(`${name} handled`)));
    if (isFailing) work.reject(new Error("no room"));
    else work.resolve();
    const results = await Promise.all(copies);
    await first;
    assert.deepEqual(results, isFailing ? [true, false] : [false, false]);
    assert.equal(log.filter((line) => line.endsWith("handled")).length, isFailing ? 1 : 0);
  }
});

test("of a hundred copies at once, each failing but the last, every one gets its try and one succeeds", async () => {
  const once = onlyOnce(createMemoryClaims());
  let tries = 0;
  let running = 0;
  const copies = Array.from({ length: 100 }, () =>
    once(event, async () => {
      running += 1;
      assert.equal(running, 1, "no two at once");
      await new Promise(setImmediate);
      running -= 1;
      tries += 1;
      if (tries < 50) throw new Error("not yet");
    }),
  );
  const results = await Promise.allSettled(copies);
  assert.equal(results.filter(({ status }) => status === "rejected").length, 49);
  assert.equal(results.filter((result) => result.status === "fulfilled" && result.value).length, 1);
  assert.equal(tries, 50);
});

test("ids are forgotten after their time, and the oldest when there are too many", async () => {
  let now = 0;
  const claims = createMemoryClaims({ keptMs: 1000, idsMax: 2, now: () => now });
  const once = onlyOnce(claims);
  const isFirst = (id: string) => once({ ...event, id }, () => undefined);
  assert.equal(await isFirst("a"), true);
  now = 999;
  assert.equal(await isFirst("a"), false);
  now = 1000;
  assert.equal(await isFirst("a"), true);
  assert.equal(await isFirst("b"), true);
  assert.equal(await isFirst("c"), true);
  assert.equal(await isFirst("c"), false);
  assert.equal(await isFirst("b"), false);
  assert.equal(await isFirst("a"), true, "it was the oldest of three");
});

test("what is being handled is not forgotten, however many come meanwhile", async () => {
  const once = onlyOnce(createMemoryClaims({ idsMax: 1 }));
  const work = Promise.withResolvers<void>();
  const first = once(event, () => work.promise);
  for (const id of ["a", "b", "c"]) await once({ ...event, id }, () => undefined);
  const copy = once(event, () => assert.fail("it is being handled"));
  work.resolve();
  assert.deepEqual([await first, await copy], [true, false]);
});

test("a store that cannot release tells both faults; one that cannot claim, or finish, its own", async () => {
  const working: ClaimStore = {
    claim: async () => true,
    finish: async () => undefined,
    release: async () => undefined,
  };
  const broken = () => Promise.reject(new Error("the database is away"));
  const failing = () => Promise.reject(new Error("no room"));
  await assert.rejects(onlyOnce({ ...working, release: broken })(event, failing), (error) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(
      error.errors.map(({ message }) => message),
      ["no room", "the database is away"],
    );
    return true;
  });
  await assert.rejects(
    onlyOnce({ ...working, finish: broken })(event, () => undefined),
    /database is away/,
  );
  await assert.rejects(
    onlyOnce({ ...working, claim: broken })(event, () => assert.fail()),
    /database is away/,
  );
});
