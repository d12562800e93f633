import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import { ID_SPACE, newEndpoint, spaceOf, turns } from "../../test/stages.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { watchStore } from "./changes.ts";
import { createHub } from "./hub.ts";

/** A hub on a real store, whose rows can be made to fail, and short words for what happens. */
async function openHub(t: TestContext) {
  const clock = createManualClock();
  const opened = await openSqliteStore({ path: ":memory:", idNode: "node_1", clock });
  const { store, changes } = watchStore(opened);
  const state = { reads: 0, isAway: false };
  const rows: Store["rows"] = {
    ...store.rows,
    deliveries(...asked) {
      state.reads++;
      return state.isAway ? Promise.reject(new StoreUnavailable("away")) : store.rows.deliveries(...asked);
    },
  };
  let epochs = 0;
  const hub = createHub({
    clock,
    store: { ...store, rows },
    changes,
    randomText: () => `epoch${++epochs}`,
    toJson(message) {
      switch (message.kind) {
        case "event":
          return JSON.stringify(["event", message.event.id]);
        case "delivery":
          return JSON.stringify([message.delivery.id, message.delivery.status]);
        case "endpoint":
          return JSON.stringify([message.endpoint.id, message.endpoint.health.consecutiveFailures]);
        case "endpoint_deleted":
          return JSON.stringify(["deleted", message.idEndpoint]);
      }
    },
  });
  t.after(async () => {
    hub.stop();
    await store.close({ isClean: true });
  });
  let posted = 0;
  return {
    clock,
    store,
    hub,
    state,
    /** Somebody who listens: what it was told, as contents and as ids. */
    listen(lastId: string | null = null, idSpace = ID_SPACE) {
      let text = "";
      const leave = hub.join(idSpace, lastId, {
        tell(more) {
          text += more;
        },
      });
      const told = (): unknown[] => [...text.matchAll(/^data: (.*)$/gm)].map(([, content = ""]) => JSON.parse(content));
      const lastTold = () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? null;
      return { leave, told, lastTold };
    },
    /** Lets what was gathered be told. */
    async pass(ms = 200) {
      await turns(3);
      clock.advance(ms);
      await turns(5);
    },
    async addEndpoint(idSpace = ID_SPACE) {
      const endpoint = newEndpoint({ idSpace });
      await store.insertEndpoint(endpoint, 100);
      return endpoint;
    },
    /** An event with a delivery for each: the deliveries' ids. */
    async post(idEndpoints: readonly string[], idSpace = ID_SPACE) {
      const { version } = await store.getRoutes(idSpace);
      const id = `event-${++posted}`;
      const now = clock.now();
      const ids = idEndpoints.map((_, at) => `dlv_${String(posted).padStart(12, "0")}${String(at).padStart(8, "0")}`);
      const beside = { isTest: false, warnings: [], actor: null, correlationId: null };
      const head = { id, idSpace, event: "lead.create", occurredAt: now, createdAt: now };
      const event = { ...head, ...beside, deliveryCount: ids.length };
      const deliveries = ids.map((idDelivery, at) => {
        return { id: idDelivery, idEndpoint: idEndpoints[at] ?? "", status: "pending", isOwned: true } as const;
      });
      const content = { payload: Buffer.from("{}"), changes: null, isTimeGiven: false, routesVersion: version };
      assert.deepEqual(await store.acceptEvents([{ event, ...content, deliveries }]), [{ kind: "accepted" }]);
      return ids;
    },
    async end(idEndpoint: string, idDelivery: string, kind: "delivered" | "failed", idSpace = ID_SPACE) {
      await store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger: "event", outcome: outcomeOf(kind) }]);
    },
  };
}

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

test("there is room for a thousand spaces, and those that are listened to already", async (t) => {
  const { hub, listen } = await openHub(t);
  for (let number = 0; number < 1_000; number++) listen(null, spaceOf(number));
  assert.equal(hub.hasRoom(spaceOf(999)), true);
  assert.equal(hub.hasRoom(spaceOf(1_000)), false);
});
