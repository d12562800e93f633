import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ApiKey } from "../../core/key.ts";
import { type Claims, newKey, type World } from "./world.ts";

export const keyClaims: Claims = {
  async "finds a live key by its hash, and no other"(world) {
    const operator = await addKey(world, "a", null);
    const ofSpace = await addKey(world, "b", randomUUID());
    assert.deepEqual(await world.store.keys.findLive("a"), operator);
    assert.deepEqual(await world.store.keys.findLive("b"), ofSpace);
    assert.equal(await world.store.keys.findLive("c"), null);
    assert.equal(await world.store.keys.findLive(""), null);
  },

  async "keeps when a key was last used, and never goes back"(world) {
    const key = await addKey(world, "a", null);
    const other = await addKey(world, "b", null);
    for (const at of [5_000, 70_000, 60_000]) await world.store.keys.noteUse(key.id, at);
    await world.store.keys.noteUse("key_0", 80_000);
    assert.deepEqual(await world.store.keys.findLive("a"), { ...key, lastUsedAt: 70_000 });
    const { items } = await world.store.keys.list({ limit: 10, cursor: null });
    assert.deepEqual(items, [other, { ...key, lastUsedAt: 70_000 }]);
  },

  async "revokes a key once, and still lists it"(world) {
    const first = await addKey(world, "a", null);
    const second = await addKey(world, "b", null);
    world.clock.advance(1_000);
    assert.equal(await world.store.keys.revoke(first.id), true);
    assert.equal(await world.store.keys.revoke(first.id), false);
    assert.equal(await world.store.keys.revoke("key_0"), false);
    assert.equal(await world.store.keys.findLive("a"), null);
    const { items } = await world.store.keys.list({ limit: 10, cursor: null });
    assert.deepEqual(items, [second, { ...first, revokedAt: world.clock.now() }]);
  },
};

async function addKey(world: World, hash: string, idSpace: string | null): Promise<ApiKey> {
  const key = newKey(world, { hash, idSpace });
  await world.store.keys.insert(key);
  return key;
}
