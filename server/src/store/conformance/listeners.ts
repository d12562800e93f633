import assert from "node:assert/strict";
import type { Claims } from "./world.ts";

export const listenerClaims: Claims = {
  async "finds the live endpoints of listeners that a node before has left, and no others"(world) {
    await world.addEndpoint();
    const left = await world.addEndpoint({ isListener: true });
    const deleted = await world.addEndpoint({ isListener: true });
    await world.store.deleteEndpoint(world.idSpace, deleted.id);
    await world.reopen("death");
    assert.deepEqual(await world.store.listeners.left(), [left]);
    assert.deepEqual((await world.store.getRoutes(world.idSpace)).endpoints.at(-1), left);
    await world.store.deleteEndpoint(world.idSpace, left.id);
    await world.reopen("stop");
    assert.deepEqual(await world.store.listeners.left(), []);
  },
};
