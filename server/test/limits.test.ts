import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { portOf } from "./ports.ts";
import { type Answer, startReceiver } from "./receiver.ts";
import { readSample } from "./samples.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const MIB = 2 ** 20;
const limits = { timeout: 120_000 };

/** A node with settings of its own, and a receiver. */
async function setUp(t: TestContext, env: Readonly<Record<string, string>>, answer?: Answer) {
  const folder = workingFolder();
  const receiver = await startReceiver(answer);
  const node = await startNode({ cwd: folder.path, env });
  t.after(async () => {
    await node.end("SIGKILL");
    await receiver.close();
    folder.remove();
  });
  const inSpace = `${node.url}/v1/spaces/${ID_SPACE}`;
  await call("POST", `${inSpace}/endpoints`, 201, { url: receiver.url });
  return {
    node,
    receiver,
    post: (payload: object) =>
      call("POST", `${node.url}/v1/events`, 202, { id_space: ID_SPACE, event: "lead.create", payload }),
    deliveries: (status: string) => listAll(`${inSpace}/deliveries?status=${status}`),
    gauge: (name: string) => readSample(node.url, `posthorn_${name}`),
  };
}

for (const [variable, value, payload, queuedMax] of [
  ["POSTHORN_QUEUED_DELIVERIES_MAX", "16", {}, 16],
  ["POSTHORN_QUEUED_PER_ENDPOINT_MAX", "4", {}, 4],
  ["POSTHORN_QUEUED_BYTES_MAX", String(MIB), { text: "x".repeat(100_000) }, 10],
] as const) {
  test(`${variable} bounds what waits in memory, and what waits on disk is sent after it`, limits, async (t) => {
    const gate = Promise.withResolvers<number>();
    const { receiver, post, deliveries, gauge } = await setUp(t, { [variable]: value }, () => gate.promise);
    t.after(() => gate.resolve(200));
    const events = 40;
    for (let n = 0; n < events; n++) await post(payload);
    assert.equal((await deliveries("pending")).length, events);
    const queued = await gauge("deliveries_queued");
    const inFlight = await gauge("deliveries_in_flight");
    assert.ok(inFlight > 0 && queued <= queuedMax, `${queued} wait, ${inFlight} are in flight`);
    gate.resolve(200);
    await until("all of it", async () => (await deliveries("delivered")).length === events);
    assert.equal(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size, events);
    assert.equal(receiver.requests.length, events);
  });
}

test(
  "thousands of deliveries to one host open as many connections as requests may be in flight, and no more",
  limits,
  async (t) => {
    const events = 3000;
    const { node } = await setUp(t, { POSTHORN_IN_FLIGHT_PER_ENDPOINT_MAX: "20" });
    let connections = 0;
    const done = Promise.withResolvers<void>();
    let requests = 0;
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        response.end();
        if (++requests === events) done.resolve();
      });
    }).on("connection", () => connections++);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const idSpace = randomUUID();
    await call("POST", `${node.url}/v1/spaces/${idSpace}/endpoints`, 201, {
      url: `http://127.0.0.1:${portOf(server.address())}`,
    });
    const line = JSON.stringify({ id_space: idSpace, event: "lead.create", payload: {} });
    for (let posted = 0; posted < events; posted += 1000) {
      const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/x-ndjson" };
      const body = `${line}\n`.repeat(1000);
      assert.equal((await fetch(`${node.url}/v1/events`, { method: "POST", headers, body })).status, 200);
    }
    await done.promise;
    assert.ok(connections <= 20, `${connections} connections`);
  },
);

test("POSTHORN_INBOX_BYTES_MAX bounds what a test inbox keeps, the newest last", limits, async (t) => {
  const { node } = await setUp(t, { POSTHORN_INBOX_BYTES_MAX: String(MIB) });
  const inbox = `${node.url}/inbox/a-token-of-this-test`;
  for (let n = 0; n < 5; n++) {
    const body = `${n}${"x".repeat(400_000)}`;
    assert.equal((await fetch(inbox, { method: "POST", body })).status, 200);
  }
  const kept: { body: string }[] = JSON.parse(await (await fetch(inbox)).text()).data;
  assert.deepEqual(
    kept.map(({ body }) => body[0]),
    ["4", "3"],
  );
});

test(
  "POSTHORN_LOG_LEVEL says what is logged, and POSTHORN_PAUSE_AFTER when a new endpoint is paused",
  limits,
  async (t) => {
    const logs: string[] = [];
    for (const level of ["error", "warn"]) {
      const env = { POSTHORN_LOG_LEVEL: level, POSTHORN_PAUSE_AFTER: "1" };
      const { node, post, deliveries } = await setUp(t, env, () => 500);
      await post({});
      await post({});
      await until("one failed, one held", async () => {
        return (await deliveries("failed")).length === 1 && (await deliveries("held")).length === 1;
      });
      assert.equal(await node.end("SIGTERM"), 0);
      logs.push(node.stderr());
    }
    assert.doesNotMatch(logs[0] ?? "", /endpoint paused/);
    assert.match(logs[1] ?? "", /endpoint paused/);
  },
);

test(
  "POSTHORN_RESPONSE_KEPT_BYTES_MAX bounds what is kept of an answer, and says that it was cut",
  limits,
  async (t) => {
    const env = { POSTHORN_RESPONSE_KEPT_BYTES_MAX: "5" };
    const { node, post, deliveries } = await setUp(t, env, (_, response) => {
      response.end("a long answer");
      return undefined;
    });
    await post({});
    await until("its outcome", async () => (await deliveries("delivered")).length === 1);
    const [delivery] = await deliveries("delivered");
    const { attempts } = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/deliveries/${delivery?.["id"]}`, 200);
    assert.partialDeepStrictEqual(attempts[0].response, { body: "a lon", is_body_cut: true });
  },
);
