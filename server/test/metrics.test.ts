import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { startReceiver } from "./receiver.ts";
import { readSample } from "./samples.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const EVENT = { id_space: ID_SPACE, event: "lead.create", payload: {} };

let folder: ReturnType<typeof workingFolder>;
let node: NodeProcess;

beforeEach(async () => {
  folder = workingFolder();
  node = await startNode({ cwd: folder.path });
});
afterEach(async () => {
  await node.end("SIGKILL");
  folder.remove();
});

/** One sample of a scrape. */
const sample = (name: string) => readSample(node.url, name);

test("a batch is timed once, and what is refused before it is read is counted too", async () => {
  const url = `${node.url}/v1/events`;
  const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/x-ndjson" };
  const lines = `${JSON.stringify(EVENT)}\n`.repeat(3);
  assert.equal((await fetch(url, { method: "POST", headers, body: `${lines}{}\n` })).status, 200);
  assert.equal((await fetch(url, { method: "POST", body: lines })).status, 401);
  assert.equal(await sample("posthorn_accept_duration_seconds_count"), 1);
  assert.equal(await sample("posthorn_events_accepted_total"), 3);
  const labels = 'method="POST",route="/v1/events"';
  assert.equal(await sample(`posthorn_http_requests_total{${labels},status="200"}`), 1);
  assert.equal(await sample(`posthorn_http_requests_total{${labels},status="401"}`), 1);
});

test("the oldest delivery that is owed has an age while it is in flight and nothing waits", async (t) => {
  const { promise: isSent, resolve } = Promise.withResolvers<undefined>();
  const receiver = await startReceiver(() => {
    resolve(undefined);
    return new Promise<number>(() => {});
  });
  t.after(() => receiver.close());
  assert.equal(await sample("posthorn_oldest_pending_age_seconds"), 0);
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });
  await call("POST", `${node.url}/v1/events`, 202, EVENT);
  await isSent;
  assert.equal(await sample("posthorn_deliveries_queued"), 0);
  assert.ok((await sample("posthorn_oldest_pending_age_seconds")) > 0);
});
