import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ApiKey } from "../../core/key.ts";
import type { Claims, World } from "./world.ts";

export const keyClaims: Claims = {
  async "finds a live key by its hash, and no other"(world) {
    const operator = await addKey(world, "a", null);
    const ofSpace = await addKey(world, "b", randomUUID());
    assert.deepEqual(await world.store.findKey("a"), operator);
    assert.deepEqual(await world.store.findKey("b"), ofSpace);
    assert.equal(await world.store.findKey("c"), null);
    assert.equal(await world.store.findKey(""), null);
  },

  async "revokes a key once, and still lists it"(world) {
    const first = await addKey(world, "a", null);
    const second = await addKey(world, "b", null);
    world.clock.advance(1_000);
    assert.equal(await world.store.revokeKey(first.id), true);
    assert.equal(await world.store.revokeKey(first.id), false);
    assert.equal(await world.store.revokeKey("key_0"), false);
    assert.equal(await world.store.findKey("a"), null);
    const { items } = await world.store.listKeys({ limit: 10, cursor: null });
    assert.deepEqual(items, [second, { ...first, revokedAt: world.clock.now() }]);
  },
};

async function addKey(world: World, hash: string, idSpace: string | null): Promise<ApiKey> {
  const createdAt = world.clock.now();
  const key: ApiKey = { id: world.makeId("key"), idSpace, description: "CI", hash, createdAt, revokedAt: null };
  await world.store.insertKey(key);
  return key;
}
