import assert from "node:assert/strict";
import { type Claims, NO_FILTER, only, type World } from "./world.ts";

export const endingClaims: Claims = {
  async "holds an endpoint's pending deliveries in steps, save those in flight"(world) {
    const endpoint = await world.addEndpoint();
    const other = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(only(await world.post([endpoint], { delivery: { isOwned: i < 3 } })));
    await world.post([other]);
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    const inFlight = [ids[0] ?? "", ids[2] ?? ""];
    assert.equal(await world.store.releasePending(endpoint.id, inFlight, 2), 2);
    assert.equal(await world.store.releasePending(endpoint.id, inFlight, 2), 1);
    assert.equal(await world.store.releasePending(endpoint.id, inFlight, 2), 0);
    assert.deepEqual(await idsOf(world, "held"), [ids[4], ids[3], ids[1]]);
    assert.equal((await world.end(endpoint, ids[0] ?? "", "delivered")).status, "delivered");
  },

  async "holds what a deleted endpoint is owed, and discards it up to an id"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(only(await world.post([endpoint])));
    await world.store.deleteEndpoint(world.idSpace, endpoint.id);
    assert.equal(await world.store.releasePending(endpoint.id, [], 10), 4);
    world.clock.advance(500);
    const through = ids[2] ?? "";
    assert.equal(await world.store.discardHeld(endpoint.id, through, 2), 2);
    assert.equal(await world.store.discardHeld(endpoint.id, through, 2), 1);
    assert.equal(await world.store.discardHeld(endpoint.id, through, 2), 0);
    assert.deepEqual(await idsOf(world, "discarded"), ids.slice(0, 3).reverse());
    assert.deepEqual(await idsOf(world, "held"), ids.slice(3));
    const detail = await world.store.getDelivery(world.idSpace, ids[0] ?? "");
    assert.equal(detail?.delivery.endedAt, world.clock.now());
    assert.deepEqual(detail.attempts, []);
  },

  async "gives what this node has of an active endpoint back into the line, save what is in flight"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(only(await world.post([endpoint])));
    assert.deepEqual(await world.claim(endpoint, 10), [], "they are in this node's hand");
    assert.equal(await world.store.releasePending(endpoint.id, [ids[1] ?? ""], 10), 2);
    assert.equal(await world.store.releasePending(endpoint.id, [ids[1] ?? ""], 10), 0);
    assert.deepEqual(
      (await world.claim(endpoint, 10)).map(({ id, trigger }) => [id, trigger]),
      [
        [ids[0], "event"],
        [ids[2], "event"],
      ],
    );
    await assertCounts(world, { pending: 3, held: 0, endpoints: 1, paused: 0 });
  },

  async "counts what is pending and held and how endpoints are, through every change and a restart"(world) {
    const [one, two] = [await world.addEndpoint(), await world.addEndpoint({ pauseAfter: 2 })];
    const [ended = "", failed = ""] = await world.post([one, two]);
    await world.post([one, two]);
    await assertCounts(world, { pending: 4, held: 0, endpoints: 2, paused: 0 });
    await world.end(one, ended, "delivered");
    await world.end(two, failed, "gone");
    await assertCounts(world, { pending: 2, held: 0, endpoints: 2, paused: 1 });
    await world.store.releasePending(two.id, [], 10);
    await world.post([two], { delivery: { status: "held", isOwned: false } });
    await assertCounts(world, { pending: 1, held: 2, endpoints: 2, paused: 1 });
    await world.store.changeHealth(world.idSpace, two.id, "resume");
    await world.claim(two, 1);
    await assertCounts(world, { pending: 2, held: 1, endpoints: 2, paused: 0 });
    await world.store.changeHealth(world.idSpace, two.id, "pause");
    await world.store.deleteEndpoint(world.idSpace, two.id);
    await world.store.releasePending(two.id, [], 10);
    await world.store.discardHeld(two.id, "dlv_~", 1);
    await assertCounts(world, { pending: 1, held: 1, endpoints: 1, paused: 0 });
    await world.reopen("death");
    await assertCounts(world, { pending: 1, held: 1, endpoints: 1, paused: 0 });
  },

  async "counts nothing of an event that was refused"(world) {
    const endpoint = await world.addEndpoint();
    const posted = await world.event([endpoint]);
    await world.store.acceptEvents([
      posted,
      posted,
      { ...posted, event: { ...posted.event, id: "b" }, routesVersion: 9 },
    ]);
    await assertCounts(world, { pending: 1, held: 0, endpoints: 1, paused: 0 });
    assert.ok((await world.store.stats()).diskBytes > 0);
  },
};

async function idsOf({ store, idSpace }: World, status: "held" | "discarded"): Promise<string[]> {
  return (await store.listDeliveries({ ...NO_FILTER, idSpace, status })).items.map(({ id }) => id);
}

async function assertCounts(
  { store }: World,
  expected: { pending: number; held: number; endpoints: number; paused: number },
): Promise<void> {
  const { pendingCount, heldCount, endpointCount, pausedEndpointCount } = await store.stats();
  const counts = { pending: pendingCount, held: heldCount, endpoints: endpointCount, paused: pausedEndpointCount };
  assert.deepEqual(counts, expected);
}
