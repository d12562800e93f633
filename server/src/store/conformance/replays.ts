import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Endpoint } from "../../core/endpoint.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Replay } from "../../core/replay.ts";
import { type Claims, NO_FILTER, only, outcomeOf, type World } from "./world.ts";

export const replayClaims: Claims = {
  async "counts and takes what has the wanted state in the span of time, and no test sends"(world) {
    const endpoint = await world.addEndpoint();
    const other = await world.addEndpoint();
    const failed = await ended(world, endpoint, "failed");
    world.clock.advance(1_000);
    const since = world.clock.now();
    const second = await ended(world, endpoint, "failed");
    const delivered = await ended(world, endpoint, "delivered");
    const held = only(await world.post([endpoint], { delivery: { status: "held", isOwned: false } }));
    await ended(world, other, "failed");
    only(await world.post([endpoint]));
    await sendTest(world, endpoint);
    world.clock.advance(1_000);
    const until = world.clock.now();
    const third = await ended(world, endpoint, "failed");

    const cases: [Partial<Replay>, string[]][] = [
      [{}, [failed, second, third]],
      [{ since }, [second, third]],
      [{ since, until }, [second]],
      [{ since, until, status: "delivered" }, [delivered]],
      [{ status: "held" }, [held]],
      [{ status: "discarded" }, []],
      [{ since, until, status: "all" }, [second, delivered, held]],
    ];
    for (const [patch, expected] of cases) {
      const replay = await insert(world, endpoint, patch);
      assert.deepEqual(await world.store.replays.count(replay, null), { count: expected.length, nextId: null });
      assert.deepEqual(await takeAll(world, replay), expected);
      await world.store.replays.end(replay.id, null);
    }
  },

  async "takes each delivery once, in the order of their ids, ready to be sent"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await ended(world, endpoint, "failed"));
    const replay = await insert(world, endpoint);
    const first = await world.store.replays.take(replay.id, 2);
    assert.deepEqual(
      first?.deliveries.map(({ id }) => id),
      ids.slice(0, 2),
    );
    assert.equal(first?.isExhausted, false);
    assert.partialDeepStrictEqual(first?.deliveries[0], {
      idSpace: world.idSpace,
      idEndpoint: endpoint.id,
      event: "lead.create",
      trigger: "replay",
      payload: Buffer.from('{"id":1}'),
    });
    assert.deepEqual(await takeAll(world, replay), ids.slice(2));
    assert.deepEqual(await world.store.replays.take(replay.id, 2), { deliveries: [], isExhausted: true });
  },

  async "leaves out what comes, or ends, after its start"(world) {
    const endpoint = await world.addEndpoint();
    const early = await ended(world, endpoint, "failed");
    const byHand = await ended(world, endpoint, "failed");
    const pending = only(await world.post([endpoint]));
    const replay = await insert(world, endpoint, { status: "all", total: 2 });
    world.clock.advance(1_000);
    await world.end(endpoint, pending, "failed");
    await world.end(endpoint, byHand, "delivered", "replay");
    await ended(world, endpoint, "failed");
    assert.deepEqual(await takeAll(world, replay), [early]);
  },

  async "keeps counters with the outcomes, and the endpoint's health out of it"(world) {
    const endpoint = await world.addEndpoint({ pauseAfter: 4 });
    const ids = [await ended(world, endpoint, "failed"), await ended(world, endpoint, "failed")];
    const replay = await insert(world, endpoint, { total: 2 });
    assert.deepEqual(await takeAll(world, replay), ids);
    await record(world, replay, ids[0], "delivered");
    await record(world, replay, ids[1], "gone");
    assert.partialDeepStrictEqual(await world.store.replays.get(world.idSpace, replay.id), {
      state: "running",
      total: 2,
      delivered: 1,
      failed: 1,
    });
    const { endpoints } = await world.store.getRoutes(world.idSpace);
    assert.partialDeepStrictEqual(only(endpoints).health, { status: "active", consecutiveFailures: 2 });
    const { items } = await world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace });
    assert.deepEqual(
      items.map(({ status, attemptCount }) => [status, attemptCount]),
      [
        ["failed", 2],
        ["delivered", 2],
      ],
    );
  },

  async "counts an outcome once, and none of a delivery that it has not in hand"(world) {
    const endpoint = await world.addEndpoint();
    const id = await ended(world, endpoint, "failed");
    const other = await ended(world, endpoint, "failed");
    const replay = await insert(world, endpoint, { total: 2 });
    await world.store.replays.take(replay.id, 1);
    for (const each of [id, id, other]) await record(world, replay, each, "failed");
    assert.partialDeepStrictEqual(await world.store.replays.get(world.idSpace, replay.id), { delivered: 0, failed: 1 });
  },

  async "has one running job for an endpoint, and a bounded number for a space"(world) {
    const { replays } = world.store;
    const [first, second, third] = [await world.addEndpoint(), await world.addEndpoint(), await world.addEndpoint()];
    const replay = await insert(world, first);
    assert.equal(await replays.insert(replayOf(world, first), 2), "endpoint_busy");
    await insert(world, second);
    assert.equal(await replays.insert(replayOf(world, third), 2), "space_full");
    await replays.end(replay.id, "manual");
    assert.equal(await replays.insert(replayOf(world, first), 2), "inserted");
  },

  async "ends a job once, with its reason, and gives nothing more of it"(world) {
    const endpoint = await world.addEndpoint();
    const ids = [await ended(world, endpoint, "failed"), await ended(world, endpoint, "failed")];
    const replay = await insert(world, endpoint, { total: 2 });
    await world.store.replays.take(replay.id, 1);
    world.clock.advance(1_000);
    const endedAt = world.clock.now();
    const cancelled = { ...replay, state: "cancelled", reason: "manual", endedAt };
    assert.deepEqual(await world.store.replays.end(replay.id, "manual"), cancelled);
    assert.deepEqual(await world.store.replays.end(replay.id, null), cancelled);
    assert.equal(await world.store.replays.take(replay.id, 1), null);
    await record(world, replay, ids[0], "delivered");
    assert.deepEqual(await world.store.replays.get(world.idSpace, replay.id), { ...cancelled, delivered: 1 });
    assert.equal(await world.store.replays.end("rpl_00000000000000000000", null), null);
    assert.equal(await world.store.replays.take("rpl_00000000000000000000", 1), null);
  },

  async "is found by its space only, and listed newest first, by endpoint"(world) {
    const [first, second] = [await world.addEndpoint(), await world.addEndpoint()];
    const replays = [await insert(world, first), await insert(world, second)];
    const query = { idSpace: world.idSpace, idEndpoint: null, limit: 1, cursor: null };
    const page = await world.store.replays.list(query);
    assert.deepEqual(page.items, [replays[1]]);
    const next = await world.store.replays.list({ ...query, cursor: page.nextCursor });
    assert.deepEqual(next, { items: [replays[0]], nextCursor: null });
    const ofFirst = { ...query, idEndpoint: first.id };
    assert.deepEqual((await world.store.replays.list(ofFirst)).items, [replays[0]]);
    assert.deepEqual((await world.store.replays.list({ ...ofFirst, idSpace: randomUUID() })).items, []);
    assert.equal(await world.store.replays.get(randomUUID(), String(replays[0]?.id)), null);
    await assert.rejects(world.store.replays.list({ ...query, cursor: "ep_1" }), /invalid_cursor/);
  },

  async "is in the hand of the node that has started it, and of no other"(world) {
    const endpoint = await world.addEndpoint();
    await ended(world, endpoint, "failed");
    await insert(world, endpoint);
    assert.deepEqual(await world.store.replays.claim(), []);
  },

  async "goes on in the next node after a death, with what was in hand and nothing else again"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let at = 0; at < 6; at++) ids.push(await ended(world, endpoint, "failed"));
    const replay = await insert(world, endpoint, { total: 6 });
    await world.store.replays.take(replay.id, 3);
    await record(world, replay, ids[1], "delivered");
    await world.reopen("death");
    const claimed = only(await world.store.replays.claim());
    assert.deepEqual(claimed.replay, { ...replay, delivered: 1 });
    assert.deepEqual(
      claimed.inHand.map(({ id, trigger }) => [id, trigger]),
      [
        [ids[0], "replay"],
        [ids[2], "replay"],
      ],
    );
    assert.deepEqual(await world.store.replays.claim(), []);
    assert.deepEqual(await takeAll(world, replay), ids.slice(3));
    for (const id of [ids[0], ...ids.slice(2)]) await record(world, replay, id, "failed");
    assert.partialDeepStrictEqual(await world.store.replays.end(replay.id, null), {
      state: "done",
      delivered: 1,
      failed: 5,
    });
    await world.reopen("stop");
    assert.deepEqual(await world.store.replays.claim(), []);
  },

  async "is claimed again once it was left, with what was in hand"(world) {
    const endpoint = await world.addEndpoint();
    const ids = [await ended(world, endpoint, "failed"), await ended(world, endpoint, "failed")];
    const replay = await insert(world, endpoint, { total: 2 });
    await world.store.replays.take(replay.id, 1);
    await world.store.replays.leave(replay.id);
    assert.equal(await world.store.replays.take(replay.id, 1), null);
    assert.equal(only(only(await world.store.replays.claim()).inHand).id, ids[0]);
    assert.deepEqual(await takeAll(world, replay), ids.slice(1));
  },

  async "does not take up again what has a turn of its own by now, or is gone"(world) {
    const endpoint = await world.addEndpoint();
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    const old = await ended(world, endpoint, "failed");
    world.clock.advance(2 * 86_400_000);
    const held = only(await world.post([endpoint], { delivery: { status: "held", isOwned: false } }));
    const replay = await insert(world, endpoint, { status: "all", total: 2 });
    assert.deepEqual(await takeAll(world, replay), [old, held]);
    await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    await world.claim(endpoint);
    while ((await world.store.prune(world.clock.now() - 1, 100)) > 0);
    await world.reopen("stop");
    assert.deepEqual(only(await world.store.replays.claim()).inHand, []);
  },

  async "is deleted when retention has come to its end"(world) {
    const endpoint = await world.addEndpoint();
    const replay = await insert(world, endpoint);
    world.clock.advance(1_000);
    assert.equal(await world.store.prune(world.clock.now(), 100), 0, "it is running");
    await world.store.replays.end(replay.id, null);
    assert.equal(await world.store.prune(world.clock.now(), 100), 0, "it has just ended");
    world.clock.advance(1);
    assert.equal(await world.store.prune(world.clock.now(), 100), 1);
    assert.equal(await world.store.replays.get(world.idSpace, replay.id), null);
  },
};

/** A delivery whose turn is over. */
async function ended(world: World, endpoint: Endpoint, kind: Outcome["kind"]): Promise<string> {
  const id = only(await world.post([endpoint]));
  await world.end(endpoint, id, kind);
  return id;
}

async function sendTest({ store, makeId, clock, idSpace }: World, { id: idEndpoint }: Endpoint): Promise<void> {
  const now = clock.now();
  const event = { id: makeId("evt"), idSpace, event: "tag.create", occurredAt: now, createdAt: now };
  await store.recordTest({
    event: { ...event, deliveryCount: 1, isTest: true, warnings: [], actor: null, correlationId: null },
    payload: Buffer.from("{}"),
    idDelivery: makeId("dlv"),
    idEndpoint,
    outcome: outcomeOf("failed", makeId("att"), now),
  });
}

/** A job over all that has failed until now. */
function replayOf(
  { makeId, clock, idSpace }: World,
  { id: idEndpoint }: Endpoint,
  patch: Partial<Replay> = {},
): Replay {
  const now = clock.now();
  const range = { since: 0, until: now + 1, beforeId: makeId("dlv"), status: "failed", createdAt: now } as const;
  const counters = { total: 0, delivered: 0, failed: 0 };
  const job = { id: makeId("rpl"), idSpace, idEndpoint, state: "running", reason: null, endedAt: null } as const;
  return { ...job, ...range, ...counters, ...patch };
}

async function insert(world: World, endpoint: Endpoint, patch?: Partial<Replay>): Promise<Replay> {
  const replay = replayOf(world, endpoint, patch);
  assert.equal(await world.store.replays.insert(replay, 100), "inserted");
  return replay;
}

/** The ids of all that is left of a job's range. */
async function takeAll({ store }: World, { id }: Replay): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const taken = await store.replays.take(id, 2);
    assert.ok(taken, "the job is in hand");
    ids.push(...taken.deliveries.map((delivery) => delivery.id));
    if (taken.isExhausted) return ids;
  }
}

async function record(world: World, replay: Replay, idDelivery = "", kind: Outcome["kind"]): Promise<void> {
  const { idSpace, idEndpoint } = replay;
  const outcome = outcomeOf(kind, world.makeId("att"), world.clock.now());
  await world.store.replays.record(replay.id, [{ idDelivery, idSpace, idEndpoint, trigger: "replay", outcome }]);
}
