import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { on, once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import pg from "pg";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { OPERATOR_KEY, runPosthorn } from "../../test/node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "../../test/postgres-database.ts";
import { startPostgresServer } from "../../test/postgres-server.ts";

const server = withCliServer();
const { cli } = server;
const PAGE = readFileSync(new URL("../../../docs/emit.md", import.meta.url), "utf8");

/** The table as the documentation has it. */
function tableOf(engine: string): string {
  const [, sql] = new RegExp(`-- ${engine}\n(create table.*?;)`, "s").exec(PAGE) ?? [];
  assert.ok(sql !== undefined, `the page has a table for ${engine}`);
  return sql;
}

function openSqlite(name: string): { url: string; run(sql: string, ...values: SQLInputValue[]): unknown[] } {
  const path = join(server.folder, name);
  const database = new DatabaseSync(path);
  database.exec(tableOf("SQLite"));
  return { url: `file:${path}`, run: (sql, ...values) => database.prepare(sql).all(...values) };
}

/** The documented table in a database of its own. */
async function openOutbox(t: TestContext, engine: string): Promise<{ url: string; run(sql: string): unknown }> {
  if (engine === "SQLite") return openSqlite("beside.db");
  const database = await createPostgresDatabase();
  t.after(() => database.drop());
  await database.query(tableOf("Postgres"));
  return { url: database.url, run: (sql) => database.query(sql) };
}

/** Resolves once so many rows of the outbox were deleted, which the database tells. */
async function untilDeleted(database: PostgresDatabase, countMin: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { promise, resolve } = Promise.withResolvers<void>();
  let deleted = 0;
  client.on("notification", ({ payload }) => {
    deleted += Number(payload);
    if (deleted >= countMin) resolve();
  });
  await client.query(`listen deleted;
    create function tell() returns trigger language plpgsql as $$
      begin perform pg_notify('deleted', (select count(*)::text from gone)); return null; end $$;
    create trigger tell after delete on posthorn_outbox referencing old table as gone execute function tell()`);
  await promise.finally(() => client.end());
}

/** Resolves once these events are there, of which the server tells as they come. */
async function untilEvents(client: Posthorn, idSpace: string, ids: readonly string[]): Promise<void> {
  const missing = new Set(ids);
  for await (const message of client.live.space(idSpace)) {
    if (message.kind === "event") missing.delete(message.event.id);
    // Those from before it has listened.
    else for (const id of await eventsOf(idSpace)) missing.delete(id);
    if (missing.size === 0) return;
  }
}

async function untilSaid(stream: Readable | null, words: RegExp): Promise<void> {
  assert.ok(stream);
  let said = "";
  for await (const chunk of on(stream, "data")) {
    said += String(chunk);
    if (words.test(said)) return;
  }
}

const INSERT = "insert into posthorn_outbox (id, id_space, event, payload) values (?, ?, ?, ?)";
const INSERT_AT = "insert into posthorn_outbox (id, id_space, event, payload, occurred_at) values (?, ?, ?, ?, ?)";

async function eventsOf(idSpace: string): Promise<string[]> {
  const client = new Posthorn({ url: server.node.url, key: OPERATOR_KEY });
  const events = await Array.fromAsync(client.events.list({ id_space: idSpace }));
  return events.map(({ id }) => id).toSorted();
}

test("an SQLite outbox is sent and emptied, and bad rows are set aside with what is wrong", async () => {
  const idSpace = randomUUID();
  const { url, run } = openSqlite("app.db");
  run("begin");
  for (let n = 0; n < 1_200; n++) run(INSERT, `s-${n}`, idSpace, "tag.create", '{"id":12345678901234567890}');
  run(INSERT, "bad-json", idSpace, "tag.create", "{");
  run(INSERT, "bad-type", idSpace, "no.such", "{}");
  run(INSERT, "bad id", idSpace, "tag.create", "{}");
  run(INSERT, "last", idSpace, "tag.create", "{}");
  run("commit");
  const ended = await cli("relay", "--outbox", url, "--once");
  assert.deepEqual([ended.code, ended.stdout], [0, "1201 sent, 3 set aside\n"], ended.stderr);
  assert.match(ended.stderr, /is set aside: unknown_event_type: There is no event type "no\.such"/);
  const left = run("select id, error from posthorn_outbox order by seq") as { id: string; error: string }[];
  assert.deepEqual(
    left.map(({ id }) => id),
    ["bad-json", "bad-type", "bad id"],
  );
  for (const [at, words] of [/no JSON/, /^unknown_event_type: /, /^invalid_request: id: /].entries()) {
    assert.match(left[at]?.error ?? "", words);
  }
  assert.equal((await eventsOf(idSpace)).length, 1_201);
  const again = await cli("relay", "--outbox", url, "--once");
  assert.equal(again.stdout, "0 sent, 0 set aside\n");
});

test("rows that were sent before a crash are not sent twice", async () => {
  const idSpace = randomUUID();
  const { url, run } = openSqlite("crash.db");
  for (let round = 0; round < 2; round++) {
    // As if the relay had died between the server's answer and its own commit.
    for (let n = 0; n < 50; n++) run(INSERT_AT, `c-${n}`, idSpace, "tag.create", "{}", "2026-01-31T09:30:00.000Z");
    assert.equal((await cli("relay", "--outbox", url, "--once")).stdout, "50 sent, 0 set aside\n");
  }
  assert.equal((await eventsOf(idSpace)).length, 50);
  run(INSERT, "waits", idSpace, "tag.create", "{}");
  const away = await cli("relay", "--outbox", url, "--once", "--url", "http://127.0.0.1:1");
  assert.equal(away.code, 3, away.stderr);
  assert.equal(run("select id from posthorn_outbox where error is null").length, 1);
});

test("a Postgres outbox is sent while the app writes, and a relay that is killed is followed by another", async (t) => {
  const idSpace = randomUUID();
  const database = await createPostgresDatabase();
  t.after(() => database.drop());
  await database.query(tableOf("Postgres"));
  await database.query("alter table posthorn_outbox rename payload to body");
  const args = ["relay", "--outbox", database.url, "--column", "payload=body", "--poll-ms", "10"];
  const insert = `insert into posthorn_outbox (id, id_space, event, body, occurred_at)
    select 'p-' || n, $1, 'tag.create', '{"a":1}', '2026-01-31T09:30:00.123Z' from generate_series($2::integer, $3) as n`;
  await database.query(insert, [idSpace, 1, 5_000]);
  const dying = runPosthorn({ cwd: server.folder, env: server.env, args });
  const left = async () => {
    const [row] = await database.query("select count(*)::integer as count from posthorn_outbox");
    return Number(row?.["count"]);
  };
  t.after(() => dying.kill("SIGKILL"));
  await untilDeleted(database, 1_000);
  dying.kill("SIGKILL");
  await database.query(insert, [idSpace, 5_001, 5_100]);
  assert.equal((await cli(...args, "--once")).code, 0);
  assert.equal(await left(), 0);
  assert.equal((await eventsOf(idSpace)).length, 5_100);
  const client = new Posthorn({ url: server.node.url, key: OPERATOR_KEY });
  const event = await client.events.get({ id_space: idSpace, id: "p-5100" });
  assert.deepEqual([event.occurred_at, event.payload], ["2026-01-31T09:30:00.123Z", { a: 1 }]);
});

test("a relay goes on by itself after the outbox's database was away", async (t) => {
  const idSpace = randomUUID();
  const postgres = await startPostgresServer({ isDurable: true });
  t.after(() => postgres.stop());
  const database = await createPostgresDatabase(postgres.url);
  await database.query(tableOf("Postgres"));
  const insert = "insert into posthorn_outbox (id, id_space, event, payload) values ($1, $2, 'tag.create', '{}')";
  await database.query(insert, ["before", idSpace]);
  const args = ["relay", "--outbox", database.url, "--poll-ms", "10"];
  const relay = runPosthorn({ cwd: server.folder, env: server.env, args });
  t.after(() => relay.kill("SIGKILL"));
  const client = new Posthorn({ url: server.node.url, key: OPERATOR_KEY });
  // A space is there from its first event on.
  await call("POST", `${server.node.url}/v1/events`, 202, { id_space: idSpace, event: "tag.create", payload: {} });
  const arrived = untilEvents(client, idSpace, ["before", "after"]);
  await untilEvents(client, idSpace, ["before"]);
  const warned = untilSaid(relay.stderr, /Trying again/);
  await postgres.crash();
  await warned;
  await postgres.restart();
  await database.query(insert, ["after", idSpace]);
  await arrived;
  const ended = once(relay, "exit");
  relay.kill("SIGINT");
  assert.deepEqual(await ended, [130, null]);
  await database.drop();
});

for (const engine of ["SQLite", "Postgres"]) {
  test(`what an outbox in ${engine} says beside the payload goes with the event, where it has columns for it`, async (t) => {
    const idSpace = randomUUID();
    const { url, run } = await openOutbox(t, engine);
    const actor = '{"type":"user","id":"u-1"}';
    // Postgres lets nothing into the column that is no JSON.
    const [bad, words] = engine === "SQLite" ? ["{", /changes is no JSON/] : ["[]", /changes: expected an object/];
    const changes = '{"fields":["name"],"previous":{"name":12345678901234567890}}';
    const columns = "id, id_space, event, payload, changes, actor, correlation_id";
    const row = (id: string, ...beside: (string | null)[]) =>
      `('${id}', '${idSpace}', 'tag.update', '{}', ${beside.map((each) => (each === null ? "null" : `'${each}'`)).join()})`;
    await run(`insert into posthorn_outbox (${columns}) values
      ${row("all", changes, actor, "req-1")}, ${row("none", null, null, null)}, ${row("bad", bad, null, null)}`);
    const ended = await cli("relay", "--outbox", url, "--once");
    assert.equal(ended.stdout, "2 sent, 1 set aside\n", ended.stderr);
    assert.match(ended.stderr, words);
    const client = new Posthorn({ url: server.node.url, key: OPERATOR_KEY });
    const [all, none] = await Promise.all(["all", "none"].map((id) => client.events.get({ id_space: idSpace, id })));
    assert.deepEqual(all?.actor, { type: "user", id: "u-1", name: null });
    assert.deepEqual([all?.changes?.fields, all?.correlation_id], [["name"], "req-1"]);
    const answer = await fetch(`${server.node.url}/v1/spaces/${idSpace}/events/all`, {
      headers: { authorization: `Bearer ${OPERATOR_KEY}` },
    });
    assert.ok((await answer.text()).includes("12345678901234567890"), "numbers keep their digits");
    assert.deepEqual([none?.actor, none?.changes, none?.correlation_id], [null, null, null]);

    await run("alter table posthorn_outbox drop column changes");
    await run("alter table posthorn_outbox drop column actor");
    await run("delete from posthorn_outbox");
    await run(`insert into posthorn_outbox (id, id_space, event, payload, correlation_id)
      values ('less', '${idSpace}', 'tag.update', '{}', 'req-2')`);
    assert.equal((await cli("relay", "--outbox", url, "--once")).stdout, "1 sent, 0 set aside\n");
    assert.equal((await client.events.get({ id_space: idSpace, id: "less" })).correlation_id, "req-2");
    const misnamed = await cli("relay", "--outbox", url, "--once", "--column", "actor=who");
    assert.match(misnamed.stderr, /who/);
    assert.equal(misnamed.code, 1);
  });
}

test("what cannot be an outbox is told as a mistake", async () => {
  assert.equal((await cli("relay")).code, 2);
  const missing = await cli("relay", "--outbox", "file:missing.db");
  assert.deepEqual([missing.code, existsSync(join(server.folder, "missing.db"))], [2, false], missing.stderr);
  const other = await cli("relay", "--outbox", openSqlite("other.db").url, "--table", "no_such");
  assert.equal(other.code, 1);
  assert.match(other.stderr, /the outbox cannot be read: no such table: no_such/);
  assert.equal((await cli("relay", "--outbox", "mysql://x")).code, 2);
  assert.equal((await cli("relay", "--outbox", "file:x.db", "--column", "body")).code, 2);
});
