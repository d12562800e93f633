import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, type TestContext, test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import { call } from "./api-calls.ts";
import { type Load, startLoad } from "./load.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const OTHER_SPACE = "0e4c2a9f-6d0c-4a55-9f6e-2c9b3a1d7f10";

const folder = workingFolder();
let database: PostgresDatabase;
let receiver: Receiver;
const nodes: NodeProcess[] = [];

async function startOne(): Promise<NodeProcess> {
  // The shortest lease there is: so long a dead node's deliveries wait.
  const env = { POSTHORN_DATABASE_URL: database.url, POSTHORN_LEASE_MS: "1000" };
  const node = await startNode({ cwd: folder.path, env });
  nodes.push(node);
  return node;
}

before(async () => {
  database = await createPostgresDatabase();
  receiver = await startReceiver();
});

after(async () => {
  await Promise.all(nodes.map((node) => node.end("SIGKILL")));
  await receiver.close();
  await database.drop();
  folder.remove();
});

test("of two nodes under load one is killed, and the other sends all that either has answered 202", {
  timeout: 120_000,
}, async (t) => {
  const [dying, living] = await Promise.all([startOne(), startOne()]);
  await call("POST", `${dying.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });
  const loads = [startLoad(dying.url, ID_SPACE, "dying"), startLoad(living.url, ID_SPACE, "living")];
  await Promise.all(loads.map((load) => load.untilAccepted(500)));
  assert.equal(await dying.end("SIGKILL"), "SIGKILL");
  await Promise.all(loads.map((load) => load.stop()));
  const accepted = loads.flatMap((load) => [...load.accepted]);
  const missing = () => {
    const arrived = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]));
    return accepted.filter((id) => !arrived.has(id));
  };
  await receiver.until(() => missing().length === 0);
  const doubled =
    receiver.requests.length - new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size;
  t.diagnostic(`accepted ${accepted.length}, doubled ${doubled}, lost 0`);
  // What was in flight as it died: a window of requests to the endpoint, at the most.
  assert.ok(doubled <= 100, `${doubled} doubled`);
  const again = receiver.requests.filter(({ headers }) => headers["posthorn-trigger"] === "takeover");
  assert.ok(again.length >= doubled);
});

test("who listens at one node hears of what is posted at another", { timeout: 60_000 }, async () => {
  const [here, there] = await Promise.all([startOne(), startOne()]);
  const id_space = randomUUID();
  const clientOf = ({ url }: NodeProcess) => new Posthorn({ url, key: OPERATOR_KEY });
  let resets = 0;
  for await (const message of clientOf(here).live.space(id_space)) {
    // At first, and again after the first look at what other nodes do.
    if (message.kind === "reset" && ++resets === 2) {
      await call("POST", `${there.url}/v1/events`, 202, { id_space, event: "lead.create", payload: {}, id: "there" });
    }
    if (message.kind !== "event") continue;
    assert.equal(message.event.id, "there");
    break;
  }
});

test("a key that is revoked at one node ends the streams that came by it at another", { timeout: 60_000 }, async () => {
  const [here, there] = await Promise.all([startOne(), startOne()]);
  const { id, key } = await call("POST", `${there.url}/v1/keys`, 201, { id_space: ID_SPACE });
  const stream = await fetch(`${here.url}/v1/spaces/${ID_SPACE}/stream`, {
    headers: { authorization: `Bearer ${key}` },
  });
  assert.equal(stream.status, 200);
  const ended = stream.text();
  await call("DELETE", `${there.url}/v1/keys/${id}`, 204);
  await ended;
  await call("GET", `${here.url}/v1/spaces/${ID_SPACE}`, 401, undefined, key);
});

test("a node that is frozen past its lease goes on by itself when it comes back, and nothing is lost", {
  timeout: 120_000,
}, async (t) => {
  await Promise.all(nodes.map((node) => node.end("SIGTERM")));
  const [frozen, living] = await Promise.all([startOne(), startOne()]);
  await call("POST", `${living.url}/v1/spaces/${OTHER_SPACE}/endpoints`, 201, { url: receiver.url });
  const frozenLoad = startLoad(frozen.url, OTHER_SPACE, "frozen");
  const livingLoad = startLoad(living.url, OTHER_SPACE, "other");
  await Promise.all([frozenLoad.untilAccepted(300), livingLoad.untilAccepted(300)]);
  frozen.child.kill("SIGSTOP");
  while ((await database.query("select 1 from posthorn.node")).length > 1);
  frozen.child.kill("SIGCONT");
  await frozenLoad.untilAccepted(frozenLoad.accepted.size + 300);
  await allArrived(t, [frozenLoad, livingLoad]);
  assert.match(frozen.stderr(), /taken for dead/);
  assert.equal((await database.query("select 1 from posthorn.node")).length, 2, "it is a node again");
  assert.equal((await fetch(`${frozen.url}/readyz`)).status, 200);
  for (const node of [frozen, living]) assert.equal(await node.end("SIGTERM"), 0);
  assert.deepEqual(await database.query("select id from posthorn.owed"), []);
});

/** Stops the loads and waits until all that was answered 202 has arrived. How many came more than once. */
async function allArrived(t: TestContext, loads: readonly Load[]): Promise<number> {
  await Promise.all(loads.map((load) => load.stop()));
  const accepted = loads.flatMap((load) => [...load.accepted]);
  const counts = new Map<string, number>();
  const look = () => {
    counts.clear();
    for (const { headers } of receiver.requests) {
      const id = String(headers["webhook-id"]);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return accepted.every((id) => counts.has(id));
  };
  await receiver.until(look);
  const doubled = accepted.filter((id) => (counts.get(id) ?? 0) > 1).length;
  t.diagnostic(`accepted ${accepted.length}, doubled ${doubled}, lost 0`);
  return doubled;
}
