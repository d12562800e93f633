import assert from "node:assert/strict";
import { test } from "node:test";
import { makeId, outcomeOf } from "../../test/outcomes.ts";
import { countByStatus, ID_SPACE, openStages, type Stages, turns, turnsUntil } from "../../test/stages.ts";

const limits = { timeout: 60_000 };

/** As another node leaves it behind: pending, and in nobody's hand. */
async function leave(stages: Stages, idEndpoint: string, count: number): Promise<void> {
  const { version } = await stages.store.getRoutes(ID_SPACE);
  for (let i = 0; i < count; i++) {
    const now = Date.now();
    const head = { id: makeId("evt"), idSpace: ID_SPACE, event: "lead.create", occurredAt: now, createdAt: now };
    const event = { ...head, deliveryCount: 1, isTest: false, actor: null, correlationId: null, warnings: [] };
    const delivery = { id: makeId("dlv"), idEndpoint, status: "pending", isOwned: false } as const;
    const posted = { event, isTimeGiven: false, payload: Buffer.from("{}"), changes: null, routesVersion: version };
    assert.deepEqual(await stages.store.acceptEvents([{ ...posted, deliveries: [delivery] }]), [{ kind: "accepted" }]);
  }
}

test("what another node has left is taken up and sent when it is told", limits, async (t) => {
  const stages = await openStages({ attempt: async () => outcomeOf("delivered") });
  t.after(() => stages.close());
  const { id } = await stages.addEndpoint();
  await leave(stages, id, 20);
  stages.dispatcher.takeUp(await stages.store.listBacklog());
  await turnsUntil(async () => (await countByStatus(stages.store, id))["delivered"] === 20);
});

test("what another node has left for an endpoint that was paused meanwhile is held", limits, async (t) => {
  const stages = await openStages({ attempt: async () => assert.fail("nothing is sent") });
  t.after(() => stages.close());
  const { id } = await stages.addEndpoint();
  await stages.store.changeHealth(ID_SPACE, id, "pause");
  await turns(5);
  await leave(stages, id, 20);
  stages.dispatcher.takeUp(await stages.store.listBacklog());
  await turnsUntil(async () => (await countByStatus(stages.store, id))["held"] === 20);
});

test(
  "a node that was taken for dead drops what waits in its memory, and goes on with what it fetches",
  limits,
  async (t) => {
    let lose = () => {};
    const ends: (() => void)[] = [];
    const stages = await openStages({
      attempt: () => new Promise((resolve) => ends.push(() => resolve(outcomeOf("delivered")))),
      wrapStore: (store) => ({
        ...store,
        watchLost(listener) {
          const before = lose;
          lose = () => {
            before();
            listener();
          };
          return () => {};
        },
      }),
    });
    t.after(() => stages.close());
    const { id } = await stages.addEndpoint();
    await stages.post(50);
    await turnsUntil(() => ends.length === 10);
    assert.equal(stages.dispatcher.stats().inMemory, 50);
    lose();
    assert.equal(stages.dispatcher.stats().inMemory, 10, "what is being sent");
    await turnsUntil(async () => {
      for (const end of ends.splice(0)) end();
      return (await countByStatus(stages.store, id))["delivered"] === 50;
    });
  },
);
