import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "../../test/live-hub.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import { ID_SPACE, spaceOf, turns } from "../../test/stages.ts";

const EVERY_DELIVERY = {
  idSpace: ID_SPACE,
  idEndpoint: null,
  status: null,
  event: null,
  since: null,
  until: null,
  limit: 50,
  cursor: null,
};

function hasTold(told: readonly unknown[], idDelivery: string): boolean {
  return told.some((message) => Array.isArray(message) && message[0] === idDelivery);
}

test("who listens is told to fetch first, and then of each change with the row as it is by then", async (t) => {
  const { addEndpoint, end, listen, pass, post } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const listener = listen();
  assert.deepEqual(listener.told(), [{ kind: "reset" }]);
  const [first = ""] = await post([idEndpoint]);
  await pass();
  assert.deepEqual(listener.told().slice(1), [
    ["event", "event-1"],
    [first, "pending"],
    [idEndpoint, 0],
  ]);
  const [second = ""] = await post([idEndpoint]);
  await end(idEndpoint, second, "delivered");
  await end(idEndpoint, first, "failed");
  await pass();
  assert.deepEqual(listener.told().slice(4), [
    ["event", "event-2"],
    [first, "failed"],
    [second, "delivered"],
    [idEndpoint, 1],
  ]);
});

test("an endpoint is told when its counter goes up, when a success sets it back, when it changes and when it goes", async (t) => {
  const { addEndpoint, end, listen, pass, post, store } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const listener = listen();
  const [first = "", second = ""] = [...(await post([idEndpoint])), ...(await post([idEndpoint]))];
  await end(idEndpoint, first, "failed");
  await pass();
  await end(idEndpoint, second, "delivered");
  await pass();
  await store.updateEndpoint(ID_SPACE, idEndpoint, { description: "new" });
  await pass();
  await store.deleteEndpoint(ID_SPACE, idEndpoint);
  await pass();
  const endpoints = listener.told().filter((told) => Array.isArray(told) && [idEndpoint, "deleted"].includes(told[0]));
  assert.deepEqual(endpoints, [
    [idEndpoint, 1],
    [idEndpoint, 0],
    [idEndpoint, 0],
    ["deleted", idEndpoint],
  ]);
});

test("who comes back is told what was missed, once, and who has been away too long is told to fetch", async (t) => {
  const { addEndpoint, clock, listen, pass, post } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const first = listen();
  await post([idEndpoint]);
  await pass();
  first.leave();
  const [missed = ""] = await post([idEndpoint]);
  await pass();
  const again = listen(first.lastTold());
  assert.deepEqual(again.told(), [
    ["event", "event-2"],
    [missed, "pending"],
  ]);
  const lastId = again.lastTold();
  const nothing = listen(lastId);
  assert.deepEqual(nothing.told(), []);
  for (const strange of ["", "x", "epoch1", "epoch1-99", "epoch9-1", `epoch1-${"9".repeat(40)}`, null]) {
    assert.deepEqual(listen(strange).told(), [{ kind: "reset" }], String(strange));
  }
  for (let event = 0; event < 201; event++) {
    await post([]);
    if (event % 100 === 0) await pass();
  }
  await pass();
  assert.deepEqual(listen(lastId).told(), [{ kind: "reset" }], "more happened than is kept");
  clock.advance(1);
});

test("a channel goes a minute after its last listener, and nothing is read for spaces that nobody listens to", async (t) => {
  const { addEndpoint, clock, listen, pass, post, state } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const other = await addEndpoint(spaceOf(1));
  const listener = listen();
  await post([other.id], spaceOf(1));
  await pass();
  assert.equal(state.reads, 0);
  const lastId = listener.lastTold();
  listener.leave();
  clock.advance(59_999);
  await post([idEndpoint]);
  await pass(1);
  await post([idEndpoint]);
  await pass();
  assert.equal(state.reads, 0, "it went with its minute");
  assert.deepEqual(listen(lastId).told(), [{ kind: "reset" }]);
  assert.equal(clock.waitingCount(), 0);
});

test("more changes than a person can read are one word to fetch, no more often than once a second", async (t) => {
  const { addEndpoint, listen, pass, post, state } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const listener = listen();
  const many = Array<string>(201).fill(idEndpoint);
  for (let round = 0; round < 5; round++) {
    await post(many);
    await pass(200);
  }
  assert.deepEqual(listener.told(), [{ kind: "reset" }, { kind: "reset" }]);
  await pass(1_000);
  await pass(200);
  assert.equal(listener.told().length, 3);
  await pass(1_000);
  const [id = ""] = await post([idEndpoint]);
  await pass();
  assert.ok(hasTold(listener.told(), id), "and then rows again");
  assert.equal(state.reads, 1);
});

test("what becomes of many deliveries at once is one word to those who see that endpoint", async (t) => {
  const { addEndpoint, listen, pass, post, store } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const other = await addEndpoint(spaceOf(1));
  const [listener, bystander] = [listen(), listen(null, spaceOf(1))];
  await post([idEndpoint]);
  await post([other.id], spaceOf(1));
  await pass();
  const [before, beside] = [listener.told().length, bystander.told().length];
  await store.changeHealth(ID_SPACE, idEndpoint, "pause");
  assert.equal(await store.releasePending(idEndpoint, [], 10), 1);
  await pass();
  assert.deepEqual(listener.told().slice(before), [{ kind: "reset" }]);
  assert.equal(bystander.told().length, beside);
});

test("while the store is away, who listens is told to fetch, and then of what comes after", async (t) => {
  const { addEndpoint, listen, pass, post, state } = await openHub(t);
  const { id: idEndpoint } = await addEndpoint();
  const listener = listen();
  state.isAway = true;
  await post([idEndpoint]);
  await pass();
  assert.deepEqual(listener.told(), [{ kind: "reset" }, { kind: "reset" }]);
  state.isAway = false;
  await pass(1_000);
  const [id = ""] = await post([idEndpoint]);
  await pass();
  assert.ok(hasTold(listener.told(), id));
});

test("what other nodes change is told too, by the row or by a word to fetch", async (t) => {
  const { addEndpoint, listen, opened, pass, post, store } = await openHub(t, { isAlone: false });
  const { id: idEndpoint } = await addEndpoint();
  const old = (await post([idEndpoint]))[0] ?? "";
  for (let number = 0; number < 200; number++) await post([idEndpoint]);
  const listener = listen();
  const look = async () => {
    await pass(2_000);
    await turns(20);
    await pass();
  };
  await look();
  await look();
  const begin = [{ kind: "reset" }, { kind: "reset" }];
  assert.deepEqual(listener.told(), begin, "to fetch, and again after the first look; nothing was changed");
  const { items } = await store.listDeliveries({ ...EVERY_DELIVERY, limit: 1 });
  const outcome = outcomeOf("failed");
  const elsewhere = { idSpace: ID_SPACE, idEndpoint, trigger: "event", outcome } as const;
  await opened.recordOutcomes([{ ...elsewhere, idDelivery: items[0]?.id ?? "" }]);
  await look();
  assert.deepEqual(listener.told().slice(2), [
    [items[0]?.id, "failed"],
    [idEndpoint, 1],
  ]);
  await opened.recordOutcomes([{ ...elsewhere, idDelivery: old, outcome: outcomeOf("delivered") }]);
  await look();
  assert.deepEqual(listener.told().slice(4), [{ kind: "reset" }], "too far back to be compared");
  await look();
  assert.equal(listener.told().length, 5);
  await opened.changeHealth(ID_SPACE, idEndpoint, "pause");
  await look();
  assert.deepEqual(listener.told().at(-1), { kind: "reset" });
});

test("there is room for a thousand spaces, and those that are listened to already", async (t) => {
  const { hub, listen } = await openHub(t);
  for (let number = 0; number < 1_000; number++) listen(null, spaceOf(number));
  assert.equal(hub.hasRoom(spaceOf(999)), true);
  assert.equal(hub.hasRoom(spaceOf(1_000)), false);
});
