import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, type TestContext, test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import { call } from "./api-calls.ts";
import { createCli } from "./cli-process.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const PAYLOAD = '{ "name":"VIP", "id":1.50 }';

const folder = workingFolder();
let database: PostgresDatabase;
let receiver: Receiver;

/** Ends with the test. */
async function startOne(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<NodeProcess> {
  const settings = { POSTHORN_DATABASE_URL: database.url, POSTHORN_LEASE_MS: "1000", ...env };
  const node = await startNode({ cwd: folder.path, env: settings });
  t.after(() => node.end("SIGKILL"));
  return node;
}

function emit(idSpace: string, ids: readonly string[]): Promise<unknown> {
  const sql = "select posthorn.emit($1, 'tag.create', $2, id => id) from unnest($3::text[]) as id";
  return database.query(sql, [idSpace, PAYLOAD, ids]);
}

function arrivedOf(ids: ReadonlySet<string>): string[] {
  return receiver.requests.map(({ headers }) => String(headers["webhook-id"])).filter((id) => ids.has(id));
}

before(async () => {
  database = await createPostgresDatabase();
  receiver = await startReceiver();
});

after(async () => {
  await receiver.close();
  await database.drop();
  folder.remove();
});

test("what an app emits in its own transaction is sent byte for byte, and what it rolls back is not", async (t) => {
  const idSpace = randomUUID();
  const node = await startOne(t);
  await call("POST", `${node.url}/v1/spaces/${idSpace}/endpoints`, 201, { url: receiver.url });
  const block = (id: string, end: string) =>
    `do $$ begin perform posthorn.emit('${idSpace}', 'tag.create', '${PAYLOAD}', id => '${id}'); ${end}; end $$`;
  await assert.rejects(database.query(block("undone", "raise exception 'no'")));
  await database.query(block("done", "commit"));
  await receiver.until(() => arrivedOf(new Set(["done"])).length === 1);
  const [request] = receiver.requests;
  assert.ok(request?.body.toString().endsWith(`"payload":${PAYLOAD}}`));
  assert.deepEqual(arrivedOf(new Set(["undone"])), []);
});

test("a payload that strict validation refuses becomes a rejected event, and the next one is sent", async (t) => {
  const idSpace = randomUUID();
  const node = await startOne(t, { POSTHORN_VALIDATION: "strict" });
  await call("POST", `${node.url}/v1/spaces/${idSpace}/endpoints`, 201, { url: receiver.url, events: ["*"] });
  await emit(idSpace, ["wrong"]);
  const { sample } = await call("GET", `${node.url}/v1/event-types/tag.create`, 200);
  await database.query("select posthorn.emit($1, 'tag.create', $2::json, id => 'right')", [idSpace, sample]);
  await receiver.until(() => arrivedOf(new Set(["right"])).length === 1);
  assert.deepEqual(arrivedOf(new Set(["wrong"])), []);
  await node.untilLogged("emitted event rejected");
  const client = new Posthorn({ url: node.url, key: OPERATOR_KEY });
  const [rejected, ...others] = await Array.fromAsync(client.events.listRejected({ id_space: idSpace }));
  assert.deepEqual([rejected?.id, rejected?.error.code, others], ["wrong", "invalid_payload", []]);
  assert.ok((rejected?.error.errors?.length ?? 0) > 0);
  const answer = await fetch(`${node.url}/v1/spaces/${idSpace}/rejected-events/wrong`, {
    headers: { authorization: `Bearer ${OPERATOR_KEY}` },
  });
  assert.ok((await answer.text()).includes(`"payload":${PAYLOAD},"changes":null,"actor":null}`));
  assert.deepEqual((await client.events.getRejected({ id_space: idSpace, id: "wrong" })).payload, JSON.parse(PAYLOAD));
  assert.ok((await client.events.getRejectedText({ id_space: idSpace, id: "wrong" })).includes(PAYLOAD));
  const cli = createCli(folder.path, node.url, idSpace);
  assert.match((await cli("events", "rejected")).stdout, /^wrong\ttag\.create\t/);
  assert.match((await cli("events", "rejected", "wrong")).stdout, /payload\.[\s\S]*"name": "VIP"/);
  const metrics = await (await fetch(`${node.url}/metrics`)).text();
  assert.match(metrics, /posthorn_events_rejected_total\{code="invalid_payload"\} 1/);
});

test("of two nodes one is killed again and again while an app emits: every committed event arrives", {
  timeout: 120_000,
}, async (t) => {
  const idSpace = randomUUID();
  const living = await startOne(t);
  let dying = await startOne(t);
  await call("POST", `${living.url}/v1/spaces/${idSpace}/endpoints`, 201, { url: receiver.url });
  const committed: string[] = [];
  const arrived = new Set<string>();
  let seen = 0;
  const arrivedCount = () => {
    for (const { headers } of receiver.requests.slice(seen)) arrived.add(String(headers["webhook-id"]));
    seen = receiver.requests.length;
    return arrived.size;
  };
  const earlier = arrivedCount();
  let isOver = false;
  const emitting = (async () => {
    for (let batch = 0; !isOver; batch++) {
      const ids = Array.from({ length: 20 }, (_, at) => `k-${batch}-${at}`);
      await emit(idSpace, ids);
      committed.push(...ids);
      // A receiver that is far behind would make the test long and prove nothing more.
      await receiver.until(() => arrivedCount() >= earlier + committed.length - 200);
    }
  })();
  for (let death = 1; death <= 3; death++) {
    const before = arrivedCount();
    await receiver.until(() => arrivedCount() >= before + 100);
    await dying.end("SIGKILL");
    if (death < 3) dying = await startOne(t);
  }
  isOver = true;
  await emitting;
  await receiver.until(() => arrivedCount() === earlier + committed.length);
  assert.ok(committed.every((id) => arrived.has(id)));
  const requests = receiver.requests.filter(({ headers }) => String(headers["webhook-id"]).startsWith("k-")).length;
  t.diagnostic(`emitted ${committed.length}, doubled ${requests - committed.length}, lost 0`);
  const [kept] = await database.query("select count(*)::integer as count from posthorn.event where id like 'k-%'");
  assert.equal(kept?.["count"], committed.length);
});
