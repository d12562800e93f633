import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { startPostgresProxy } from "./postgres-proxy.ts";
import { startReceiver } from "./receiver.ts";
import { readSample } from "./samples.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** Fewer than are queued: what is sent while Postgres is away comes to an end by this, not by running out. */
const IN_FLIGHT_MAX = 8;
const QUEUED = 100;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

/** A node on a Postgres that can be cut off, and a receiver that answers nothing while its gate is closed. */
async function setUp(t: TestContext) {
  await database.query("drop schema if exists posthorn cascade");
  const folder = workingFolder();
  const proxy = await startPostgresProxy(database.url);
  const gate = Promise.withResolvers<void>();
  let atGate = 0;
  const receiver = await startReceiver(async () => {
    atGate += 1;
    await gate.promise;
    return 200;
  });
  const env = { POSTHORN_DATABASE_URL: proxy.url, POSTHORN_IN_FLIGHT_MAX: String(IN_FLIGHT_MAX) };
  const node = await startNode({ cwd: folder.path, env });
  t.after(async () => {
    gate.resolve();
    await node.end("SIGKILL");
    await Promise.all([receiver.close(), proxy.close()]);
    folder.remove();
  });
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });

  return {
    node,
    proxy,
    receiver,
    atGate: () => atGate,
    openGate: () => gate.resolve(),
    post: (id: string) =>
      fetch(`${node.url}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: { id }, id }),
      }),
    gauge: (name: string) => readSample(node.url, `posthorn_${name}`),
  };
}

async function assertRefused(answer: Response): Promise<void> {
  const text = await answer.text();
  assert.equal(answer.status, 503, text);
  assert.ok(Number(answer.headers.get("retry-after")) > 0, "it says when to come again");
  assert.equal(JSON.parse(text).code, "store_unavailable");
}

test("while Postgres is away events are answered 503, what is in hand goes on, and its outcome is written afterwards", async (t) => {
  const { node, proxy, receiver, atGate, openGate, post } = await setUp(t);
  assert.equal((await post("before")).status, 202);
  await until("the request", () => atGate() === 1);

  proxy.cut();
  await assertRefused(await post("meanwhile"));
  assert.equal((await fetch(`${node.url}/readyz`)).status, 503);
  openGate();
  await receiver.until((requests) => requests.length === 1);

  proxy.mend();
  await until("the outcome", async () => {
    const answer = await fetch(`${node.url}/v1/spaces/${ID_SPACE}/events/before`, {
      headers: { authorization: `Bearer ${OPERATOR_KEY}` },
    });
    // The first calls may still come too early.
    return answer.status === 200 && JSON.parse(await answer.text()).deliveries[0].status === "delivered";
  });
  await until("an event that is kept", async () => [200, 202].includes((await post("meanwhile")).status));
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

test("while Postgres stays away sending comes to an end by itself, no refused event stays in memory, and each outcome is written once it is back", async (t) => {
  const { node, proxy, receiver, atGate, openGate, post, gauge } = await setUp(t);
  for (let n = 0; n < QUEUED; n++) assert.equal((await post(`event-${n}`)).status, 202);
  await until("the first requests", () => atGate() > 0);
  const begun = atGate();

  proxy.cut();
  openGate();
  // As many outcomes as may be in flight wait beside these; each further one keeps its place until it is written.
  const isOver = async () => (await gauge("deliveries_in_flight")) === receiver.requests.length - IN_FLIGHT_MAX;
  await until("an end of sending", async () => receiver.requests.length > IN_FLIGHT_MAX && (await isOver()));
  const sent = receiver.requests.length;
  assert.ok(sent > begun && sent <= 2 * IN_FLIGHT_MAX, `${sent} were sent, ${begun} of them begun before`);
  const queued = await gauge("deliveries_queued");
  assert.ok(queued > 0 && queued <= QUEUED, `${queued} wait`);

  for (let n = 0; n < QUEUED; n++) await assertRefused(await post(`refused-${n}`));
  assert.equal((await fetch(`${node.url}/readyz`)).status, 503);
  assert.equal(receiver.requests.length, sent);
  assert.equal(await gauge("deliveries_queued"), queued);

  proxy.mend();
  await receiver.until((requests) => requests.length >= QUEUED);
  await until("every outcome", async () => (await gauge("deliveries_pending")) === 0);
  const deliveries = await listAll(`${node.url}/v1/spaces/${ID_SPACE}/deliveries`);
  assert.deepEqual(
    deliveries.map(({ status, attempt_count }) => [status, attempt_count]),
    Array.from({ length: QUEUED }, () => ["delivered", 1]),
  );
  assert.equal(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size, QUEUED);
  assert.equal(receiver.requests.length, QUEUED);
});
