import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const EVENTS = 300;
const KILLS = 4;
/** How many attempts of one job may be in flight, and so may be made again after each kill. */
const IN_FLIGHT_MAX = 10;
const ENV = { POSTHORN_REPLAY_PER_SECOND: "200" };

const folder = workingFolder();
let isWell = false;
let receiver: Receiver;
let node: NodeProcess;

const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;

before(async () => {
  receiver = await startReceiver(({ headers }) => {
    if (!isWell) return 500;
    // A few go on failing, so that both counters have something to count.
    return String(headers["webhook-id"]).endsWith("7") ? 500 : 200;
  });
  node = await startNode({ cwd: folder.path, env: ENV });
});

after(async () => {
  await node.end("SIGKILL");
  await receiver.close();
  folder.remove();
});

for (const [signal, words, repeatsMax] of [
  ["SIGKILL", "killed again and again sends every delivery and counts each once", KILLS * IN_FLIGHT_MAX],
  ["SIGTERM", "stopped again and again sends every delivery once", 0],
] as const) {
  test(`a replay whose node is ${words}`, { timeout: 120_000 }, async (t) => {
    isWell = false;
    const { replayed, distinct, ended } = await replayThrough(signal);
    t.diagnostic(`${KILLS} times ${signal}: ${replayed.length} requests for ${distinct.size} deliveries`);
    assert.equal(distinct.size, EVENTS);
    assert.ok(replayed.every(({ headers }) => headers["posthorn-trigger"] === "replay"));
    assert.ok(replayed.length <= EVENTS + repeatsMax, `${replayed.length} requests`);
    const failed = [...distinct].filter((id) => String(id).endsWith("7")).length;
    assert.partialDeepStrictEqual(ended, {
      ...{ state: "done", total: EVENTS, done: EVENTS, skipped: 0 },
      ...{ delivered: EVENTS - failed, failed },
    });
  });
}

/** Lets deliveries fail, and replays them while the node ends several times. */
async function replayThrough(signal: "SIGKILL" | "SIGTERM") {
  const endpoint = await call("POST", inSpace("/endpoints"), 201, { url: receiver.url, pause_after: 1000 });
  const lines = Array.from({ length: EVENTS }, (_, n) =>
    JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: { n }, id: `${signal}-${n}` }),
  );
  const posted = await fetch(`${node.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  assert.equal(posted.status, 200);
  const replayPath = `/endpoints/${endpoint.id}/replay`;
  const range = { since: new Date(Date.now() - 3_600_000).toISOString() };
  while ((await call("POST", inSpace(replayPath), 200, { ...range, is_preview: true })).count < EVENTS);
  isWell = true;
  const live = receiver.requests.length;
  const failures = (await call("GET", inSpace(`/endpoints/${endpoint.id}`), 200)).consecutive_failures;

  const replay = await call("POST", inSpace(replayPath), 202, range);
  assert.equal(replay.total, EVENTS);
  for (let kill = 1; kill <= KILLS; kill++) {
    const enough = (EVENTS / (KILLS + 1)) * kill;
    await receiver.until((requests) => new Set(requests.slice(live).map(idOf)).size >= enough);
    assert.equal(await node.end(signal), signal === "SIGKILL" ? signal : 0);
    node = await startNode({ cwd: folder.path, env: ENV });
  }
  const ended = await whenEnded(replay.id);

  const after = await call("GET", inSpace(`/endpoints/${endpoint.id}`), 200);
  assert.deepEqual([after.status, after.consecutive_failures], ["active", failures]);
  await call("DELETE", inSpace(`/endpoints/${endpoint.id}`), 204);
  const replayed = receiver.requests.slice(live);
  return { replayed, distinct: new Set(replayed.map(idOf)), ended };
}

function idOf({ headers }: Receiver["requests"][number]): unknown {
  return headers["webhook-id"];
}

async function whenEnded(id: string) {
  for (;;) {
    const replay = await call("GET", inSpace(`/replays/${id}`), 200);
    if (replay.state !== "running") return replay;
  }
}
