import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { outcomeOf } from "../../test/outcomes.ts";
import { ID_SPACE, openStages, type Stages, type StagesOptions } from "../../test/stages.ts";
import type { EmittedEvent } from "../store/emitted.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

async function open(t: TestContext, options: Partial<StagesOptions> = {}): Promise<Stages> {
  const stages = await openStages({ attempt: async () => outcomeOf("delivered"), ...options });
  t.after(() => stages.close());
  return stages;
}

function body(fields: Record<string, unknown> = {}): Buffer {
  return Buffer.from(JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: { a: 1 }, ...fields }));
}

function emittedEvent({ payload }: { payload: Buffer }): EmittedEvent {
  const event = { id: "e1", idSpace: ID_SPACE, event: "lead.create", payload };
  return {
    ...event,
    changes: null,
    actor: '{ "name": "Ada", "id": "u1", "type": "user" }',
    correlationId: null,
    occurredAt: 1,
    emittedAt: 2,
  };
}

test("an event that matches no endpoint is recorded all the same", async (t) => {
  const { ingest, store } = await open(t);
  const accepted = await ingest.acceptOne(body({ id: "e1" }), null);
  assert.equal(accepted.kind === "accepted" && accepted.event.deliveryCount, 0);
  assert.equal((await store.getEvent(ID_SPACE, "e1"))?.event.event, "lead.create");
});

test("an event gets one delivery for each endpoint that is subscribed to it", async (t) => {
  const { ingest, store, addEndpoint } = await open(t);
  const all = await addEndpoint({ events: ["*"] });
  const leads = await addEndpoint({ events: ["lead.*", "lead.create"] });
  await addEndpoint({ events: ["tag.create"] });
  const accepted = await ingest.acceptOne(body({ id: "e1" }), null);
  assert.equal(accepted.kind === "accepted" && accepted.event.deliveryCount, 2);
  const detail = await store.getEvent(ID_SPACE, "e1");
  assert.deepEqual(detail?.deliveries.map(({ idEndpoint }) => idEndpoint).sort(), [all.id, leads.id].sort());
});

test("an endpoint made just before an event receives it, however warm the cache is", async (t) => {
  const { ingest, addEndpoint } = await open(t);
  for (let count = 0; count < 20; count++) {
    const accepted = await ingest.acceptOne(body(), null);
    assert.equal(accepted.kind === "accepted" && accepted.event.deliveryCount, count);
    await addEndpoint();
  }
});

test("a long batch lets an event that comes after it go first", async (t) => {
  const { ingest } = await open(t);
  const order: string[] = [];
  const lines = Buffer.from(Array.from({ length: 1000 }, () => body()).join("\n"));
  const batch = ingest.acceptLines(lines, null).then(({ kind }) => order.push(`batch ${kind}`));
  const one = ingest.acceptOne(body(), null).then(({ kind }) => order.push(`one ${kind}`));
  await Promise.all([batch, one]);
  assert.deepEqual(order, ["one accepted", "batch done"]);
});

test("an event that races with a change of endpoints is matched anew, not against what was there before", async (t) => {
  const { ingest, store, addEndpoint } = await open(t);
  await ingest.acceptOne(body(), null);
  // Both go into one commit, the endpoint first: the match that was made before it is stale by then.
  const adding = addEndpoint();
  const accepted = await ingest.acceptOne(body({ id: "raced" }), null);
  await adding;
  assert.equal(accepted.kind === "accepted" && accepted.event.deliveryCount, 1);
  assert.equal((await store.getEvent(ID_SPACE, "raced"))?.deliveries.length, 1);
});

test("the same id again is the same event, with the first answer, and is sent once", async (t) => {
  const { ingest, store, addEndpoint } = await open(t);
  await addEndpoint();
  const first = await ingest.acceptOne(body({ id: "e1" }), null);
  await addEndpoint();
  const again = await ingest.acceptOne(body({ id: "e1" }), null);
  assert.equal(first.kind, "accepted");
  assert.equal(again.kind, "duplicate");
  assert.deepEqual(again.kind === "duplicate" && again.event, first.kind === "accepted" && first.event);
  assert.equal((await store.getEvent(ID_SPACE, "e1"))?.deliveries.length, 1);
});

test("the same id with other content is refused, in another space it is another event", async (t) => {
  const { ingest } = await open(t);
  await ingest.acceptOne(body({ id: "e1" }), null);
  for (const other of [{ payload: { a: 2 } }, { event: "tag.create" }, { occurred_at: "2026-01-01T00:00:00Z" }]) {
    const refused = await ingest.acceptOne(body({ id: "e1", ...other }), null);
    assert.equal(refused.kind === "refused" && refused.problem.code, "event_id_conflict");
  }
  const elsewhere = await ingest.acceptOne(body({ id: "e1", id_space: ID_SPACE.replace("e", "a") }), null);
  assert.equal(elsewhere.kind, "accepted");
});

test("fifty posts of one id at once make one event", async (t) => {
  const { ingest, store, addEndpoint } = await open(t);
  await addEndpoint();
  const kinds = await Promise.all(Array.from({ length: 50 }, () => ingest.acceptOne(body({ id: "e1" }), null)));
  assert.equal(kinds.filter(({ kind }) => kind === "accepted").length, 1);
  assert.equal(kinds.filter(({ kind }) => kind === "duplicate").length, 49);
  assert.equal((await store.getEvent(ID_SPACE, "e1"))?.deliveries.length, 1);
});

test("of many lines the good ones are kept and the bad ones named", async (t) => {
  const { ingest, store } = await open(t);
  const lines = [body({ id: "a" }), "{", "", body({ id: "b", payload: 1 }), body({ id: "a" }), body({ id: "c" })];
  const result = await ingest.acceptLines(Buffer.from(`${lines.join("\r\n")}\n`), null);
  assert.equal(result.kind, "done");
  if (result.kind !== "done") return;
  assert.deepEqual([result.accepted, result.rejected], [3, 2]);
  assert.deepEqual(
    result.results.map((one) => [one.index, one.kind === "refused" ? one.problem.code : one.event.id]),
    [
      [0, "a"],
      [1, "malformed_json"],
      [2, "invalid_request"],
      [3, "a"],
      [4, "c"],
    ],
  );
  assert.equal((await store.listEvents({ ...everything, limit: 10 })).items.length, 2);
});

const everything = { idSpace: ID_SPACE, event: null, since: null, until: null, cursor: null };

test("more lines than are taken at once: none is kept", async (t) => {
  const { ingest, store } = await open(t);
  const result = await ingest.acceptLines(Buffer.from(Array.from({ length: 1001 }, () => body()).join("\n")), null);
  assert.equal(result.kind === "refused" && result.problem.code, "batch_too_large");
  assert.equal((await store.listEvents({ ...everything, limit: 10 })).items.length, 0);
});

test("a key of one space cannot post into another, and is not told whether that exists", async (t) => {
  const { ingest } = await open(t);
  const mine = ID_SPACE.replace("e", "b");
  for (const known of [false, true]) {
    if (known) await ingest.acceptOne(body(), null);
    const refused = await ingest.acceptOne(body(), mine);
    assert.equal(refused.kind === "refused" && refused.problem.code, "not_found");
  }
  assert.equal((await ingest.acceptOne(body({ id_space: mine }), mine)).kind, "accepted");
});

test("a store that cannot write refuses the event, and its place in memory is given back", async (t) => {
  let isBroken = false;
  const { ingest, dispatcher, addEndpoint } = await open(t, {
    wrapStore: (store) => ({
      ...store,
      acceptEvents: (events) =>
        isBroken ? Promise.reject(new StoreUnavailable("disk full")) : store.acceptEvents(events),
    }),
  });
  await addEndpoint();
  isBroken = true;
  await assert.rejects(ingest.acceptOne(body(), null), StoreUnavailable);
  assert.equal(dispatcher.stats().inMemory, 0);
  isBroken = false;
  assert.equal((await ingest.acceptOne(body(), null)).kind, "accepted");
});

test("events that came together are not written again where the answer of the store was lost", async (t) => {
  const { ingest, store } = await open(t, {
    wrapStore: (kept) => ({
      ...kept,
      async acceptEvents(events) {
        await kept.acceptEvents(events);
        throw new StoreUnavailable("the connection was lost");
      },
    }),
  });
  const answers = await Promise.allSettled([ingest.acceptOne(body(), null), ingest.acceptOne(body(), null)]);
  assert.ok(answers.every(({ status }) => status === "rejected"));
  const query = { idSpace: ID_SPACE, event: null, since: null, until: null, limit: 10, cursor: null };
  assert.equal((await store.listEvents(query)).items.length, 2);
});

test("a small payload in a large body does not keep the body in memory while it waits", async (t) => {
  const { ingest, addEndpoint } = await open(t, {
    async attempt({ delivery }) {
      assert.ok(delivery.payload.buffer.byteLength < 100_000, `${delivery.payload.buffer.byteLength} bytes are kept`);
      return outcomeOf("delivered");
    },
  });
  await addEndpoint();
  const spacious = Buffer.from(`${" ".repeat(200_000)}${body()}`);
  assert.equal((await ingest.acceptOne(spacious, null)).kind, "accepted");
});

test("a batch for many endpoints is written in parts, and each of its lines is answered", async (t) => {
  const sizes: number[] = [];
  const { ingest, addEndpoint } = await open(t, {
    wrapStore: (store) => ({
      ...store,
      acceptEvents(events) {
        sizes.push(events.length);
        if (sizes.length === 3) return Promise.reject(new StoreUnavailable("disk full"));
        return store.acceptEvents(events);
      },
    }),
  });
  for (let n = 0; n < 19; n++) await addEndpoint();
  const lines = Array.from({ length: 350 }, () => body()).join("\n");
  const result = await ingest.acceptLines(Buffer.from(lines), null);
  assert.deepEqual(sizes, [100, 100, 100, 50]);
  assert.ok(result.kind === "done");
  assert.deepEqual([result.accepted, result.rejected], [250, 100]);
  const refused = result.results.filter((line) => line.kind === "refused");
  assert.ok(refused.every(({ problem, index }) => problem.code === "store_unavailable" && index >= 200 && index < 300));
});

test("more events than may wait for their commit are refused, and later ones are taken again", async (t) => {
  const { ingest } = await open(t, { acceptingEventsMax: 2 });
  const waiting = [ingest.acceptOne(body(), null), ingest.acceptOne(body(), null)];
  await assert.rejects(ingest.acceptOne(body(), null), /overloaded: 2 events are waiting/);
  await Promise.all(waiting);
  assert.equal((await ingest.acceptOne(body(), null)).kind, "accepted");
});

test("what was emitted and is kept is not rejected when it comes again under other rules", async (t) => {
  let found: { validation: null } | undefined = { validation: null };
  const { ingest, store } = await open(t, { eventTypes: { find: () => found, nearest: () => [] } });
  const emitted = emittedEvent({ payload: Buffer.from('{"a":1}') });
  assert.deepEqual(await ingest.acceptEmitted([emitted]), [null]);
  found = undefined;
  const other = { ...emitted, payload: Buffer.from('{"a":2}') };
  const problems = await ingest.acceptEmitted([emitted, other, { ...emitted, id: "e2" }]);
  assert.deepEqual(
    problems.map((problem) => problem?.code),
    [undefined, "unknown_event_type", "unknown_event_type"],
  );
  assert.equal(Buffer.from((await store.getEvent(ID_SPACE, "e1"))?.payload ?? []).toString(), '{"a":1}');
});
