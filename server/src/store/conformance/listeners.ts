import assert from "node:assert/strict";
import type { Claims } from "./world.ts";

const URL_NOW = "https://posthorn.example/tunnel/token";

export const listenerClaims: Claims = {
  async "takes and pauses the live endpoints of listeners that a node before has left, once, and no others"(world) {
    await world.addEndpoint();
    const left = await world.addEndpoint({ isListener: true });
    const deleted = await world.addEndpoint({ isListener: true });
    await world.store.deleteEndpoint(world.idSpace, deleted.id);
    await world.reopen("death");
    const taken = await world.store.listeners.takeLeft();
    const health = { ...left.health, status: "paused", pausedReason: "manual", pausedAt: world.clock.now() };
    assert.deepEqual(taken, [{ ...left, health, updatedAt: taken[0]?.updatedAt }]);
    assert.deepEqual((await world.store.getRoutes(world.idSpace)).endpoints.at(-1), taken[0]);
    assert.deepEqual(await world.store.listeners.takeLeft(), []);
    await world.store.deleteEndpoint(world.idSpace, left.id);
    await world.reopen("stop");
    assert.deepEqual(await world.store.listeners.takeLeft(), []);
  },

  async "serves a listener that is back at the URL that it is back at, and none that was deleted"(world) {
    const { listeners } = world.store;
    const { id } = await world.addEndpoint({ isListener: true });
    const taken = await listeners.take(world.idSpace, id, URL_NOW);
    assert.deepEqual([taken?.url, taken?.isElsewhere], [URL_NOW, false]);
    assert.deepEqual((await world.store.getRoutes(world.idSpace)).endpoints, [taken]);
    await world.store.deleteEndpoint(world.idSpace, id);
    assert.equal(await listeners.take(world.idSpace, id, URL_NOW), null);
  },

  async "pauses, resumes and deletes the endpoint of a listener that it serves"(world) {
    const { listeners } = world.store;
    const { id } = await world.addEndpoint({ isListener: true });
    const statuses = async () => (await world.store.getRoutes(world.idSpace)).endpoints.map((one) => one.health.status);
    for (const [change, status] of [
      ["pause", ["paused"]],
      ["resume", ["active"]],
      ["delete", []],
    ] as const) {
      assert.equal(await listeners.change(world.idSpace, id, change), true);
      assert.deepEqual(await statuses(), status);
    }
    assert.equal(await listeners.change(world.idSpace, id, "pause"), false);
  },
};
