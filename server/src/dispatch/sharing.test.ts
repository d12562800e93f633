import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "../../test/outcomes.ts";
import {
  countByStatus,
  ID_SPACE,
  openStages,
  type Stages,
  type StagesOptions,
  spaceOf,
  turns,
  turnsUntil,
} from "../../test/stages.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

const limits = { timeout: 60_000 };

/** Endpoints described as "hangs" do so until they are released; the others answer at once. */
async function openWithHanging(options: Omit<StagesOptions, "attempt">) {
  const hanging: (() => void)[] = [];
  let isReleased = false;
  let good = 0;
  const stages = await openStages({
    ...options,
    async attempt({ endpoint }) {
      if (endpoint.description !== "hangs") good++;
      else if (!isReleased) await new Promise<void>((resolve) => hanging.push(resolve));
      return outcomeOf("delivered");
    },
  });
  const release = () => {
    isReleased = true;
    for (const end of hanging.splice(0)) end();
  };
  return { stages, hanging, release, goodCount: () => good };
}

async function addHanging(stages: Stages, count: number, events: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await stages.addEndpoint({ description: "hangs", idSpace: spaceOf(n) });
    await stages.post(events, spaceOf(n));
  }
}

test("however many endpoints hang with a full window, one that comes late is sent to at once", limits, async (t) => {
  const { stages, release, goodCount } = await openWithHanging({});
  t.after(() => stages.close());
  await addHanging(stages, 160, 12);
  await stages.addEndpoint();
  await stages.post(1);
  await turnsUntil(() => goodCount() === 1);
  release();
});

test("however many hanging endpoints fill the memory, one that comes late finds room", limits, async (t) => {
  const { stages, release, goodCount } = await openWithHanging({ deliveriesMax: 2000, deliveriesPerLaneMax: 100 });
  t.after(() => stages.close());
  await addHanging(stages, 40, 120);
  await stages.addEndpoint();
  await stages.post(1);
  await turnsUntil(() => goodCount() === 1);
  assert.ok(stages.dispatcher.stats().inMemory <= 2000);
  release();
});

test("room that closing lanes give back reaches the one that waits for it", limits, async (t) => {
  const { stages, release } = await openWithHanging({ deliveriesMax: 40, deliveriesPerLaneMax: 40 });
  t.after(() => stages.close());
  await addHanging(stages, 40, 40);
  for (let n = 0; n < 50; n++) await stages.addEndpoint({ events: ["lead.delete"], idSpace: spaceOf(500 + n) });
  const late = await stages.addEndpoint();
  await stages.post(3);
  for (let n = 1; n <= 40; n++) {
    const [endpoint] = (await stages.store.getRoutes(spaceOf(n))).endpoints;
    await stages.store.changeHealth(spaceOf(n), endpoint?.id ?? "", "pause");
  }
  release();
  await turnsUntil(async () => (await countByStatus(stages.store, late.id))["delivered"] === 3);
});

test("room promised to events that were not written reaches the one that waits for it", limits, async (t) => {
  const gate = Promise.withResolvers<void>();
  let isGated = false;
  const stages = await openStages({
    deliveriesMax: 8,
    attempt: async () => outcomeOf("delivered"),
    wrapStore: (store) => ({
      ...store,
      async acceptEvents(events) {
        if (!isGated) return store.acceptEvents(events);
        await gate.promise;
        throw new StoreUnavailable("disk full");
      },
    }),
  });
  t.after(() => stages.close());
  for (let n = 1; n <= 11; n++) await stages.addEndpoint({ idSpace: spaceOf(n) });
  const waiting = await stages.addEndpoint();
  await stages.store.changeHealth(ID_SPACE, waiting.id, "pause");
  await stages.post(10);
  isGated = true;
  const posting = Promise.allSettled(Array.from({ length: 11 }, (_, n) => stages.post(4, spaceOf(n + 1))));
  await turns(2);
  await stages.store.changeHealth(ID_SPACE, waiting.id, "resume");
  await turns(5);
  gate.resolve();
  await posting;
  await turnsUntil(async () => (await countByStatus(stages.store, waiting.id))["delivered"] === 10);
  assert.equal(stages.dispatcher.stats().inMemory, 0);
});

test("while outcomes cannot be recorded, sending comes to an end by itself", limits, async (t) => {
  let isFull = true;
  let sent = 0;
  const stages = await openStages({
    inFlightMax: 50,
    async attempt() {
      sent++;
      return outcomeOf("delivered");
    },
    wrapStore: (store) => ({
      ...store,
      recordOutcomes: (ended) =>
        isFull ? Promise.reject(new StoreUnavailable("disk full")) : store.recordOutcomes(ended),
    }),
  });
  t.after(() => stages.close());
  const { id } = await stages.addEndpoint();
  await stages.post(900);
  await turns(200);
  assert.ok(sent <= 100, `${sent} were sent`);
  isFull = false;
  await turnsUntil(async () => (await countByStatus(stages.store, id))["delivered"] === 900);
});
