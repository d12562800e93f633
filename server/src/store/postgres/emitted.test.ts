import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import pg from "pg";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { PROBLEMS } from "../../core/problems.ts";
import { parsePostedEvent } from "../../ingest/posted-event.ts";
import { systemClock } from "../../system.ts";
import { createManualClock } from "../conformance/harness.ts";
import { createWorld, type World } from "../conformance/world.ts";
import type { EmittedEvent, EmittedStore } from "../emitted.ts";
import { openPostgresStore } from "./postgres-store.ts";

const RULES = { payloadBytesMax: 1_000, builtInTypes: ["tag.create", "lead.create"] };

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

async function open(t: TestContext): Promise<World & { emitted: EmittedStore }> {
  await database.query("drop schema if exists posthorn cascade");
  const clock = createManualClock();
  const times = { clock: { ...clock, after: systemClock.after }, leaseMs: 60_000 };
  const store = await openPostgresStore({ url: database.url, idNode: "node_1", connectionsMax: 5, ...times });
  const dispose = () => store.close({ isClean: true });
  t.after(dispose);
  assert.ok(store.emitted !== null);
  await store.emitted.setRules(RULES);
  const reopen = () => Promise.reject(new Error("this one stays open"));
  const world = createWorld({ store, prunesDays: true, shared: null, reopen, dispose }, clock);
  return { ...world, emitted: store.emitted };
}

type Emitting = readonly [idSpace: string, event: string | null, payload: unknown, rest?: string];

/** `rest`: further arguments, by name. */
async function emit(...[idSpace, event, payload, rest]: Emitting): Promise<unknown> {
  const more = rest === undefined ? "" : `, ${rest}`;
  const [row] = await database.query(`select posthorn.emit($1, $2, $3${more}) as id`, [idSpace, event, payload]);
  return row?.["id"];
}

/** All that is there, accepted by nobody. */
async function waiting(emitted: EmittedStore): Promise<EmittedEvent[]> {
  let seen: readonly EmittedEvent[] = [];
  const goOn = new Error("only looked at");
  const look = emitted.take(100, (events) => {
    seen = events;
    throw goOn;
  });
  await look.catch((error: unknown) => assert.equal(error, goOn));
  return [...seen];
}

test("an event is there once its transaction has committed, byte for byte, and never where it rolls back", async (t) => {
  const { emitted, idSpace } = await open(t);
  const app = new pg.Client({ connectionString: database.url });
  await app.connect();
  t.after(() => app.end());
  const payload = '{ "b": 1.0,  "a": "\\u00e9",\n"big": 12345678901234567890 }';
  await app.query("begin");
  await app.query("select posthorn.emit($1, 'tag.create', $2)", [idSpace, '{"gone":true}']);
  await app.query("rollback");
  await app.query("begin");
  const at = "2026-01-31T09:30:00.123Z";
  const named =
    "id => 'e1', occurred_at => $3, changes => '{\"fields\":[\"a\"]}', actor => '{\"type\":\"user\"}', correlation_id => 'c'";
  await app.query(`select posthorn.emit($1, 'tag.create', $2, ${named})`, [idSpace, `  ${payload}\n`, at]);
  assert.deepEqual(await waiting(emitted), []);
  await app.query("commit");
  const [event, ...others] = await waiting(emitted);
  assert.deepEqual(others, []);
  assert.ok(event !== undefined);
  assert.equal(Buffer.from(event.payload).toString(), payload);
  assert.deepEqual(
    { ...event, payload: null, emittedAt: null },
    {
      id: "e1",
      idSpace,
      event: "tag.create",
      payload: null,
      changes: '{"fields":["a"]}',
      actor: '{"type":"user"}',
      correlationId: "c",
      occurredAt: Date.parse(at),
      emittedAt: null,
    },
  );
});

test("space and payload are taken as the types in which apps have them", async (t) => {
  const { emitted, idSpace } = await open(t);
  for (const type of ["text", "varchar", "json", "jsonb"]) {
    await database.query(`select posthorn.emit($1::uuid, 'tag.create', $2::${type})`, [
      idSpace.toUpperCase(),
      '{"a":1}',
    ]);
    await database.query(`select posthorn.emit($1::text, 'tag.create', $2::${type})`, [
      idSpace.toUpperCase(),
      '{"a":1}',
    ]);
  }
  await database.query(`select posthorn.emit('${idSpace}', 'tag.create', '{"a":1}')`);
  const events = await waiting(emitted);
  assert.equal(events.length, 9);
  for (const event of events) {
    assert.equal(event.idSpace, idSpace);
    assert.match(event.id, /^evt_[0-9A-Za-z]{20}$/);
    assert.deepEqual(JSON.parse(Buffer.from(event.payload).toString()), { a: 1 });
  }
});

test("a bad event raises an error with the API's code, words and help, and its transaction cannot commit it", async (t) => {
  const { emitted, idSpace } = await open(t);
  const wrong: [Emitting, sqlState: string, message: string | RegExp][] = [
    [["x", "tag.create", "{}"], "PH422", 'invalid_request: id_space: expected a uuid, got "x".'],
    [[idSpace, null, "{}"], "PH422", "invalid_request: event: expected the name of an event type, got null."],
    [[idSpace, "tag.creat", "{}"], "PH422", /^unknown_event_type: There is no event type "tag\.creat"\. /],
    [[idSpace, "tag.create", "[]"], "PH422", "invalid_request: payload: expected an object, got array."],
    [[idSpace, "tag.create", null], "PH422", "invalid_request: payload: expected an object, got null."],
    [[idSpace, "tag.create", '{"a":}'], "PH400", /^malformed_json: The payload is not valid JSON: /],
    [
      [idSpace, "tag.create", JSON.stringify({ a: "é".repeat(500) })],
      "PH413",
      "payload_too_large: The payload has 1008 bytes; at most 1000 are taken. Send a link to large data.",
    ],
    [
      [idSpace, "tag.create", "{}", "id => 'a.b', correlation_id => 'a b'"],
      "PH422",
      'invalid_request: id: expected 1 to 64 of A-Z a-z 0-9 _ -, got "a.b"; correlation_id: expected 1 to 128 visible ASCII characters, got "a b".',
    ],
    [[idSpace, "tag.create", "{}", "occurred_at => '1969-12-31Z'"], "PH422", /^invalid_request: occurred_at: /],
    [[idSpace, "tag.create", "{}", "occurred_at => 'infinity'"], "PH422", /^invalid_request: occurred_at: /],
    [[idSpace, "tag.create", "{}", "changes => '[]'"], "PH422", /^invalid_request: changes: expected an object/],
    [[idSpace, "tag.create", "{}", "changes => '{}'"], "PH422", /^invalid_request: changes.fields: expected an array/],
    [[idSpace, "tag.create", "{}", "actor => '{}'"], "PH422", /^invalid_request: actor.type: expected one of user/],
  ];
  for (const [emitting, code, message] of wrong) {
    await assert.rejects(emit(...emitting), { code, message }, String(message));
  }
  assert.deepEqual(await waiting(emitted), []);
});

test("what the function says is what the API says of the same event", async (t) => {
  const { idSpace } = await open(t);
  const fault = await emit("x", "tag.create", "{}", "id => 'a.b'").catch((error: pg.DatabaseError) => error);
  const body = JSON.stringify({ id_space: "x", event: "tag.create", payload: {}, id: "a.b" });
  const parsed = parsePostedEvent(Buffer.from(body), RULES.payloadBytesMax);
  assert.ok(fault instanceof Error && parsed.kind === "refused");
  assert.equal(fault.message, `${parsed.problem.code}: ${parsed.problem.detail}`);
  const large = await emit(idSpace, "tag.create", `{"a":"${"x".repeat(1_000)}"}`).catch(
    (error: pg.DatabaseError) => error,
  );
  assert.ok(large instanceof pg.DatabaseError);
  assert.equal(large.hint, PROBLEMS.payload_too_large.help);
  const unknown = await emit(idSpace, "no.such", "{}").catch((error: pg.DatabaseError) => error);
  assert.ok(unknown instanceof pg.DatabaseError);
  assert.equal(unknown.hint, PROBLEMS.unknown_event_type.help);
});

test("a repeat under the same id gets the first id, before and after the event was accepted; other content is refused", async (t) => {
  const { emitted, idSpace, store, event } = await open(t);
  const rest = `id => 'e1', changes => '{"fields":["a"],"added":null}', actor => '{"type":"user"}'`;
  const conflict = { code: "PH409", message: /^event_id_conflict: The space already has an event e1 with another/ };
  const repeats = async () => {
    assert.equal(await emit(idSpace, "tag.create", '{"a":1}', rest), "e1");
    await assert.rejects(emit(idSpace, "tag.create", '{"a": 1}', rest), conflict);
    await assert.rejects(emit(idSpace, "lead.create", '{"a":1}', rest), conflict);
    await assert.rejects(emit(idSpace, "tag.create", '{"a":1}', `${rest}, correlation_id => 'c'`), conflict);
    await assert.rejects(emit(idSpace, "tag.create", '{"a":1}', `${rest}, occurred_at => '2020-01-01Z'`), conflict);
    await assert.rejects(emit(idSpace, "tag.create", '{"a":1}', "id => 'e1'"), conflict);
  };
  assert.equal(await emit(idSpace, "tag.create", '{"a":1}', rest), "e1");
  await repeats();
  const changes = '{"fields":["a"],"previous":{},"added":[],"removed":[]}';
  const actor = '{"type":"user","id":null,"name":null}';
  await emitted.take(10, async () => {
    await store.acceptEvents([await event([], { id: "e1", event: "tag.create", payload: '{"a":1}', changes, actor })]);
    return [null];
  });
  await repeats();
  assert.deepEqual(await waiting(emitted), []);
});

test("an app's own type may be emitted from its registration on", async (t) => {
  const { emitted, idSpace, store } = await open(t);
  const definition = { description: "", group: "Own", schema: "{}", sample: "{}" };
  await assert.rejects(emit(idSpace, "order.paid", "{}"), { code: "PH422" });
  await store.eventTypes.put({ name: "order.paid", definition, validation: null, createdAt: 1, updatedAt: 1 }, 10);
  await emit(idSpace, "order.paid", "{}");
  assert.equal((await waiting(emitted)).length, 1);
});

test("what is accepted goes, what is rejected is kept to be seen, and what fails is handed out again", async (t) => {
  const { clock, emitted, idSpace } = await open(t);
  for (const id of ["a", "b", "c"]) await emit(idSpace, "tag.create", `{"id":"${id}"}`, `id => '${id}'`);
  await assert.rejects(
    emitted.take(10, () => Promise.reject(new Error("away"))),
    /away/,
  );
  const errors = [{ path: "payload.name", message: "required" }];
  const problem = { code: "invalid_payload", detail: "Not so.", errors } as const;
  assert.equal(await emitted.take(10, async (events) => events.map(({ id }) => (id === "a" ? null : problem))), 3);
  assert.deepEqual(await waiting(emitted), []);
  const page = await emitted.listRejected({ idSpace, limit: 1, cursor: null });
  assert.deepEqual(
    page.items.map(({ id }) => id),
    ["c"],
  );
  const next = await emitted.listRejected({ idSpace, limit: 1, cursor: page.nextCursor });
  assert.deepEqual([next.items.map(({ id }) => id), next.nextCursor], [["b"], null]);
  const one = await emitted.getRejected(idSpace, "b");
  assert.deepEqual(
    [one?.problem, one?.rejectedAt, Buffer.from(one?.payload ?? []).toString()],
    [problem, clock.now(), '{"id":"b"}'],
  );
  // The app has mended it.
  await emit(idSpace, "tag.create", '{"id":"b","name":"x"}', "id => 'b'");
  await emitted.take(10, async () => [null]);
  assert.equal(await emitted.getRejected(idSpace, "b"), null);
  assert.equal(await emitted.pruneRejected(clock.now()), 0);
  assert.equal(await emitted.pruneRejected(clock.now() + 1), 1);
});

test("two nodes never have the same event in hand", async (t) => {
  const { emitted, idSpace } = await open(t);
  for (const id of ["a", "b", "c"]) await emit(idSpace, "tag.create", "{}", `id => '${id}'`);
  const taken: string[] = [];
  const keep = (events: readonly EmittedEvent[]) => {
    taken.push(...events.map(({ id }) => id));
    return events.map(() => null);
  };
  await emitted.take(2, async (events) => {
    await emitted.take(2, async (others) => keep(others));
    return keep(events);
  });
  assert.deepEqual(taken.toSorted(), ["a", "b", "c"]);
});

test("commits ring, one bell for many", async (t) => {
  const { emitted, idSpace } = await open(t);
  const bells = new pg.Client({ connectionString: database.url });
  await bells.connect();
  t.after(() => bells.end());
  let count = 0;
  const second = Promise.withResolvers<void>();
  bells.on("notification", () => {
    count += 1;
    if (count === 2) second.resolve();
  });
  await bells.query("listen posthorn_emit");
  const heard = Promise.withResolvers<void>();
  t.after(emitted.watch(heard.resolve));
  await database.query(`select posthorn.emit('${idSpace}', 'tag.create', '{}') from generate_series(1, 1000)`);
  await heard.promise;
  // The sequence, put back by hand, is what lets the second one ring.
  await database.query("select setval('posthorn.emit_bell', 0)");
  await emit(idSpace, "tag.create", "{}");
  await second.promise;
  // A commit takes some milliseconds of those 20 that no other may ring in.
  assert.ok(count <= 3, `${count} bells`);
});

test("a role that may only use the schema can emit, and neither read nor write nor call anything else", async (t) => {
  const { emitted, idSpace } = await open(t);
  const role = `posthorn_app_${process.pid}`;
  await database.query(`create role ${role} login password 'app'`);
  const app = new pg.Client({ connectionString: database.url });
  await app.connect();
  t.after(async () => {
    await app.end();
    await database.query(`drop owned by ${role}`);
    await database.query(`drop role ${role}`);
  });
  await database.query(`grant usage on schema posthorn to ${role}`);
  await app.query(`set role ${role}`);
  await app.query("select posthorn.emit($1::uuid, 'tag.create', $2::jsonb, id => 'mine')", [idSpace, "{}"]);
  const denied = { code: "42501" };
  for (const sql of [
    "select * from posthorn.emitted",
    "select * from posthorn.event",
    "select * from posthorn.api_key",
    "delete from posthorn.endpoint",
    "insert into posthorn.emitted default values",
    "select posthorn.emit_id(1)",
    "select setval('posthorn.emit_bell', 1)",
  ]) {
    await assert.rejects(app.query(sql), denied, sql);
  }
  assert.deepEqual(
    (await waiting(emitted)).map(({ id }) => id),
    ["mine"],
  );
});
