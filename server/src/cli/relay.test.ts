import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import { withCliServer } from "../../test/cli-server.ts";
import { OPERATOR_KEY, runPosthorn } from "../../test/node-process.ts";
import { createPostgresDatabase } from "../../test/postgres-database.ts";

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
  t.after(() => dying.kill("SIGKILL"));
  const left = async () => {
    const [row] = await database.query("select count(*)::integer as count from posthorn_outbox");
    return Number(row?.["count"]);
  };
  while ((await left()) > 4_000) await new Promise(setImmediate);
  dying.kill("SIGKILL");
  await database.query(insert, [idSpace, 5_001, 5_100]);
  assert.equal((await cli(...args, "--once")).code, 0);
  assert.equal(await left(), 0);
  assert.equal((await eventsOf(idSpace)).length, 5_100);
  const client = new Posthorn({ url: server.node.url, key: OPERATOR_KEY });
  const event = await client.events.get({ id_space: idSpace, id: "p-5100" });
  assert.deepEqual([event.occurred_at, event.payload], ["2026-01-31T09:30:00.123Z", { a: 1 }]);
});

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
