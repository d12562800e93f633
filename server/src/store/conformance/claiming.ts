import assert from "node:assert/strict";
import { type Claims, only } from "./world.ts";

const UNOWNED = { delivery: { isOwned: false } };
const HELD = { delivery: { status: "held", isOwned: false } } as const;

export const claimingClaims: Claims = {
  async "hands out the oldest of nobody's deliveries first, complete and once"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(only(await world.post([endpoint], { ...UNOWNED, id: `event-${i}` })));
    const first = await world.store.claimPending({ idEndpoint: endpoint.id, countMax: 3, bytesMax: 1_000 });
    assert.equal(first.isExhausted, false);
    assert.deepEqual(first.deliveries[0], {
      id: ids[0],
      idSpace: world.idSpace,
      idEndpoint: endpoint.id,
      idEvent: "event-0",
      event: "lead.create",
      occurredAt: world.clock.now(),
      changes: null,
      actor: null,
      correlationId: null,
      payload: first.deliveries[0]?.payload,
      trigger: "event",
      createdAt: world.clock.now(),
    });
    assert.equal(Buffer.from(first.deliveries[0]?.payload ?? []).toString(), '{"id":1}');
    const second = await world.store.claimPending({ idEndpoint: endpoint.id, countMax: 3, bytesMax: 1_000 });
    assert.equal(second.isExhausted, true);
    assert.deepEqual(
      [...first.deliveries, ...second.deliveries].map(({ id }) => id),
      ids,
    );
    assert.deepEqual(await world.claim(endpoint), []);
  },

  async "never hands out what was born owned"(world) {
    const endpoint = await world.addEndpoint();
    await world.post([endpoint]);
    assert.deepEqual(await world.store.listBacklog(), []);
    assert.deepEqual(await world.claim(endpoint), []);
  },

  async "stops at the wanted bytes, but hands out one delivery whatever its size"(world) {
    const endpoint = await world.addEndpoint();
    for (const size of [900, 50, 50]) await world.post([endpoint], { ...UNOWNED, payload: "1".repeat(size) });
    const sizes = async () => (await world.claim(endpoint, 10, 100)).map(({ payload }) => payload.length);
    assert.deepEqual(await sizes(), [900]);
    assert.deepEqual(await sizes(), [50, 50]);
    for (const _ of "12") await world.post([endpoint], { ...UNOWNED, payload: "1", changes: "2".repeat(90) });
    assert.deepEqual(await sizes(), [1]);
  },

  async "hands out all that a body may say of its event, and so does a replay"(world) {
    const endpoint = await world.addEndpoint();
    const said = {
      actor: '{"type":"api","id":null,"name":"é"}',
      correlationId: "run-7",
      occurredAt: 1_600_000_000_123,
    };
    const changes = '{"fields":["a"],"previous":{ "a":1.0e2 },"added":[],"removed":[]}';
    const id = only(await world.post([endpoint], { ...UNOWNED, ...said, changes, id: "order-7", payload: "7" }));
    const { payload, ...claimed } = only(await world.claim(endpoint));
    const { idSpace, clock } = world;
    const content = { idSpace, idEvent: "order-7", event: "lead.create", changes, ...said };
    const owed = { id, idEndpoint: endpoint.id, createdAt: clock.now(), ...content };
    assert.deepEqual([Buffer.from(payload).toString(), claimed], ["7", { ...owed, trigger: "event" }]);
    const replay = await world.store.loadForReplay(idSpace, id);
    assert.deepEqual(replay, { ...owed, payload, trigger: "replay" });
    const detail = await world.store.getDelivery(idSpace, id);
    assert.deepEqual([detail?.changes, detail?.event.actor], [changes, said.actor]);
  },

  async "hands out nothing of an endpoint that is paused, deleted or unknown"(world) {
    const [paused, deleted] = [await world.addEndpoint(), await world.addEndpoint()];
    await world.post([paused, deleted], UNOWNED);
    await world.store.changeHealth(world.idSpace, paused.id, "pause");
    await world.store.deleteEndpoint(world.idSpace, deleted.id);
    for (const endpoint of [paused, deleted, world.endpoint()]) assert.deepEqual(await world.claim(endpoint), []);
    const backlog = (await world.store.listBacklog()).map(({ idEndpoint }) => idEndpoint);
    assert.deepEqual(backlog.sort(), [paused.id, deleted.id].sort());
  },

  async "hands out held deliveries after a resume, in order among the others"(world) {
    const endpoint = await world.addEndpoint();
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    const first = only(await world.post([endpoint], HELD));
    const second = only(await world.post([endpoint], UNOWNED));
    const third = only(await world.post([endpoint], HELD));
    assert.deepEqual(await world.claim(endpoint), []);
    await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    assert.deepEqual(await world.store.listBacklog(), [{ idSpace: world.idSpace, idEndpoint: endpoint.id }]);
    const claimed = await world.claim(endpoint);
    assert.deepEqual(
      claimed.map(({ id, trigger }) => [id, trigger]),
      [first, second, third].map((id) => [id, "event"]),
    );
    assert.deepEqual(await world.store.listBacklog(), []);
    await world.end(endpoint, first, "delivered");
    assert.equal((await world.store.getDelivery(world.idSpace, first))?.delivery.status, "delivered");
  },

  async "takes over what a dead node had in hand, and says so"(world) {
    const endpoint = await world.addEndpoint();
    const inHand = only(await world.post([endpoint]));
    const ended = only(await world.post([endpoint]));
    await world.end(endpoint, ended, "delivered");
    const nobodys = only(await world.post([endpoint], UNOWNED));
    await world.reopen("death");
    assert.deepEqual(await world.store.listBacklog(), [{ idSpace: world.idSpace, idEndpoint: endpoint.id }]);
    const claimed = await world.claim(endpoint);
    assert.deepEqual(
      claimed.map(({ id, trigger }) => [id, trigger]),
      [
        [inHand, "takeover"],
        [nobodys, "event"],
      ],
    );
    assert.equal((await world.end(endpoint, inHand, "delivered", "takeover")).status, "delivered");
  },

  async "goes on with what a node left when it stopped, which cannot have been sent"(world) {
    const endpoint = await world.addEndpoint();
    const left = only(await world.post([endpoint]));
    await world.reopen("stop");
    const claimed = only(await world.claim(endpoint));
    assert.deepEqual([claimed.id, claimed.trigger], [left, "event"]);
  },

  async "takes over what a node had in flight when it was closed"(world) {
    const endpoint = await world.addEndpoint();
    await world.post([endpoint]);
    await world.reopen("unfinished");
    assert.equal(only(await world.claim(endpoint)).trigger, "takeover");
  },

  async "remembers that a delivery may have been sent by a node that died, also when it was held in between"(world) {
    const endpoint = await world.addEndpoint();
    await world.post([endpoint]);
    await world.reopen("death");
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    assert.equal(await world.store.releasePending(endpoint.id, [], 10), 1);
    await world.reopen("stop");
    await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    assert.equal(only(await world.claim(endpoint)).trigger, "takeover");
  },

  async "takes over through any number of deaths"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      ids.push(only(await world.post([endpoint])));
      await world.reopen("death");
    }
    const claimed = await world.claim(endpoint);
    assert.deepEqual(
      claimed.map(({ id, trigger }) => [id, trigger]),
      ids.map((id) => [id, "takeover"]),
    );
  },
};
