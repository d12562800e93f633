import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createManualClock, type ManualClock } from "../../test/manual-clock.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import { ID_SPACE, newEndpoint, strictLog, turnsUntil } from "../../test/stages.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { createIds } from "../core/ids.ts";
import type { Outcome } from "../core/outcome.ts";
import { createEndpointDirectory } from "../store/endpoint-directory.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import { createReplayJobs } from "./replays.ts";

interface World extends Awaited<ReturnType<typeof openWorld>> {}

/** Jobs on a real store, with attempts of the test's own. */
async function openWorld(
  t: TestContext,
  attempt: (delivery: OwedDelivery, endpoint: Endpoint) => Promise<Outcome>,
  replayPerSecond = 1_000,
) {
  const clock: ManualClock = createManualClock();
  const makeId = createIds(clock, randomBytes);
  const store = await openSqliteStore({ path: ":memory:", idNode: makeId("node"), clock });
  const stored = createEndpointDirectory(store);
  const listener = { isElsewhere: false };
  const directory: Pick<typeof stored, "endpoint"> = {
    async endpoint(idSpace, idEndpoint) {
      const found = await stored.endpoint(idSpace, idEndpoint);
      return found && { ...found, ...listener };
    },
  };
  const log: [string, object][] = [];
  const jobs = createReplayJobs({
    clock,
    log: { ...strictLog, info: (fields, message) => void log.push([message, fields]) },
    makeId,
    store,
    directory,
    attempt: ({ delivery, endpoint }) => attempt(delivery, endpoint),
    observe() {},
    observeEnd() {},
    replayPerSecond,
    leaseMs: null,
    inFlightMax: 1024,
    liveInFlight: () => 0,
  });
  t.after(async () => {
    await jobs.stop();
    stored.close();
    await store.close({ isClean: true });
  });
  const endpoint = newEndpoint({ isListener: true });
  assert.ok(await store.insertEndpoint(endpoint, 10));
  return { clock, makeId, store, jobs, endpoint, listener, log };
}

/** Deliveries that have failed. Their ids. */
async function fail({ clock, makeId, store, endpoint }: World, count: number): Promise<string[]> {
  const { version } = await store.getRoutes(ID_SPACE);
  const deliveries = Array.from({ length: count }, () => makeId("dlv"));
  const now = clock.now();
  const posted = deliveries.map((id) => ({
    event: {
      ...{ id: makeId("evt"), idSpace: ID_SPACE, event: "lead.create", occurredAt: now, createdAt: now },
      ...{ deliveryCount: 1, isTest: false, warnings: [], actor: null, correlationId: null },
    },
    isTimeGiven: false,
    changes: null,
    payload: Buffer.from("{}"),
    routesVersion: version,
    deliveries: [{ id, idEndpoint: endpoint.id, status: "pending" as const, isOwned: true }],
  }));
  await store.acceptEvents(posted);
  const ended = { idSpace: ID_SPACE, idEndpoint: endpoint.id, trigger: "event" as const };
  for (let at = 0; at < count; at += 500) {
    const some = deliveries.slice(at, at + 500);
    await store.recordOutcomes(some.map((idDelivery) => ({ ...ended, idDelivery, outcome: outcomeOf("failed") })));
  }
  await store.changeHealth(ID_SPACE, endpoint.id, "resume");
  return deliveries;
}

async function start({ jobs, endpoint }: World) {
  const wanted = { idSpace: ID_SPACE, idEndpoint: endpoint.id, since: 0, until: null, status: "failed" as const };
  const started = await jobs.start(wanted);
  assert.ok(started.kind === "started");
  return started.replay;
}

/** Lets time pass, a little each turn, until the job is over. */
async function untilEnded({ clock, store }: World, id: string) {
  for (;;) {
    const replay = await store.replays.get(ID_SPACE, id);
    assert.ok(replay);
    if (replay.state !== "running") return replay;
    clock.advance(10);
    await new Promise(setImmediate);
  }
}

test("a job sends each of its deliveries once, in order, at most ten at a time", async (t) => {
  const sent: string[] = [];
  let inFlight = 0;
  let most = 0;
  const world = await openWorld(t, async ({ id }) => {
    const isOdd = sent.push(id) % 2 === 1;
    most = Math.max(most, ++inFlight);
    await new Promise(setImmediate);
    inFlight--;
    return outcomeOf(isOdd ? "delivered" : "failed");
  });
  const ids = await fail(world, 101);
  const { id, total } = await start(world);
  assert.equal(total, 101);
  const ended = await untilEnded(world, id);
  assert.deepEqual([ended.state, ended.delivered, ended.failed], ["done", 51, 50]);
  assert.deepEqual(sent, ids);
  assert.ok(most <= 10, `${most} at once`);
  assert.deepEqual(
    world.log.map(([message]) => message),
    ["replay started", "replay ended"],
  );
});

test("a large range is counted in steps", async (t) => {
  const world = await openWorld(t, async () => outcomeOf("delivered"));
  await fail(world, 5_001);
  const counting = world.jobs.count({
    idSpace: ID_SPACE,
    idEndpoint: world.endpoint.id,
    since: 0,
    until: null,
    status: "failed",
  });
  await turnsUntil(() => world.clock.waitingCount() === 1);
  world.clock.advance(10);
  assert.equal(await counting, 5_001);
});

test("nothing is sent faster than the rate", async (t) => {
  let sent = 0;
  const world = await openWorld(
    t,
    async () => {
      sent++;
      return outcomeOf("delivered");
    },
    10,
  );
  await fail(world, 30);
  const { id } = await start(world);
  for (let ms = 0; ms < 1_000; ms += 10) {
    world.clock.advance(10);
    await new Promise(setImmediate);
  }
  assert.ok(sent >= 9 && sent <= 11, `${sent} in the first second`);
  await untilEnded(world, id);
  assert.equal(sent, 30);
});

test("a paused endpoint gets its replays, and a deleted one ends the job with that reason", async (t) => {
  let sent = 0;
  const world = await openWorld(
    t,
    async () => {
      sent++;
      return outcomeOf("gone");
    },
    10,
  );
  await fail(world, 30);
  await world.store.changeHealth(ID_SPACE, world.endpoint.id, "pause");
  const { id } = await start(world);
  await turnsUntil(() => sent > 0);
  assert.equal((await world.store.replays.get(ID_SPACE, id))?.state, "running");
  await world.store.deleteEndpoint(ID_SPACE, world.endpoint.id);
  const ended = await untilEnded(world, id);
  assert.deepEqual([ended.state, ended.reason], ["cancelled", "endpoint_deleted"]);
  assert.equal(ended.failed, sent);
  assert.ok(sent < 30);
});

test("a cancel begins nothing more, and what was in flight is counted", async (t) => {
  const { promise: answer, resolve } = Promise.withResolvers<Outcome>();
  let sent = 0;
  const world = await openWorld(t, () => {
    sent++;
    return answer;
  });
  await fail(world, 30);
  const { id } = await start(world);
  await turnsUntil(() => sent === 10);
  assert.equal((await world.jobs.cancel(ID_SPACE, id))?.state, "cancelled");
  resolve(outcomeOf("delivered"));
  await turnsUntil(() => {
    world.clock.advance(100);
    return world.jobs.runningCount() === 0;
  });
  const replay = await world.store.replays.get(ID_SPACE, id);
  assert.deepEqual([replay?.state, replay?.delivered, sent], ["cancelled", 10, 10]);
});

test("what was sent by hand meanwhile is skipped", async (t) => {
  const world = await openWorld(t, async () => outcomeOf("delivered"), 1);
  const ids = await fail(world, 3);
  const { id } = await start(world);
  const ended = { idSpace: ID_SPACE, idEndpoint: world.endpoint.id, trigger: "replay" as const };
  await world.store.recordOutcomes([{ ...ended, idDelivery: ids[2] ?? "", outcome: outcomeOf("delivered") }]);
  const replay = await untilEnded(world, id);
  assert.deepEqual([replay.state, replay.total, replay.delivered], ["done", 3, 2]);
});

test("what a listener does not answer as it goes to another node counts for nothing, and is left to that one", async (t) => {
  const unreachable: Outcome = {
    ...outcomeOf("failed"),
    kind: "failed",
    error: { code: "listener_unreachable", detail: "another node has this listener now" },
  };
  const asked = new Map<string, number>();
  const world = await openWorld(t, async ({ id }) => {
    asked.set(id, (asked.get(id) ?? 0) + 1);
    if (asked.size <= 12 || !isAway) return outcomeOf("delivered");
    world.listener.isElsewhere = true;
    return unreachable;
  });
  let isAway = true;
  const { jobs, clock, listener, log, store } = world;
  const ids = await fail(world, 30);
  const { id } = await start(world);
  await turnsUntil(() => {
    clock.advance(10);
    return jobs.runningCount() === 0;
  });
  const left = await store.replays.get(ID_SPACE, id);
  assert.deepEqual([left?.state, left?.delivered, left?.failed], ["running", 12, 0]);
  assert.equal(log.at(-1)?.[0], "replay left to the node that has its listener");
  // The listener is back.
  isAway = false;
  listener.isElsewhere = false;
  jobs.watch();
  const ended = await untilEnded(world, id);
  assert.deepEqual([ended.state, ended.delivered, ended.failed], ["done", 30, 0]);
  assert.deepEqual([...asked.keys()].sort(), ids);
});
