import assert from "node:assert/strict";
import { type Claims, NO_FILTER, only, type World } from "./world.ts";

const DAY_MS = 86_400_000;

export const pruningClaims: Claims = {
  async "deletes what is older, oldest first, in bounded steps, with deliveries and attempts"(world) {
    const endpoint = await world.addEndpoint();
    for (let i = 0; i < 5; i++) {
      const id = only(await world.post([endpoint], { id: `old-${i}` }));
      await world.end(endpoint, id, "delivered");
    }
    aged(world);
    const before = world.clock.now();
    const young = only(await world.post([endpoint], { id: "young" }));
    if (world.prunesDays) {
      assert.equal(await pruneAll(world, before), 5);
      assert.deepEqual(await eventIds(world), ["young"]);
      await world.post([], { id: "old-0" });
    } else {
      assert.equal(await world.store.prune(before, 2), 2);
      assert.deepEqual(await eventIds(world), ["young", "old-4", "old-3", "old-2"]);
      assert.equal(await world.store.prune(before, 2), 2);
      assert.equal(await world.store.prune(before, 2), 1);
    }
    assert.equal(await world.store.prune(before, 2), 0);
    const { items } = await world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace });
    assert.deepEqual(
      items.map(({ id }) => id),
      [young],
    );
  },

  async "never deletes what is pending, and does not get stuck behind it"(world) {
    const endpoint = await world.addEndpoint();
    const paused = await world.addEndpoint();
    await world.store.changeHealth(world.idSpace, paused.id, "pause");
    const pending = only(await world.post([endpoint], { id: "pending" }));
    await world.post([], { id: "idle" });
    await world.post([paused], { id: "held", delivery: { status: "held", isOwned: false } });
    aged(world);
    const before = world.clock.now();
    assert.equal(await pruneAll(world, before), 2);
    assert.deepEqual(await eventIds(world), ["pending"]);
    const { pendingCount, heldCount } = await world.store.stats();
    assert.deepEqual([pendingCount, heldCount], [1, 0]);

    await world.end(endpoint, pending, "failed");
    assert.equal(await pruneAll(world, before), 1);
    assert.deepEqual(await eventIds(world), []);
  },

  async "takes what an active endpoint holds for owed, as after a resume"(world) {
    const endpoint = await world.addEndpoint();
    await world.post([endpoint], { id: "resumed", delivery: { status: "held", isOwned: false } });
    aged(world);
    assert.equal(await pruneAll(world, world.clock.now()), 0);
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    assert.equal(await pruneAll(world, world.clock.now()), 1);
  },

  async "finds what is old behind thousands of events of a time when the clock was wrong"(world) {
    const now = world.clock.now();
    for (let i = 0; i < 2_100; i++) await world.post([]);
    world.clock.advance(-4 * DAY_MS);
    await world.post([], { id: "old" });
    assert.equal(await pruneAll(world, now - 2 * DAY_MS), 1);
    assert.equal(await world.store.getEvent(world.idSpace, "old"), null);
  },

  async "deletes a deleted endpoint when its last delivery has gone"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    await world.store.deleteEndpoint(world.idSpace, endpoint.id);
    aged(world);
    assert.equal(await pruneAll(world, world.clock.now()), 0);
    assert.equal((await world.end(endpoint, id, "delivered")).status, "delivered");
    await pruneAll(world, world.clock.now());
    assert.ok(await world.store.insertEndpoint(endpoint, 1), "its id is free again");
  },

  async "leaves everything that goes on as it is"(world) {
    const endpoint = await world.addEndpoint();
    await world.store.beat();
    aged(world);
    await pruneAll(world, world.clock.now());
    const id = only(await world.post([endpoint]));
    assert.equal((await world.end(endpoint, id, "delivered")).status, "delivered");
  },
};

/** Lets all that is there grow older than a day. */
function aged({ clock }: World): void {
  clock.advance(2 * DAY_MS);
}

async function eventIds({ store, idSpace }: World): Promise<string[]> {
  const { items } = await store.listEvents({ idSpace, event: null, since: null, until: null, limit: 50, cursor: null });
  return items.map(({ id }) => id);
}

/** As upkeep does it, until there is no more: what it deleted. */
async function pruneAll({ store }: World, before: number): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await store.prune(before, 100);
    if (count === 0) return total;
    total += count;
  }
}
