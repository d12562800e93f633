import assert from "node:assert/strict";
import type { Endpoint } from "../../core/endpoint.ts";
import { PLAIN_THEME } from "../../core/portal-session.ts";
import type { Store } from "../store.ts";
import type { SharedDatabase } from "./harness.ts";
import { newKey, only, outcomeOf, type World } from "./world.ts";

/** What must hold where several nodes share a database. `world.store` is one of them. */
export type SharingClaims = Readonly<Record<string, (world: World, shared: SharedDatabase) => Promise<void>>>;

const UNOWNED = { delivery: { isOwned: false } };

export const sharingClaims: SharingClaims = {
  async "leaves alone what a living node has in hand"(world, shared) {
    const endpoint = await world.addEndpoint();
    await world.post([endpoint]);
    const other = await shared.open();
    assert.deepEqual(await other.listBacklog(), []);
    assert.deepEqual((await claimAs(other, endpoint)).deliveries, []);
  },

  async "takes over what a node had in hand that fell silent, and refuses that node's outcome when it comes back"(
    world,
    shared,
  ) {
    const endpoint = await world.addEndpoint({ pauseAfter: 1 });
    const other = await shared.open();
    const id = only(await world.post([endpoint]));
    let lost = 0;
    world.store.watchLost(() => {
      lost += 1;
    });
    await shared.silence(world.store);
    assert.deepEqual(await other.listBacklog(), [{ idSpace: world.idSpace, idEndpoint: endpoint.id }]);
    const taken = only((await claimAs(other, endpoint)).deliveries);
    assert.deepEqual([taken.id, taken.trigger], [id, "takeover"]);

    const late = await world.end(endpoint, id, "failed");
    assert.deepEqual([late.status, late.hasPaused, late.health?.consecutiveFailures], ["pending", false, 0]);
    assert.equal(lost, 1);
    const ended = await endAs(other, world, endpoint, id, "delivered", "takeover");
    assert.equal(ended.status, "delivered");
    const attempts = (await world.store.getDelivery(world.idSpace, id))?.attempts ?? [];
    assert.deepEqual(
      attempts.map(({ trigger, error }) => [trigger, error?.code]),
      [
        ["event", "status"],
        ["takeover", undefined],
      ],
    );
  },

  async "lets a node that was taken for dead go on as a new one, without what it had"(world, shared) {
    const endpoint = await world.addEndpoint();
    const other = await shared.open();
    const old = only(await world.post([endpoint]));
    await shared.silence(world.store);
    await other.listBacklog();
    const posted = await Promise.all([world.post([endpoint]), world.post([endpoint])]);
    assert.equal(await world.store.releasePending(endpoint.id, posted.flat(), 10), 0);
    for (const id of posted.flat()) assert.equal((await world.end(endpoint, id, "delivered")).status, "delivered");
    await world.store.beat();
    assert.equal((await world.store.overview.nodes()).length, 2);
    assert.equal(only((await claimAs(world.store, endpoint)).deliveries).id, old);
  },

  async "leaves what it had in line when it stops, for others at once"(world, shared) {
    const endpoint = await world.addEndpoint();
    const other = await shared.open();
    const id = only(await world.post([endpoint]));
    await world.store.close({ isClean: true });
    assert.deepEqual(await other.listBacklog(), [{ idSpace: world.idSpace, idEndpoint: endpoint.id }]);
    const taken = only((await claimAs(other, endpoint)).deliveries);
    assert.deepEqual([taken.id, taken.trigger], [id, "event"]);
  },

  async "hands each of nobody's deliveries to one of the nodes that fetch at once"(world, shared) {
    const endpoint = await world.addEndpoint();
    const other = await shared.open();
    const ids: string[] = [];
    for (let i = 0; i < 60; i++) ids.push(only(await world.post([endpoint], UNOWNED)));
    const fetched: string[] = [];
    const fetchAll = async (store: Store) => {
      for (;;) {
        const { deliveries } = await store.claimPending({ idEndpoint: endpoint.id, countMax: 7, bytesMax: 1_000 });
        if (deliveries.length === 0) return;
        fetched.push(...deliveries.map(({ id }) => id));
      }
    };
    await Promise.all([world.store, other, world.store, other].map(fetchAll));
    // What one is just locking another passes by: whoever looks again finds it.
    await fetchAll(other);
    assert.deepEqual(fetched.sort(), ids);
  },

  async "tells every node of a change, and lets none accept by routes of before"(world, shared) {
    const other = await shared.open();
    const stale = await world.event();
    const heard = Promise.withResolvers<unknown>();
    other.watchEndpoints(heard.resolve);
    const typesHeard = Promise.withResolvers<void>();
    other.eventTypes.watch(typesHeard.resolve);
    const { id } = await world.addEndpoint();
    assert.deepEqual(await other.acceptEvents([stale]), [{ kind: "stale" }]);
    assert.deepEqual(await heard.promise, { idSpace: world.idSpace, idEndpoint: id });
    const now = world.clock.now();
    const type = { name: "lead.create", definition: null, validation: "off", createdAt: now, updatedAt: now } as const;
    await world.store.eventTypes.put(type, 10);
    await typesHeard.promise;
  },

  async "tells every other node of a key or a session that one has revoked"(world, shared) {
    const other = await shared.open();
    const now = world.clock.now();
    const key = newKey(world);
    await world.store.keys.insert(key);
    const revoked: string[] = [];
    const both = Promise.withResolvers<void>();
    other.watchRevoked((id) => {
      revoked.push(id);
      if (revoked.length === 2) both.resolve();
    });
    world.store.watchRevoked(() => assert.fail("it was its own doing"));
    const session = {
      id: world.makeId("pse"),
      idSpace: null,
      isReadOnly: false,
      theme: PLAIN_THEME,
      backTo: null,
    } as const;
    const times = { createdAt: now, expiresAt: now + 1_000, enteredAt: null, revokedAt: null };
    await world.store.sessions.insert({ ...session, ...times, codeHash: "c", tokenHash: null });
    assert.equal(await world.store.keys.revoke(key.id), true);
    assert.equal(await world.store.sessions.revoke(null, session.id, now), true);
    await both.promise;
    assert.deepEqual(revoked, [key.id, session.id]);
    assert.equal(await world.store.keys.revoke(key.id), false);
  },

  async "counts failures exactly that several nodes record at once, and pauses once"(world, shared) {
    const endpoint = await world.addEndpoint({ pauseAfter: 25 });
    const stores = [world.store, await shared.open()];
    const recorded = await Promise.all(
      stores.map(async (store) => {
        world.store = store;
        const ids: string[] = [];
        for (let i = 0; i < 20; i++) ids.push(only(await postAs(store, world, endpoint)));
        return Promise.all(ids.map((id) => endAs(store, world, endpoint, id, "failed")));
      }),
    );
    const all = recorded.flat();
    assert.equal(all.filter(({ hasPaused }) => hasPaused).length, 1);
    assert.deepEqual(
      all.map(({ health }) => health?.consecutiveFailures).sort((a, b) => (a ?? 0) - (b ?? 0)),
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
  },

  async "makes one event of an id that is posted to several nodes at once"(world, shared) {
    const endpoint = await world.addEndpoint();
    const stores = [world.store, await shared.open()];
    const posted = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.event([endpoint], { id: "order-7", delivery: { id: world.makeId("dlv") } }),
      ),
    );
    const results = await Promise.all(posted.map((one, at) => stores[at % 2]?.acceptEvents([one])));
    const kinds = results.map((result) => only(result ?? []).kind).sort();
    assert.deepEqual(kinds, ["accepted", ...Array.from({ length: 19 }, () => "duplicate")]);
    assert.equal((await world.store.stats()).pendingCount, 1);
  },

  async "leaves what is for a listener to the node that serves it, and rings for it there"(world, shared) {
    const endpoint = await world.addEndpoint({ isListener: true });
    const other = await shared.open();
    assert.equal((await routeOf(world.store, endpoint))?.isElsewhere, false);
    assert.equal((await routeOf(other, endpoint))?.isElsewhere, true);
    const waiting = { idSpace: world.idSpace, idEndpoint: endpoint.id };
    const id = only(await world.post([endpoint], UNOWNED));
    assert.deepEqual((await claimAs(other, endpoint)).deliveries, []);
    const rung = Promise.withResolvers<unknown>();
    world.store.listeners.watchRings(rung.resolve);
    // Who has heard of a change hears rings too, from then on.
    const heard = Promise.withResolvers<unknown>();
    world.store.watchEndpoints(heard.resolve);
    await other.updateEndpoint(world.idSpace, endpoint.id, { description: "changed" });
    await heard.promise;
    await other.listeners.ring(waiting);
    assert.deepEqual(await rung.promise, waiting);
    assert.equal(only((await claimAs(world.store, endpoint)).deliveries).id, id);
  },

  async "gives a listener to the node that it is back at, and nothing of it to the one before"(world, shared) {
    const endpoint = await world.addEndpoint({ isListener: true });
    const other = await shared.open();
    const heard = Promise.withResolvers<unknown>();
    world.store.watchEndpoints(heard.resolve);
    await other.listeners.take(world.idSpace, endpoint.id, endpoint.url);
    await heard.promise;
    assert.equal((await routeOf(world.store, endpoint))?.isElsewhere, true);
    assert.equal((await routeOf(other, endpoint))?.isElsewhere, false);
    for (const change of ["pause", "resume", "delete"] as const) {
      assert.equal(await world.store.listeners.change(world.idSpace, endpoint.id, change), false);
    }
    assert.equal((await routeOf(other, endpoint))?.health.status, "active");
    const id = only(await world.post([endpoint], UNOWNED));
    assert.deepEqual((await claimAs(world.store, endpoint)).deliveries, []);
    assert.equal(only((await claimAs(other, endpoint)).deliveries).id, id);
  },

  async "finds the listeners of a node that fell silent, for one of the others each"(world, shared) {
    const endpoints = [await world.addEndpoint({ isListener: true }), await world.addEndpoint({ isListener: true })];
    const others = [await shared.open(), await shared.open()];
    for (const other of others) assert.deepEqual(await other.listeners.takeLeft(), []);
    await shared.silence(world.store);
    for (const other of others) await other.listBacklog();
    const taken = (await Promise.all(others.map((other) => other.listeners.takeLeft()))).flat();
    assert.deepEqual(
      taken.map(({ id }) => id).sort(),
      endpoints.map(({ id }) => id),
    );
    // Back, it goes on as a new node, which does not serve them.
    await world.store.beat();
    for (const endpoint of endpoints) assert.equal((await routeOf(world.store, endpoint))?.isElsewhere, true);
  },

  async "keeps its listeners when it goes on as a new node before anyone has taken them"(world, shared) {
    const endpoint = await world.addEndpoint({ isListener: true });
    const other = await shared.open();
    await shared.silence(world.store);
    await other.listBacklog();
    await world.store.beat();
    assert.deepEqual(await other.listeners.takeLeft(), []);
    assert.equal((await routeOf(world.store, endpoint))?.isElsewhere, false);
  },
};

async function routeOf(store: Store, { idSpace, id }: Endpoint): Promise<Endpoint | undefined> {
  return (await store.getRoutes(idSpace)).endpoints.find((one) => one.id === id);
}

function claimAs(store: Store, { id: idEndpoint }: Endpoint) {
  return store.claimPending({ idEndpoint, countMax: 100, bytesMax: 1_000_000 });
}

async function postAs(store: Store, world: World, endpoint: Endpoint): Promise<string[]> {
  const posted = await world.event([endpoint]);
  assert.deepEqual(await store.acceptEvents([posted]), [{ kind: "accepted" }]);
  return posted.deliveries.map(({ id }) => id);
}

async function endAs(
  store: Store,
  { idSpace, makeId, clock }: World,
  { id: idEndpoint }: Endpoint,
  idDelivery: string,
  kind: "delivered" | "failed",
  trigger: "event" | "takeover" = "event",
) {
  const outcome = outcomeOf(kind, makeId("att"), clock.now());
  return only(await store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger, outcome }]));
}
