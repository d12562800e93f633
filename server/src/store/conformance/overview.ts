import assert from "node:assert/strict";
import { HOUR_MS } from "../activity.ts";
import { type Claims, EVERY_SPACE, only, type World } from "./world.ts";

export const overviewClaims: Claims = {
  async "names this node, since when it runs and that it lives"(world) {
    const startedAt = world.clock.now();
    world.clock.advance(2_000);
    await world.store.beat();
    const { id, ...times } = only(await world.store.overview.nodes());
    assert.match(id, /^node_/);
    assert.deepEqual(times, { startedAt, seenAt: world.clock.now() });
  },

  async "ranks spaces by attempts since an hour began, and by endpoints in trouble"(world) {
    const [quiet, busy, broken] = [spaceOf(1), spaceOf(2), spaceOf(3)];
    const now = world.clock.now();
    await attempt(world, quiet, "delivered");
    world.clock.advance(2 * HOUR_MS);
    for (let i = 0; i < 3; i++) await attempt(world, busy, "delivered");
    await attempt(world, broken, "failed");
    await attempt(world, broken, "gone");
    const { overview } = world.store;
    const since = world.clock.now();
    const told = (loads: Awaited<ReturnType<typeof overview.busiest>>) =>
      loads.map((load) => [load.idSpace, load.delivered, load.failed, load.pausedCount, load.failingCount]);
    assert.deepEqual(told(await overview.busiest(since, 10)), [
      [busy, 3, 0, 0, 0],
      [broken, 0, 2, 1, 1],
    ]);
    assert.deepEqual(told(await overview.busiest(now, 1)), [[busy, 3, 0, 0, 0]]);
    assert.deepEqual(told(await overview.failing(since, 10)), [[broken, 0, 2, 1, 1]]);
    assert.deepEqual(told(await overview.failing(since + HOUR_MS, 10)), [[broken, 0, 0, 1, 1]]);
    assert.equal(await overview.spaceCount(), 3);
  },

  async "finds spaces by how their id begins, and those with an endpoint in trouble, page by page"(world) {
    const ids = [1, 2, 3, 4].map(spaceOf);
    for (const [at, idSpace] of ids.entries()) await attempt(world, idSpace, at % 2 === 0 ? "failed" : "delivered");
    const other = "10000000-0000-4000-8000-000000000000";
    await attempt(world, other, "failed");
    const find = async (query: Partial<typeof EVERY_SPACE> | { search: string }) => {
      const { items } = await world.store.listSpaces({ ...EVERY_SPACE, ...query });
      return items.map(({ idSpace }) => idSpace);
    };
    assert.deepEqual(await find({ search: "1" }), [other]);
    assert.deepEqual(await find({ search: ids[1] ?? "" }), [ids[1]]);
    assert.deepEqual(await find({ search: "0000000" }), ids.toReversed());
    assert.deepEqual(await find({ search: "%" }), []);
    const failing = { ...EVERY_SPACE, isFailing: true };
    const page = await world.store.listSpaces({ ...failing, limit: 2 });
    assert.deepEqual(
      page.items.map(({ idSpace }) => idSpace),
      [other, ids[2]],
    );
    const rest = await world.store.listSpaces({ ...failing, cursor: page.nextCursor });
    assert.deepEqual(
      rest.items.map(({ idSpace }) => idSpace),
      [ids[0]],
    );
    const both = await world.store.listSpaces({ ...failing, search: "0" });
    assert.deepEqual(
      both.items.map(({ idSpace }) => idSpace),
      [ids[2], ids[0]],
    );
  },
};

function spaceOf(number: number): string {
  return `00000000-0000-4000-8000-00000000000${number}`;
}

/** Makes an endpoint in a space, and an attempt that comes to this. */
async function attempt(world: World, idSpace: string, kind: "delivered" | "failed" | "gone"): Promise<void> {
  const endpoint = await world.addEndpoint({ idSpace });
  await world.end(endpoint, only(await world.post([endpoint], { idSpace })), kind);
}
