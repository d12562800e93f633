import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Claims, NO_FILTER, only } from "./world.ts";

export const rowClaims: Claims = {
  async "gives rows as the lists do, oldest first, without those that are not there"(world) {
    const endpoint = await world.addEndpoint();
    const first = only(
      await world.post([endpoint], { id: "first", warnings: [{ path: "payload.id", message: "no" }] }),
    );
    const second = only(await world.post([endpoint], { id: "second" }));
    await world.post([endpoint], { id: "third" });
    await world.end(endpoint, first, "failed");
    const { rows } = world.store;
    const listed = await world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace });
    assert.deepEqual(
      await rows.deliveries(world.idSpace, [second, "dlv_0", first]),
      listed.items.slice(1).toReversed(),
    );
    const query = { idSpace: world.idSpace, event: null, since: null, until: null, limit: 50, cursor: null };
    const events = await world.store.listEvents(query);
    assert.deepEqual(await rows.events(world.idSpace, ["second", "", "first"]), events.items.slice(1).toReversed());
    assert.deepEqual(await rows.deliveries(world.idSpace, []), []);
  },

  async "gives nothing of another space, whoever knows its ids"(world) {
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint], { id: "first" }));
    const { rows } = world.store;
    assert.deepEqual(await rows.deliveries(randomUUID(), [id]), []);
    assert.deepEqual(await rows.events(randomUUID(), ["first"]), []);
  },
};
