import assert from "node:assert/strict";
import type { Endpoint } from "../../core/endpoint.ts";
import { latencyBucketOf } from "../../core/latency.ts";
import type { Outcome } from "../../core/outcome.ts";
import { type ActivitySum, HOUR_MS, MINUTE_MS } from "../activity.ts";
import { type Claims, only, outcomeOf, type World } from "./world.ts";

export const activityClaims: Claims = {
  async "counts what came of attempts, by minute and by hour, with how long they took"(world) {
    await toEvenHour(world);
    const since = world.clock.now();
    const endpoint = await world.addEndpoint();
    await endAll(world, endpoint, [
      ["delivered", 4],
      ["delivered", 4],
      ["delivered", 90_000],
      ["failed", 4],
    ]);
    world.clock.advance(MINUTE_MS);
    await endAll(world, endpoint, [["delivered", 4]]);
    world.clock.advance(59 * MINUTE_MS);
    await endAll(world, endpoint, [["gone", 4]]);

    const sumsBy = async (bucketMs: number) => {
      const span = { since, until: since + 2 * HOUR_MS, bucketMs };
      return (await world.store.activity.ofEndpoint(endpoint.id, span)).map((sum) => told(sum, since));
    };
    const [short, long] = [latencyBucketOf(4), latencyBucketOf(90_000)];
    const first = [`0 204 - 3 ${short}:2 ${long}:1`, `0 500 status 1 ${short}:1`];
    const last = `${HOUR_MS} 410 gone 1 ${short}:1`;
    assert.deepEqual(await sumsBy(MINUTE_MS), [...first, `${MINUTE_MS} 204 - 1 ${short}:1`, last]);
    assert.deepEqual(await sumsBy(HOUR_MS), [`0 204 - 4 ${short}:3 ${long}:1`, first[1], last]);
    assert.deepEqual(await sumsBy(2 * HOUR_MS), [
      `0 204 - 4 ${short}:3 ${long}:1`,
      `0 410 gone 1 ${short}:1`,
      first[1],
    ]);
  },

  async "counts replays, and neither test sends nor what another node has taken over"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    await world.end(endpoint, id, "failed");
    await world.end(endpoint, id, "delivered", "replay");
    const [event] = [(await world.event([endpoint])).event];
    const outcome = outcomeOf("delivered", world.makeId("att"), world.clock.now());
    const test = { event: { ...event, isTest: true }, payload: Buffer.from("{}"), idEndpoint: endpoint.id, outcome };
    await world.store.recordTest({ ...test, idDelivery: world.makeId("dlv") });
    // Not in this node's hand.
    const left = only(await world.post([endpoint], { delivery: { isOwned: false } }));
    await world.end(endpoint, left, "delivered");
    assert.deepEqual(await countsOf(world), [[endpoint.id, 1, 1]]);
  },

  async "tells a space's live endpoints apart, and nothing of other spaces"(world) {
    const [one, other, deleted] = [await world.addEndpoint(), await world.addEndpoint(), await world.addEndpoint()];
    await world.addEndpoint();
    const idOther = "00000000-0000-4000-8000-000000000000";
    const elsewhere = await world.addEndpoint({ idSpace: idOther });
    const [first = "", second = "", third = ""] = await world.post([one, other, deleted]);
    const fourth = only(await world.post([elsewhere], { idSpace: idOther }));
    await world.end(one, first, "delivered");
    world.clock.advance(5_000);
    const endedAt = world.clock.now();
    await world.end(other, second, "failed");
    await world.end(deleted, third, "failed");
    await world.end(elsewhere, fourth, "failed");
    await world.store.deleteEndpoint(world.idSpace, deleted.id);
    assert.deepEqual(await countsOf(world), [
      [one.id, 1, 0],
      [other.id, 0, 1],
    ]);
    const lastOf = (idSpace: string) => world.store.activity.lastOf(idSpace);
    assert.deepEqual(await lastOf(world.idSpace), [
      { idEndpoint: one.id, endedAt: endedAt - 5_000 },
      { idEndpoint: other.id, endedAt },
    ]);
    assert.deepEqual(await lastOf(idOther), [{ idEndpoint: elsewhere.id, endedAt }]);
  },

  async "goes on counting after a death, and keeps the latest time when the clock steps back"(world) {
    await toEvenHour(world);
    const since = world.clock.now();
    const endpoint = await world.addEndpoint();
    world.clock.advance(10_000);
    await endAll(world, endpoint, [["delivered", 4]]);
    const endedAt = world.clock.now();
    await world.reopen("death");
    world.clock.advance(-5_000);
    await endAll(world, endpoint, [["delivered", 4]]);
    assert.deepEqual(await countsOf(world), [[endpoint.id, 2, 0]]);
    assert.deepEqual(await world.store.activity.lastOf(world.idSpace), [{ idEndpoint: endpoint.id, endedAt }]);
    const span = { since, until: since + MINUTE_MS, bucketMs: MINUTE_MS };
    assert.equal(only(await world.store.activity.ofEndpoint(endpoint.id, span)).count, 2);
  },

  async "deletes minutes and hours, each before a time of its own"(world) {
    await toEvenHour(world);
    const since = world.clock.now();
    const endpoint = await world.addEndpoint();
    await endAll(world, endpoint, [["delivered", 4]]);
    world.clock.advance(MINUTE_MS);
    await endAll(world, endpoint, [["delivered", 4]]);
    const { activity } = world.store;
    const countBy = async (bucketMs: number) => {
      const sums = await activity.ofEndpoint(endpoint.id, { since, until: since + HOUR_MS, bucketMs });
      return sums.reduce((total, { count }) => total + count, 0);
    };
    assert.equal(await activity.prune(since + MINUTE_MS, since), 1);
    assert.equal(await activity.prune(since + MINUTE_MS, since), 0);
    assert.deepEqual([await countBy(MINUTE_MS), await countBy(HOUR_MS)], [1, 2]);
    assert.equal(await activity.prune(since, since + 1), 1);
    assert.deepEqual([await countBy(MINUTE_MS), await countBy(HOUR_MS)], [1, 0]);
  },
};

async function toEvenHour({ clock }: World): Promise<void> {
  clock.advance(2 * HOUR_MS - (clock.now() % (2 * HOUR_MS)));
}

/** Posts and ends so many deliveries, in one batch: what comes of each and how long it takes. */
async function endAll(world: World, endpoint: Endpoint, ends: [kind: Outcome["kind"], durationMs: number][]) {
  const { id: idEndpoint, idSpace } = endpoint;
  const ended = [];
  for (const [kind, durationMs] of ends) {
    const idDelivery = only(await world.post([endpoint]));
    const outcome = outcomeOf(kind, world.makeId("att"), world.clock.now());
    outcome.attempt = { ...outcome.attempt, durationMs };
    ended.push({ idDelivery, idSpace, idEndpoint, trigger: "event", outcome } as const);
  }
  await world.store.recordOutcomes(ended);
}

/** A sum in short: since when, status, code, count, and the buckets of durations that are not empty. */
function told({ at, responseStatus, errorCode, count, latencies }: ActivitySum, since: number): string {
  const durations = latencies.flatMap((number, bucket) => (number === 0 ? [] : [`${bucket}:${number}`]));
  return [at - since, responseStatus, errorCode ?? "-", count, ...durations].join(" ");
}

/** Endpoint, delivered, failed, in the last hours. */
async function countsOf({ store, idSpace, clock }: World): Promise<[string, number, number][]> {
  const since = clock.now() - (clock.now() % HOUR_MS) - HOUR_MS;
  const span = { since, until: since + 3 * HOUR_MS, bucketMs: 3 * HOUR_MS };
  const sums = await store.activity.ofSpace(idSpace, span);
  const totals = new Map<string, [string, number, number]>();
  for (const { idEndpoint, delivered, failed } of sums) {
    const total = totals.get(idEndpoint) ?? [idEndpoint, 0, 0];
    totals.set(idEndpoint, [idEndpoint, total[1] + delivered, total[2] + failed]);
  }
  return [...totals.values()];
}
