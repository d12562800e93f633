import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { startLoad } from "./load.ts";
import { type NodeProcess, startNode, workingFolder } from "./node-process.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { readSample } from "./samples.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const ROUNDS = 20;

/** Deliveries by what the receivers saw, against what the node says of them. */
interface Tally {
  accepted: number;
  delivered: number;
  doubled: number;
  lost: number;
}

const folder = workingFolder();
const accepted = new Set<string>();
let good: Receiver;
let bad: Receiver;
let node: NodeProcess;
let badEndpoint: string;

const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;

before(async () => {
  good = await startReceiver();
  bad = await startReceiver(() => 500);
  node = await startNode({ cwd: folder.path });
  await call("POST", inSpace("/endpoints"), 201, { url: good.url });
  // It may fail a thousand times, so that every failure is sent and counted.
  const endpoint = await call("POST", inSpace("/endpoints"), 201, {
    url: bad.url,
    pause_after: 1000,
    events: ["tag.*"],
  });
  badEndpoint = endpoint.id;
});

after(async () => {
  await node.end("SIGKILL");
  await Promise.all([good.close(), bad.close()]);
  folder.remove();
});

test("a node that is killed under load, again and again, loses no event that it answered 202", {
  timeout: 300_000,
}, async (t) => {
  for (let round = 0; round < ROUNDS; round++) {
    const load = startLoad(node.url, ID_SPACE, `r${round}`);
    await postTags(round);
    // At another moment each round: from within the first commits to a few hundred events in.
    await load.untilAccepted(1 + Math.floor(Math.random() * 300));
    const killed = node.end("SIGKILL");
    await load.stop();
    assert.equal(await killed, "SIGKILL");
    for (const id of load.accepted) accepted.add(id);
    node = await startNode({ cwd: folder.path });
  }
  await good.until(() => missing().length === 0);
  const tally = await tallyUp();
  t.diagnostic(`${ROUNDS} kills: ${JSON.stringify(tally)}`);
  assert.equal(tally.lost, 0);
  // Only what was in flight at a kill can come twice: a window of requests to each endpoint, at most.
  assert.ok(tally.doubled <= ROUNDS * 100 * 2, `${tally.doubled} doubled`);
});

test("it then says of every delivery what the receivers saw", { timeout: 120_000 }, async () => {
  const deliveries = await settledDeliveries();
  const seen = countBy([...good.requests, ...bad.requests].map(({ headers }) => String(headers["posthorn-delivery"])));
  for (const { id, status, attempt_count: attempts } of deliveries) {
    const requests = seen.get(String(id)) ?? 0;
    assert.ok(requests >= 1, `${id} was sent`);
    // A request whose node died before the commit is not in the log, but the attempt that followed it is.
    assert.ok(
      Number(attempts) >= 1 && Number(attempts) <= requests,
      `${id}: ${attempts} attempts, ${requests} requests`,
    );
    assert.ok(status === "delivered" || status === "failed");
  }
  assert.equal(deliveries.length, seen.size);
});

test("its counters agree with the attempts", { timeout: 120_000 }, async () => {
  const failed = (await settledDeliveries()).filter(({ id_endpoint }) => id_endpoint === badEndpoint);
  assert.ok(failed.length > 0);
  let attempts = 0;
  for (const { id, status } of failed) {
    assert.equal(status, "failed");
    const detail = await call("GET", inSpace(`/deliveries/${id}`), 200);
    assert.ok(detail.attempts.every((attempt: { response: { status: number } }) => attempt.response.status === 500));
    attempts += detail.attempts.length;
  }
  const endpoint = await call("GET", inSpace(`/endpoints/${badEndpoint}`), 200);
  assert.equal(endpoint.consecutive_failures, attempts);
  assert.equal(endpoint.status, "active");
});

/** A few events that both endpoints get, one request at a time, before the load begins. */
async function postTags(round: number): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const id = `tag-${round}-${i}`;
    await call("POST", `${node.url}/v1/events`, 202, { id_space: ID_SPACE, event: "tag.create", payload: {}, id });
    accepted.add(id);
  }
}

function missing(): string[] {
  const arrived = new Set(good.requests.map(({ headers }) => headers["webhook-id"]));
  return [...accepted].filter((id) => !arrived.has(id));
}

async function tallyUp(): Promise<Tally> {
  const arrived = countBy(good.requests.map(({ headers }) => String(headers["webhook-id"])));
  const doubled = [...arrived.values()].filter((count) => count > 1).length;
  return { accepted: accepted.size, delivered: arrived.size, doubled, lost: missing().length };
}

/** All deliveries, once none is pending any more. */
async function settledDeliveries(): Promise<Record<string, unknown>[]> {
  await until("nothing pending", async () => (await readSample(node.url, "posthorn_deliveries_pending")) === 0);
  return listAll(inSpace("/deliveries"));
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
