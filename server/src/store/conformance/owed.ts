import assert from "node:assert/strict";
import type { Claims } from "./world.ts";

export const owedClaims: Claims = {
  async "counts what one endpoint is owed: pending, in hand or not, and held"(world) {
    const [endpoint, other] = [await world.addEndpoint(), await world.addEndpoint()];
    const { owed } = world.store;
    assert.deepEqual(await owed.countOf(endpoint.id, 10), { pending: 0, held: 0 });
    const [first = ""] = await world.post([endpoint, other]);
    await world.post([endpoint], { delivery: { isOwned: false } });
    await world.post([endpoint], { delivery: { status: "held", isOwned: false } });
    await world.post([other], { delivery: { status: "held", isOwned: false } });
    assert.deepEqual(await owed.countOf(endpoint.id, 10), { pending: 2, held: 1 });
    assert.deepEqual(await owed.countOf(other.id, 10), { pending: 1, held: 1 });
    await world.end(endpoint, first, "delivered");
    assert.deepEqual(await owed.countOf(endpoint.id, 10), { pending: 1, held: 1 });
  },

  async "counts no further than it is asked to"(world) {
    const endpoint = await world.addEndpoint();
    for (const isOwned of [true, true, false, false]) await world.post([endpoint], { delivery: { isOwned } });
    for (let held = 0; held < 4; held++) await world.post([endpoint], { delivery: { status: "held", isOwned: false } });
    assert.deepEqual(await world.store.owed.countOf(endpoint.id, 3), { pending: 3, held: 3 });
  },

  async "tells when the oldest pending delivery was accepted, whoever has it in hand"(world) {
    const [first, second] = [await world.addEndpoint(), await world.addEndpoint()];
    const { owed } = world.store;
    assert.equal(await owed.oldestPendingAt(), null);
    const began = world.clock.now();
    const [waiting = ""] = await world.post([second], { delivery: { isOwned: false } });
    world.clock.advance(1_000);
    await world.post([first]);
    world.clock.advance(1_000);
    await world.post([first], { delivery: { status: "held", isOwned: false } });
    assert.equal(await owed.oldestPendingAt(), began);
    await world.claim(second);
    await world.end(second, waiting, "failed");
    assert.equal(await owed.oldestPendingAt(), began + 1_000);
    await world.reopen("death");
    assert.equal(await world.store.owed.oldestPendingAt(), began + 1_000);
    // What an active endpoint holds is fetched with it, and then owed like it.
    for (const { id, trigger } of await world.claim(first)) await world.end(first, id, "delivered", trigger);
    assert.equal(await world.store.owed.oldestPendingAt(), null);
  },
};
