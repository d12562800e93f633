import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "../../test/outcomes.ts";
import { countByStatus, ID_SPACE, openStages, turns, turnsUntil } from "../../test/stages.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Backlog } from "../store/claiming.ts";
import type { Store } from "../store/store.ts";

const limits = { timeout: 60_000 };

/** A store whose listeners are another node's while it is told so, and the rings for these. */
function shared() {
  const rings: Backlog[] = [];
  const state = { isElsewhere: true };
  let heard: (waiting: Backlog) => void = () => {};
  const wrapStore = (store: Store): Store => ({
    ...store,
    async getRoutes(idSpace) {
      const { version, endpoints } = await store.getRoutes(idSpace);
      return { version, endpoints: endpoints.map((one) => ({ ...one, isElsewhere: state.isElsewhere })) };
    },
    // As a database that knows who serves it.
    claimPending: (claim) =>
      state.isElsewhere ? Promise.resolve({ deliveries: [], isExhausted: true }) : store.claimPending(claim),
    listeners: {
      ...store.listeners,
      async ring(waiting) {
        rings.push(waiting);
      },
      watchRings(listener) {
        heard = listener;
        return () => {};
      },
    },
  });
  return { rings, state, wrapStore, hear: (waiting: Backlog) => heard(waiting) };
}

const unreachable: Outcome = {
  ...outcomeOf("failed"),
  kind: "failed",
  error: { code: "listener_unreachable", detail: "another node has this listener now" },
};

test("what another node alone can reach is left in line, and that node is rung for", limits, async (t) => {
  const { rings, wrapStore } = shared();
  const stages = await openStages({ wrapStore, attempt: async () => assert.fail("nothing is sent here") });
  t.after(() => stages.close());
  const { id: idEndpoint } = await stages.addEndpoint({ isListener: true });
  await stages.post(20);
  await turns(5);
  assert.ok(rings.length > 0);
  assert.deepEqual(rings[0], { idSpace: ID_SPACE, idEndpoint });
  assert.equal(stages.dispatcher.stats().inMemory, 0);
  assert.deepEqual(await countByStatus(stages.store, idEndpoint), { pending: 20 });
  // In line, not in this node's hand.
  assert.deepEqual(await stages.store.listBacklog(), [{ idSpace: ID_SPACE, idEndpoint }]);
});

test("who serves the listener fetches what waits for it when it is rung for", limits, async (t) => {
  const { state, wrapStore, hear } = shared();
  const stages = await openStages({ wrapStore, attempt: async () => outcomeOf("delivered") });
  t.after(() => stages.close());
  const { id: idEndpoint } = await stages.addEndpoint({ isListener: true });
  await stages.post(20);
  state.isElsewhere = false;
  await stages.store.updateEndpoint(ID_SPACE, idEndpoint, { description: "here" });
  await turnsUntil(async () => (await countByStatus(stages.store, idEndpoint))["delivered"] === 20);
  hear({ idSpace: ID_SPACE, idEndpoint });
  await stages.post(5);
  await turnsUntil(async () => (await countByStatus(stages.store, idEndpoint))["delivered"] === 25);
});

test(
  "a listener that goes to another node takes all with it: what waits, and what it has not answered here",
  limits,
  async (t) => {
    const { rings, state, wrapStore } = shared();
    state.isElsewhere = false;
    const ends: ((outcome: Outcome) => void)[] = [];
    const stages = await openStages({ wrapStore, attempt: () => new Promise((resolve) => ends.push(resolve)) });
    t.after(() => stages.close());
    const { id: idEndpoint } = await stages.addEndpoint({ isListener: true });
    await stages.post(30);
    await turnsUntil(() => ends.length === 10);
    state.isElsewhere = true;
    await stages.store.updateEndpoint(ID_SPACE, idEndpoint, { description: "elsewhere" });
    const [answered, ...others] = ends.splice(0);
    answered?.(outcomeOf("delivered"));
    for (const end of others) end(unreachable);
    await turnsUntil(() => stages.dispatcher.stats().inMemory === 0 && rings.length > 0);
    await turnsUntil(async () => (await countByStatus(stages.store, idEndpoint))["pending"] === 29);
    assert.equal(ends.length, 0);
    state.isElsewhere = false;
    assert.equal((await claimAll(stages.store, idEndpoint)).length, 29);
  },
);

async function claimAll(store: Store, idEndpoint: string) {
  return (await store.claimPending({ idEndpoint, countMax: 100, bytesMax: 100_000 })).deliveries;
}
