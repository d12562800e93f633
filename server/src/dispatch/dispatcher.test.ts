import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { workingFolder } from "../../test/node-process.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import {
  countByStatus,
  ID_SPACE,
  numberOf,
  openStages,
  type Stages,
  type StagesOptions,
  turnsUntil,
} from "../../test/stages.ts";

/** A vain wait for a state ends here. Far above what a test needs on a busy machine. */
const limits = { timeout: 60_000 };

async function open(t: TestContext, options: StagesOptions): Promise<Stages> {
  const stages = await openStages(options);
  t.after(() => stages.close());
  return stages;
}

/** An attempt that ends when the test says so. */
function attemptsByHand() {
  const started: { n: number; idEndpoint: string; end(kind: "delivered" | "failed" | "gone"): void }[] = [];
  const attempt: StagesOptions["attempt"] = ({ delivery }) =>
    new Promise((resolve) => {
      const end = (kind: "delivered" | "failed" | "gone") => resolve(outcomeOf(kind));
      started.push({ n: numberOf(delivery), idEndpoint: delivery.idEndpoint, end });
    });
  return { started, attempt };
}

test("a dead endpoint sees exactly ten requests, is paused, and the rest is held", limits, async (t) => {
  let requests = 0;
  const stages = await open(t, {
    attempt: async () => {
      requests++;
      return outcomeOf("failed");
    },
  });
  const { id } = await stages.addEndpoint();
  await stages.post(3000);
  await turnsUntil(async () => (await stages.store.stats()).heldCount === 2990);
  assert.equal(requests, 10);
  assert.deepEqual(await countByStatus(stages.store, id), { failed: 10, held: 2990 });
  const [endpoint] = (await stages.store.getRoutes(ID_SPACE)).endpoints;
  assert.equal(endpoint?.health.pausedReason, "failures");
  assert.equal(endpoint?.health.consecutiveFailures, 10);
});

test("ten requests at most are in flight to a new endpoint, and each success lets one more in", limits, async (t) => {
  const { started, attempt } = attemptsByHand();
  const stages = await open(t, { attempt, inFlightPerEndpointMax: 13 });
  await stages.addEndpoint();
  await stages.post(40);
  await turnsUntil(() => started.length === 10);
  for (const one of started.splice(0)) one.end("delivered");
  await turnsUntil(() => started.length === 13);
  for (let ended = 10; ended < 40; ended += started.splice(0).map((one) => one.end("delivered")).length) {
    await turnsUntil(() => started.length === Math.min(13, 40 - ended));
  }
  await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
});

test("a failure's place is not given away before it is recorded, so the pause is never late", limits, async (t) => {
  const { started, attempt } = attemptsByHand();
  const stages = await open(t, { attempt });
  const { id } = await stages.addEndpoint({ pauseAfter: 3 });
  await stages.post(20);
  await turnsUntil(() => started.length === 3);
  for (const one of started) one.end("failed");
  await turnsUntil(async () => (await stages.store.stats()).heldCount === 17);
  assert.equal(started.length, 3);
  assert.deepEqual(await countByStatus(stages.store, id), { failed: 3, held: 17 });
});

test("an endpoint that hangs on 10,000 events keeps no other waiting", limits, async (t) => {
  let isReleased = false;
  let goodCount = 0;
  const hanging: (() => void)[] = [];
  const stages = await open(t, {
    deliveriesMax: 2000,
    attempt: async ({ delivery, endpoint }) => {
      if (endpoint.description !== "hangs") goodCount++;
      else if (!isReleased) await new Promise<void>((resolve) => hanging.push(resolve));
      return outcomeOf(delivery.idEndpoint === endpoint.id ? "delivered" : "failed");
    },
  });
  const bad = await stages.addEndpoint({ description: "hangs", events: ["lead.create"] });
  await stages.post(10_000);
  assert.equal(hanging.length, 10);
  const good = await stages.addEndpoint();
  await stages.post(500);
  await turnsUntil(() => goodCount === 500);
  assert.equal(hanging.length, 10);
  assert.ok(stages.dispatcher.stats().inMemory <= 2000);
  isReleased = true;
  for (const release of hanging) release();
  await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
  assert.deepEqual(await countByStatus(stages.store, good.id), { delivered: 500 });
  assert.deepEqual(await countByStatus(stages.store, bad.id), { delivered: 10_500 });
});

test("memory stays within its bound, and what waits in the store is sent in order all the same", limits, async (t) => {
  const order: number[] = [];
  let mostInMemory = 0;
  const stages: Stages = await open(t, {
    deliveriesMax: 400,
    deliveriesPerLaneMax: 200,
    inFlightPerEndpointMax: 1,
    attempt: async ({ delivery }) => {
      order.push(numberOf(delivery));
      mostInMemory = Math.max(mostInMemory, stages.dispatcher.stats().inMemory);
      return outcomeOf("delivered");
    },
  });
  const { id } = await stages.addEndpoint();
  await Promise.all([stages.post(1000), stages.post(1000), stages.post(1000)]);
  await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
  assert.deepEqual(
    order,
    Array.from({ length: 3000 }, (_, i) => i),
  );
  assert.ok(mostInMemory <= 400, `${mostInMemory} in memory`);
  assert.deepEqual(await countByStatus(stages.store, id), { delivered: 3000 });
  assert.equal(stages.dispatcher.stats().inMemory, 0);
});

test(
  "a manual pause holds what waits, lets what is in flight end, and a resume sends it in order",
  limits,
  async (t) => {
    const order: number[] = [];
    const { started, attempt } = attemptsByHand();
    const stages = await open(t, { attempt });
    const { id } = await stages.addEndpoint();
    await stages.post(30);
    await turnsUntil(() => started.length === 10);
    await stages.store.changeHealth(ID_SPACE, id, "pause");
    await turnsUntil(async () => (await stages.store.stats()).heldCount === 20);
    await stages.post(5);
    for (const one of started.splice(0)) one.end("delivered");
    await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
    assert.deepEqual(await countByStatus(stages.store, id), { delivered: 10, held: 25 });
    assert.equal(started.length, 0);

    await stages.store.changeHealth(ID_SPACE, id, "resume");
    while (order.length < 25) {
      await turnsUntil(() => started.length > 0);
      for (const one of started.splice(0)) {
        order.push(one.n);
        one.end("delivered");
      }
    }
    assert.deepEqual(
      order,
      Array.from({ length: 25 }, (_, i) => i + 10),
    );
  },
);

test("a pause and a resume in one breath lose nothing that was held in between", limits, async (t) => {
  const stages = await open(t, { attempt: async () => outcomeOf("delivered") });
  const { id } = await stages.addEndpoint();
  const pausing = stages.store.changeHealth(ID_SPACE, id, "pause");
  const posting = stages.post(50);
  const resuming = stages.store.changeHealth(ID_SPACE, id, "resume");
  await Promise.all([pausing, posting, resuming]);
  await stages.post(50);
  await turnsUntil(async () => (await countByStatus(stages.store, id))["delivered"] === 100);
});

test("what is discarded on resume is what was held by then, and never a later event", limits, async (t) => {
  const stages = await open(t, { attempt: async () => outcomeOf("delivered") });
  const endpoint = await stages.addEndpoint();
  await stages.store.changeHealth(ID_SPACE, endpoint.id, "pause");
  await stages.post(1200);
  assert.equal(await stages.dispatcher.discardHeld(endpoint), 1200);
  await stages.store.changeHealth(ID_SPACE, endpoint.id, "resume");
  await stages.post(10);
  await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
  assert.deepEqual(await countByStatus(stages.store, endpoint.id), { discarded: 1200, delivered: 10 });
});

test("deleting an endpoint with thousands pending ends them visibly", limits, async (t) => {
  const { started, attempt } = attemptsByHand();
  const stages = await open(t, { attempt });
  const { id } = await stages.addEndpoint();
  await stages.post(2500);
  await turnsUntil(() => started.length === 10);
  await stages.store.deleteEndpoint(ID_SPACE, id);
  for (const one of started) one.end("delivered");
  await turnsUntil(async () => (await countByStatus(stages.store, id))["discarded"] === 2490);
  assert.deepEqual(await countByStatus(stages.store, id), { delivered: 10, discarded: 2490 });
  assert.equal(started.length, 10);
});

test("a change of URL takes effect for the next attempt, also of events that waited already", limits, async (t) => {
  const urls: string[] = [];
  const releases: (() => void)[] = [];
  const stages = await open(t, {
    inFlightPerEndpointMax: 1,
    attempt: async ({ endpoint }) => {
      urls.push(endpoint.url);
      await new Promise<void>((resolve) => releases.push(resolve));
      return outcomeOf("delivered");
    },
  });
  const { id, url } = await stages.addEndpoint();
  await stages.post(2);
  await turnsUntil(() => urls.length === 1);
  await stages.store.updateEndpoint(ID_SPACE, id, { url: "https://new.example/" });
  releases[0]?.();
  await turnsUntil(() => urls.length === 2);
  assert.deepEqual(urls, [url, "https://new.example/"]);
  releases[1]?.();
});

test("410 pauses at once and the rest is held", limits, async (t) => {
  const { started, attempt } = attemptsByHand();
  const stages = await open(t, { attempt });
  const { id } = await stages.addEndpoint();
  await stages.post(100);
  await turnsUntil(() => started.length === 10);
  started[0]?.end("gone");
  await turnsUntil(async () => (await stages.store.stats()).heldCount === 90);
  for (const one of started.slice(1)) one.end("delivered");
  await turnsUntil(async () => (await stages.store.stats()).pendingCount === 0);
  assert.deepEqual(await countByStatus(stages.store, id), { delivered: 9, failed: 1, held: 90 });
});

test(
  "a stop ends what is in flight; the next start sends the rest, each once, and none as a takeover",
  limits,
  async (t) => {
    const folder = workingFolder();
    t.after(() => folder.remove());
    const path = `${folder.path}/posthorn.db`;
    const { started, attempt } = attemptsByHand();
    const first = await openStages({ path, attempt });
    const { id } = await first.addEndpoint();
    await first.post(300);
    await turnsUntil(() => started.length === 10);
    const stopped = first.close();
    for (const one of started) one.end("delivered");
    await stopped;

    const triggers = new Set<string>();
    const sent: number[] = [];
    const second = await open(t, {
      path,
      attempt: async ({ delivery }) => {
        triggers.add(delivery.trigger);
        sent.push(numberOf(delivery));
        return outcomeOf("delivered");
      },
    });
    await second.dispatcher.start();
    await turnsUntil(async () => (await second.store.stats()).pendingCount === 0);
    assert.deepEqual(
      sent,
      Array.from({ length: 290 }, (_, i) => i + 10),
    );
    assert.deepEqual([...triggers], ["event"]);
    assert.deepEqual(await countByStatus(second.store, id), { delivered: 300 });
  },
);
