import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type PostgresProxy, startPostgresProxy } from "./postgres-proxy.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

const folder = workingFolder();
/** Answers wait here until the test lets them go. */
const held: (() => void)[] = [];
let database: PostgresDatabase;
let proxy: PostgresProxy;
let receiver: Receiver;
let node: NodeProcess;

before(async () => {
  database = await createPostgresDatabase();
  proxy = await startPostgresProxy(database.url);
  receiver = await startReceiver(() => new Promise((resolve) => held.push(() => resolve(200))));
  node = await startNode({ cwd: folder.path, env: { POSTHORN_DATABASE_URL: proxy.url } });
});

after(async () => {
  await node.end("SIGKILL");
  await Promise.all([receiver.close(), proxy.close()]);
  await database.drop();
  folder.remove();
});

function post(id: string): Promise<Response> {
  return fetch(`${node.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: { id }, id }),
  });
}

test("while Postgres is away events are answered 503, what is in hand goes on, and its outcome is written afterwards", {
  timeout: 60_000,
}, async () => {
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });
  assert.equal((await post("before")).status, 202);
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));

  proxy.cut();
  const refused = await post("meanwhile");
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal(JSON.parse(await refused.text()).code, "store_unavailable");
  assert.equal((await fetch(`${node.url}/readyz`)).status, 503);
  held.pop()?.();
  await receiver.until((requests) => requests.length === 1);

  proxy.mend();
  const detail = `${node.url}/v1/spaces/${ID_SPACE}/events/before`;
  for (let status = ""; status !== "delivered"; ) {
    const answer = await fetch(detail, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } });
    const text = await answer.text();
    // The first calls may still come too early.
    if (answer.status === 200) status = JSON.parse(text).deliveries[0].status;
  }
  const repeat = await post("meanwhile");
  assert.ok(repeat.status === 202 || repeat.status === 200, String(repeat.status));
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  held.pop()?.();
  await receiver.until((requests) => requests.length === 2);
  assert.deepEqual(
    receiver.requests.map(({ headers }) => [headers["webhook-id"], headers["posthorn-trigger"]]),
    [
      ["before", "event"],
      ["meanwhile", "event"],
    ],
  );
  assert.equal(await node.end("SIGTERM"), 0);
});
