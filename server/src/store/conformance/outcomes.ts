import assert from "node:assert/strict";
import type { Endpoint } from "../../core/endpoint.ts";
import type { EndpointHealth } from "../../core/endpoint-health.ts";
import { type Claims, only, outcomeOf, type World } from "./world.ts";

export const outcomeClaims: Claims = {
  async "keeps all the evidence of each attempt, oldest first, with its trigger"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    world.clock.advance(40);
    await world.end(endpoint, id, "failed");
    const endedAt = world.clock.now();
    world.clock.advance(40);
    const bare = outcomeOf("failed", world.makeId("att"), world.clock.now());
    const timing = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
    bare.attempt = { ...bare.attempt, timing, response: null, remoteAddress: null };
    const at = { idSpace: world.idSpace, idEndpoint: endpoint.id };
    await world.store.recordOutcomes([{ idDelivery: id, ...at, trigger: "replay", outcome: bare }]);

    const detail = await world.store.getDelivery(world.idSpace, id);
    const [first, second] = detail?.attempts ?? [];
    const expected = outcomeOf("failed", first?.id ?? "", endedAt);
    const error = { code: "status", detail: "It answered 500." };
    assert.deepEqual(first && plain(first), { ...plain(expected.attempt), trigger: "event", error });
    assert.deepEqual(second, { ...bare.attempt, trigger: "replay", error });
    assert.deepEqual(detail?.delivery, {
      ...{ id, idSpace: world.idSpace, idEndpoint: endpoint.id, idEvent: detail?.event.id, event: "lead.create" },
      ...{ status: "failed", createdAt: detail?.event.createdAt, endedAt, attemptCount: 2 },
      ...{ lastResponseStatus: null, lastErrorCode: "status", lastDurationMs: 12.5 },
    });
  },

  async "pauses at exactly pause_after failures in a row, and says so once"(world) {
    const endpoint = await world.addEndpoint({ pauseAfter: 3 });
    const ids = await postTimes(world, endpoint, 7);
    const ends = ["failed", "failed", "delivered", "failed", "failed", "failed", "failed"] as const;
    const idEndpoint = endpoint.id;
    const recorded = await world.store.recordOutcomes(
      ends.map((kind, at) => {
        const outcome = outcomeOf(kind, world.makeId("att"), world.clock.now());
        return { idDelivery: ids[at] ?? "", idSpace: world.idSpace, idEndpoint, trigger: "event", outcome };
      }),
    );
    assert.deepEqual(
      recorded.map(({ health }) => health?.consecutiveFailures),
      [1, 2, 0, 1, 2, 3, 4],
    );
    assert.deepEqual(
      recorded.map(({ hasPaused }) => hasPaused),
      [false, false, false, false, false, true, false],
    );
    const health = await healthOf(world);
    assert.deepEqual(
      [health?.status, health?.pausedReason, health?.pausedAt],
      ["paused", "failures", world.clock.now()],
    );
    assert.equal(health?.lastFailure?.idDelivery, ids[6]);
  },

  async "keeps the failure counter through a death"(world) {
    const endpoint = await world.addEndpoint({ pauseAfter: 2 });
    const [first = "", second = ""] = await postTimes(world, endpoint, 2);
    await world.end(endpoint, first, "failed");
    await world.reopen("death");
    await world.claim(endpoint);
    assert.equal((await world.end(endpoint, second, "failed", "takeover")).hasPaused, true);
  },

  async "pauses at once at 410, bumps the version and tells who watches"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    const heard: string[] = [];
    world.store.watchEndpoints(({ idEndpoint }) => heard.push(idEndpoint));
    assert.equal((await world.end(endpoint, id, "gone")).hasPaused, true);
    assert.deepEqual(heard, [endpoint.id]);
    assert.equal((await world.store.getRoutes(world.idSpace)).version, 2);
    assert.equal((await healthOf(world))?.pausedReason, "gone");
  },

  async "counts neither replays nor test sends, and a replay makes good what had failed"(world) {
    const endpoint = await world.addEndpoint({ pauseAfter: 2 });
    const id = only(await world.post([endpoint]));
    await world.end(endpoint, id, "failed");
    const replay = await world.store.loadForReplay(world.idSpace, id);
    assert.deepEqual([replay?.id, replay?.trigger, replay?.payload.length], [id, "replay", 8]);
    assert.equal((await world.end(endpoint, id, "gone", "replay")).status, "failed");
    await recordTest(world, endpoint, "failed");
    assert.equal((await world.end(endpoint, id, "delivered", "replay")).status, "delivered");
    assert.equal((await world.end(endpoint, id, "failed", "replay")).status, "delivered");
    const health = await healthOf(world);
    assert.deepEqual([health?.status, health?.consecutiveFailures], ["active", 1]);
  },

  async "lets a replay beside a pending delivery neither end nor count it"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    assert.equal((await world.end(endpoint, id, "delivered", "replay")).status, "pending");
    assert.equal((await world.end(endpoint, id, "failed")).status, "failed");
    assert.equal((await world.store.getDelivery(world.idSpace, id))?.delivery.attemptCount, 2);
  },

  async "keeps an outcome that comes too late as an attempt that changes nothing"(world) {
    const endpoint = await world.addEndpoint({ pauseAfter: 1 });
    const [ended = "", held = "", unowned = ""] = await postTimes(world, endpoint, 2).then(async (ids) => [
      ...ids,
      ...(await world.post([endpoint], { delivery: { isOwned: false } })),
    ]);
    await world.end(endpoint, ended, "delivered");
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    await world.store.releasePending(endpoint.id, [ended, unowned], 10);
    await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    for (const [id, status] of [
      [ended, "delivered"],
      [held, "held"],
      [unowned, "pending"],
    ] as const) {
      const recorded = await world.end(endpoint, id, "failed");
      assert.deepEqual([recorded.status, recorded.hasPaused], [status, false]);
      assert.equal(recorded.health?.consecutiveFailures, 0);
      const attempts = (await world.store.getDelivery(world.idSpace, id))?.attempts ?? [];
      assert.equal(attempts.at(-1)?.error?.code, "status");
    }
  },

  async "ends what was in flight when its endpoint was paused or deleted"(world) {
    const endpoint = await world.addEndpoint();
    const [first = "", second = ""] = await postTimes(world, endpoint, 2);
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    const afterPause = await world.end(endpoint, first, "failed");
    assert.deepEqual(
      [afterPause.status, afterPause.hasPaused, afterPause.health?.pausedReason],
      ["failed", false, "manual"],
    );
    await world.store.deleteEndpoint(world.idSpace, endpoint.id);
    const afterDelete = await world.end(endpoint, second, "delivered");
    assert.deepEqual(afterDelete, { status: "delivered", health: null, hasPaused: false });
  },

  async "knows nothing of a delivery that is not there"(world) {
    const endpoint = await world.addEndpoint();
    const recorded = await world.end(endpoint, world.makeId("dlv"), "failed");
    assert.deepEqual(recorded, { status: null, health: endpoint.health, hasPaused: false });
  },

  async "shows a test send as a delivery that was never pending"(world) {
    const endpoint = await world.addEndpoint();
    const idDelivery = await recordTest(world, endpoint, "failed");
    const detail = await world.store.getDelivery(world.idSpace, idDelivery);
    assert.deepEqual(
      [detail?.event.isTest, detail?.delivery.status, detail?.delivery.attemptCount],
      [true, "failed", 1],
    );
    assert.equal(detail?.delivery.lastErrorCode, "status");
    assert.equal(only(detail?.attempts ?? []).trigger, "test");
    assert.equal((await world.store.stats()).pendingCount, 0);
  },
};

async function postTimes(world: World, endpoint: Endpoint, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(only(await world.post([endpoint])));
  return ids;
}

async function recordTest(world: World, { id: idEndpoint }: Endpoint, kind: "delivered" | "failed"): Promise<string> {
  const { event, payload } = await world.event([], { isTest: true, deliveryCount: 1 });
  const idDelivery = world.makeId("dlv");
  const outcome = outcomeOf(kind, world.makeId("att"), world.clock.now());
  await world.store.recordTest({ event, payload, idDelivery, idEndpoint, outcome });
  return idDelivery;
}

async function healthOf(world: World): Promise<EndpointHealth | undefined> {
  return (await world.store.getRoutes(world.idSpace)).endpoints[0]?.health;
}

/** With the body as text: a store may give its bytes as any kind of `Uint8Array`. */
function plain<T extends { response: { body: Uint8Array } | null }>(attempt: T): object {
  const { response } = attempt;
  return { ...attempt, response: response && { ...response, body: Buffer.from(response.body).toString("hex") } };
}
