import assert from "node:assert/strict";
import type { Endpoint } from "../../core/endpoint.ts";
import type { Replay } from "../../core/replay.ts";
import type { SharingClaims } from "./sharing.ts";
import { only, type World } from "./world.ts";

/** What must hold of range replays where several nodes share a database. `world.store` is one of them. */
export const sharedReplayClaims: SharingClaims = {
  async "goes on with the range replay of a node that fell silent, which gets nothing more of it"(world, shared) {
    const endpoint = await world.addEndpoint();
    const other = await shared.open();
    const replay = await begin(world, endpoint, 3);
    const first = await world.store.replays.take(replay.id, 1);
    assert.equal(first?.deliveries.length, 1);
    assert.deepEqual(await other.replays.claim(), []);
    await shared.silence(world.store);
    await other.listBacklog();
    assert.deepEqual(await world.store.replays.claim(), []);
    const claimed = only(await other.replays.claim());
    assert.deepEqual(
      claimed.inHand.map(({ id }) => id),
      first?.deliveries.map(({ id }) => id),
    );
    assert.equal(await world.store.replays.take(replay.id, 10), null);
    assert.equal((await other.replays.take(replay.id, 10))?.deliveries.length, 2);
  },

  async "goes on with a range replay that was begun by a node after it was taken for dead"(world, shared) {
    const endpoint = await world.addEndpoint();
    const other = await shared.open();
    await shared.silence(world.store);
    await other.listBacklog();
    const replay = replayOf(world, endpoint, 1);
    assert.equal(await world.store.replays.insert(replay, 10), "inserted");
    assert.equal(only(await other.replays.claim()).replay.id, replay.id);
  },

  async "gives a listener's range replay to the node that serves the listener by then, and to no other"(world, shared) {
    const endpoint = await world.addEndpoint({ isListener: true });
    const [other, third] = [await shared.open(), await shared.open()];
    const replay = await begin(world, endpoint, 3);
    await world.store.replays.take(replay.id, 2);
    await other.listeners.take(world.idSpace, endpoint.id, endpoint.url);
    await world.store.replays.leave(replay.id);
    for (const store of [third, world.store]) assert.deepEqual(await store.replays.claim(), []);
    assert.equal(only(await other.replays.claim()).inHand.length, 2);
    // Whoever has left it cannot take it from the one that has it now.
    await world.store.replays.leave(replay.id);
    assert.equal((await other.replays.take(replay.id, 10))?.deliveries.length, 1);
  },

  async "lets any node end the range replay of a listener that is gone"(world, shared) {
    const endpoint = await world.addEndpoint({ isListener: true });
    const other = await shared.open();
    const replay = await begin(world, endpoint, 1);
    await world.store.deleteEndpoint(world.idSpace, endpoint.id);
    await world.store.replays.leave(replay.id);
    assert.equal(only(await other.replays.claim()).replay.id, replay.id);
  },
};

/** A job of `world.store` for so many failed deliveries. */
async function begin(world: World, endpoint: Endpoint, total: number): Promise<Replay> {
  for (let at = 0; at < total; at++) await world.end(endpoint, only(await world.post([endpoint])), "failed");
  const replay = replayOf(world, endpoint, total);
  assert.equal(await world.store.replays.insert(replay, 10), "inserted");
  return replay;
}

function replayOf({ makeId, clock, idSpace }: World, { id: idEndpoint }: Endpoint, total: number): Replay {
  const now = clock.now();
  const range = { since: 0, until: now + 1, beforeId: makeId("dlv"), status: "failed", createdAt: now } as const;
  const job = { id: makeId("rpl"), idSpace, idEndpoint, state: "running", reason: null, endedAt: null } as const;
  return { ...job, ...range, total, delivered: 0, failed: 0 };
}
