import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { HEALTHY } from "../../core/endpoint-health.ts";
import type { EndpointChange, EndpointPatch } from "../endpoints.ts";
import { type Claims, EVERY_SPACE, type World } from "./world.ts";

export const endpointClaims: Claims = {
  async "gives back an endpoint as it was put in"(world) {
    const previousSigning = [
      { secret: "whsec_b2xk", expiresAt: 1_700_086_400_000 },
      { secret: "whsec_b2xkZXI=", expiresAt: 1_700_000_000_001 },
    ];
    const secrets = { body: "", signing: "whsec_bmV3", previousSigning };
    const endpoint = await world.addEndpoint({
      secrets,
      isSecretInBody: false,
      headers: {},
      events: ["*"],
      envelope: "extended",
    });
    assert.deepEqual(await world.store.getRoutes(world.idSpace), { version: 1, endpoints: [endpoint] });
  },

  async "lists live endpoints, oldest first"(world) {
    const [first, second, third] = [await world.addEndpoint(), await world.addEndpoint(), await world.addEndpoint()];
    await world.store.deleteEndpoint(world.idSpace, second.id);
    const { endpoints } = await world.store.getRoutes(world.idSpace);
    assert.deepEqual(
      endpoints.map(({ id }) => id),
      [first.id, third.id],
    );
  },

  async "refuses an endpoint above the space's maximum, until one is deleted"(world) {
    const first = await world.addEndpoint();
    const second = world.endpoint();
    assert.equal(await world.store.insertEndpoint(second, 1), false);
    assert.equal((await world.store.getRoutes(world.idSpace)).version, 1);
    await world.store.deleteEndpoint(world.idSpace, first.id);
    assert.equal(await world.store.insertEndpoint(second, 1), true);
  },

  async "changes what a patch names and nothing else"(world) {
    const endpoint = await world.addEndpoint();
    world.clock.advance(1_000);
    const patch: EndpointPatch = {
      url: "https://example.com/new",
      events: ["*"],
      headers: {},
      pauseAfter: 3,
      envelope: "extended",
    };
    const changed = { ...endpoint, ...patch, updatedAt: world.clock.now() };
    assert.deepEqual(await world.store.updateEndpoint(world.idSpace, endpoint.id, patch), changed);
    assert.deepEqual((await world.store.getRoutes(world.idSpace)).endpoints, [changed]);
  },

  async "changes secrets only while they are those that the change was made of"(world) {
    const endpoint = await world.addEndpoint();
    const from = endpoint.secrets;
    const change = (to: typeof from) =>
      world.store.updateEndpoint(world.idSpace, endpoint.id, { secrets: { from, to } });
    const [first, second] = [
      { ...from, body: "first" },
      { ...from, body: "second" },
    ];
    assert.deepEqual((await change(first))?.secrets, first);
    assert.equal(await change(second), null);
    const { version, endpoints } = await world.store.getRoutes(world.idSpace);
    assert.deepEqual([version, endpoints[0]?.secrets], [2, first]);
  },

  async "pauses and resumes by hand, with a clean counter and the last failure still readable"(world) {
    const endpoint = await world.addEndpoint();
    const [idDelivery = ""] = await world.post([endpoint]);
    await world.end(endpoint, idDelivery, "failed");
    const paused = await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    assert.equal(paused?.health.status, "paused");
    assert.equal(paused.health.pausedReason, "manual");
    assert.equal(paused.health.pausedAt, world.clock.now());
    assert.equal(paused.health.consecutiveFailures, 1);
    const resumed = await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    assert.deepEqual(resumed?.health, { ...HEALTHY, lastFailure: paused.health.lastFailure });
    assert.equal(resumed.health.lastFailure?.idDelivery, idDelivery);
  },

  async "knows no endpoint that is deleted, unknown or another space's"(world) {
    const endpoint = await world.addEndpoint();
    const elsewhere = randomUUID();
    assert.equal(await world.store.updateEndpoint(elsewhere, endpoint.id, { description: "mine" }), null);
    assert.equal(await world.store.changeHealth(elsewhere, endpoint.id, "pause"), null);
    assert.equal(await world.store.deleteEndpoint(elsewhere, endpoint.id), false);
    assert.equal(await world.store.deleteEndpoint(world.idSpace, endpoint.id), true);
    assert.equal(await world.store.deleteEndpoint(world.idSpace, endpoint.id), false);
    assert.equal(await world.store.updateEndpoint(world.idSpace, endpoint.id, { description: "mine" }), null);
    assert.equal(await world.store.changeHealth(world.idSpace, endpoint.id, "resume"), null);
  },

  async "bumps the space's version at every change and tells who watches, after the commit"(world) {
    const heard: EndpointChange[] = [];
    const seen: Promise<number>[] = [];
    const unwatch = world.store.watchEndpoints((change) => {
      heard.push(change);
      seen.push(versionOf(world));
    });
    const { id } = await world.addEndpoint();
    for (const change of [
      () => world.store.updateEndpoint(world.idSpace, id, { description: "2" }),
      () => world.store.changeHealth(world.idSpace, id, "pause"),
      () => world.store.changeHealth(world.idSpace, id, "resume"),
      () => world.store.deleteEndpoint(world.idSpace, id),
    ]) {
      // What is read because of one change must have been read before the next.
      await Promise.all(seen);
      await change();
    }
    assert.deepEqual(heard, Array(5).fill({ idSpace: world.idSpace, idEndpoint: id }));
    assert.deepEqual(await Promise.all(seen), [1, 2, 3, 4, 5]);
    unwatch();
    await world.addEndpoint();
    assert.equal(heard.length, 5);
  },

  async "says of a space how many endpoints it has, and how they are"(world) {
    const [failing, paused, deleted] = [
      await world.addEndpoint(),
      await world.addEndpoint(),
      await world.addEndpoint(),
    ];
    await world.addEndpoint();
    const [idDelivery = ""] = await world.post([failing]);
    await world.end(failing, idDelivery, "failed");
    await world.store.changeHealth(world.idSpace, paused.id, "pause");
    await world.store.deleteEndpoint(world.idSpace, deleted.id);
    const summary = {
      idSpace: world.idSpace,
      createdAt: world.clock.now(),
      endpointCount: 3,
      pausedCount: 1,
      failingCount: 1,
    };
    assert.deepEqual(await world.store.getSpace(world.idSpace), summary);
    assert.deepEqual(await world.store.listSpaces({ ...EVERY_SPACE, limit: 10 }), {
      items: [summary],
      nextCursor: null,
    });
    assert.equal(await world.store.getSpace(randomUUID()), null);
  },
};

async function versionOf({ store, idSpace }: World): Promise<number> {
  return (await store.getRoutes(idSpace)).version;
}
