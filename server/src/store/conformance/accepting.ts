import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { NodeEnd } from "./harness.ts";
import { type Claims, NO_FILTER, only, type World } from "./world.ts";

export const acceptingClaims: Claims = {
  async "keeps an event with its payload's bytes and its deliveries"(world) {
    const first = await world.addEndpoint();
    const second = await world.addEndpoint();
    const payload = '{ "b":1.50e2,\t"a":"\\u00e9é" }';
    const posted = await world.event([first, second], { payload, occurredAt: 1_600_000_000_123 });
    assert.deepEqual(await world.store.acceptEvents([posted]), [{ kind: "accepted" }]);

    const kept = await world.store.getEvent(world.idSpace, posted.event.id);
    assert.deepEqual(kept?.event, posted.event);
    assert.equal(Buffer.from(kept.payload).toString(), payload);
    assert.deepEqual(
      kept.deliveries.map(({ id, idEndpoint, idEvent, status }) => [id, idEndpoint, idEvent, status]),
      posted.deliveries.map(({ id, idEndpoint, status }) => [id, idEndpoint, posted.event.id, status]),
    );
  },

  async "keeps what validation has said of an event, and tells it wherever the event is told"(world) {
    const warnings = [{ path: 'payload["a b"]', message: 'expected number, got "ü\\"' }];
    const posted = await world.event([], { warnings });
    await world.store.acceptEvents([posted]);
    await world.post([]);
    assert.deepEqual((await world.store.getEvent(world.idSpace, posted.event.id))?.event.warnings, warnings);
    const listed = await world.store.listEvents({ ...NO_FILTER, idSpace: world.idSpace });
    assert.deepEqual(listed.items.map((event) => event.warnings).sort(), [[], warnings]);
    const repeat = { ...posted, event: { ...posted.event, warnings: [] } };
    assert.deepEqual(await world.store.acceptEvents([repeat]), [{ kind: "duplicate", first: posted.event }]);
  },

  async "keeps what is said beside a payload as it is, and tells the small of it in lists"(world) {
    const changes = '{"fields":["a"],"previous":{ "a":1.0e2 },"added":[],"removed":[]}';
    const said = { actor: '{"type":"user","id":"é","name":null}', correlationId: "run-7" };
    const posted = await world.event([], { changes, ...said });
    await world.store.acceptEvents([posted]);
    await world.post([]);
    const kept = await world.store.getEvent(world.idSpace, posted.event.id);
    assert.deepEqual([kept?.changes, kept?.event], [changes, posted.event]);
    const listed = await world.store.listEvents({ ...NO_FILTER, idSpace: world.idSpace });
    assert.deepEqual(
      listed.items.map(({ actor, correlationId }) => [actor, correlationId]),
      [
        [null, null],
        [said.actor, said.correlationId],
      ],
    );
  },

  async "keeps an event that nobody subscribes to, and makes the space on first use"(world) {
    assert.equal(await world.store.getSpace(world.idSpace), null);
    assert.deepEqual(await world.store.getRoutes(world.idSpace), { version: 0, endpoints: [] });
    const posted = await world.event();
    await world.store.acceptEvents([posted]);
    assert.deepEqual((await world.store.getEvent(world.idSpace, posted.event.id))?.deliveries, []);
    assert.equal((await world.store.getSpace(world.idSpace))?.createdAt, posted.event.createdAt);
  },

  async "answers a repeat with the first event, also when endpoints have changed since"(world) {
    const posted = await world.event([await world.addEndpoint()]);
    await world.store.acceptEvents([posted]);
    await world.addEndpoint();
    world.clock.advance(5_000);
    const now = world.clock.now();
    const repeat = { ...posted, event: { ...posted.event, createdAt: now, occurredAt: now }, deliveries: [] };
    assert.deepEqual(await world.store.acceptEvents([repeat]), [{ kind: "duplicate", first: posted.event }]);
    assert.equal((await world.store.getEvent(world.idSpace, posted.event.id))?.deliveries.length, 1);
  },

  async "calls other content under the same id a conflict"(world) {
    const posted = await world.event([], { occurredAt: 1_000, isTimeGiven: true });
    const { event } = posted;
    const results = await world.store.acceptEvents([
      posted,
      { ...posted, payload: Buffer.from('{"id": 1}') },
      { ...posted, event: { ...event, event: "lead.update" } },
      { ...posted, event: { ...event, occurredAt: 2_000 } },
      { ...posted, changes: '{"fields":[]}' },
      { ...posted, event: { ...event, actor: '{"type":"user"}' } },
      { ...posted, event: { ...event, correlationId: "other" } },
      { ...posted },
    ]);
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ["accepted", "conflict", "conflict", "conflict", "conflict", "conflict", "conflict", "duplicate"],
    );
    assert.deepEqual((await world.store.getEvent(world.idSpace, event.id))?.event, event);
  },

  async "writes nothing of an event that was matched against routes of before"(world) {
    const posted = await world.event();
    const endpoint = await world.addEndpoint();
    assert.deepEqual(await world.store.acceptEvents([posted]), [{ kind: "stale" }]);
    assert.equal(await world.store.getEvent(world.idSpace, posted.event.id), null);
    const again = await world.event([endpoint], { id: posted.event.id });
    assert.deepEqual(await world.store.acceptEvents([again]), [{ kind: "accepted" }]);
  },

  async "answers each event of a call in order, whatever became of its neighbours"(world) {
    const good = await world.event();
    const stale = { ...(await world.event()), routesVersion: 7 };
    const kinds = (await world.store.acceptEvents([good, stale, good])).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["accepted", "stale", "duplicate"]);
  },

  async "makes one event of two concurrent posts of one id"(world) {
    const endpoint = await world.addEndpoint();
    const posted = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.event([endpoint], { id: "order-7", delivery: { id: world.makeId("dlv") } }),
      ),
    );
    const results = await Promise.all(posted.map((one) => world.store.acceptEvents([one])));
    const kinds = results.map((result) => only(result).kind).sort();
    assert.deepEqual(kinds, ["accepted", ...Array.from({ length: 19 }, () => "duplicate")]);
    assert.equal((await world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace })).items.length, 1);
  },

  async "takes the same id in two spaces for two events"(world) {
    await world.post([], { id: "order-7" });
    const other = randomUUID();
    await world.post([], { id: "order-7", idSpace: other, payload: "2" });
    assert.equal(Buffer.from((await world.store.getEvent(other, "order-7"))?.payload ?? []).toString(), "2");
    assert.equal(await world.store.getEvent(randomUUID(), "order-7"), null);
  },

  "still has everything after a stop": (world) => proveKept(world, "stop"),

  "still has everything after a death": (world) => proveKept(world, "death"),
};

async function proveKept(world: World, after: NodeEnd): Promise<void> {
  const endpoint = await world.addEndpoint();
  const posted = await world.event([endpoint]);
  await world.store.acceptEvents([posted]);
  const before = await world.store.getEvent(world.idSpace, posted.event.id);
  await world.reopen(after);
  assert.deepEqual(await world.store.getEvent(world.idSpace, posted.event.id), before);
  assert.deepEqual((await world.store.getRoutes(world.idSpace)).endpoints, [endpoint]);
  assert.deepEqual(await world.store.acceptEvents([posted]), [{ kind: "duplicate", first: posted.event }]);
}
