import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { type NodeProcess, startNode, workingFolder } from "./node-process.ts";
import { startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const PENDING = 30;

/** What `.backup` of the sqlite3 command does, and the check after it. */
async function backUp(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(source, to);
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to);
  assert.deepEqual({ ...copy.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
  copy.close();
}

test("a backup made while the node runs is restored as docs/operating.md says: what was pending is sent, what came later is gone", async (t) => {
  const folder = workingFolder();
  const file = (name: string) => join(folder.path, name);
  const gate = Promise.withResolvers<void>();
  let atGate = 0;
  const receiver = await startReceiver(async ({ body }) => {
    if (body.includes("first")) return 200;
    atGate += 1;
    await gate.promise;
    return 200;
  });
  const nodes: NodeProcess[] = [];
  const start = async () => {
    const started = await startNode({ cwd: folder.path });
    nodes.push(started);
    return started;
  };
  t.after(async () => {
    gate.resolve();
    for (const one of nodes) await one.end("SIGKILL");
    await receiver.close();
    folder.remove();
  });
  const node = await start();
  const post = (url: string, id: string) =>
    call("POST", `${url}/v1/events`, 202, { id_space: ID_SPACE, event: "lead.create", payload: { id }, id });
  const endpoints = `/v1/spaces/${ID_SPACE}/endpoints`;
  const { id } = await call("POST", `${node.url}${endpoints}`, 201, { url: receiver.url, description: "kept" });
  const secrets = await call("GET", `${node.url}${endpoints}/${id}/secrets`, 200);
  await post(node.url, "first");
  const deliveriesOf = (url: string, status: string) =>
    listAll(`${url}/v1/spaces/${ID_SPACE}/deliveries?status=${status}`);
  await until("the first outcome", async () => (await deliveriesOf(node.url, "delivered")).length === 1);
  for (let n = 0; n < PENDING; n++) await post(node.url, `pending-${n}`);
  await until("some requests in flight", () => atGate > 0);

  assert.ok(existsSync(file("posthorn.db-wal")), "some of it is not in the file itself");
  await backUp(file("posthorn.db"), file("backup.db"));
  await post(node.url, "later");
  await node.end("SIGKILL");
  const begun = atGate;

  mkdirSync(file("away"));
  for (const name of ["posthorn.db", "posthorn.db-wal", "posthorn.db-shm"]) {
    if (existsSync(file(name))) renameSync(file(name), file(`away/${name}`));
  }
  renameSync(file("backup.db"), file("posthorn.db"));
  gate.resolve();
  const restored = await start();

  await until(
    "everything that was pending",
    async () => (await deliveriesOf(restored.url, "delivered")).length === PENDING + 1,
  );
  const sent = receiver.requests.slice(-PENDING).map(({ headers }) => String(headers["webhook-id"]));
  assert.deepEqual(sent.sort(), Array.from({ length: PENDING }, (_, n) => `pending-${n}`).sort());
  const again = receiver.requests.filter(({ headers }) => headers["posthorn-trigger"] === "takeover");
  assert.ok(again.length >= begun, "what was in flight may have arrived before, and says so");
  assert.deepEqual(await call("GET", `${restored.url}${endpoints}/${id}/secrets`, 200), secrets);
  await call("GET", `${restored.url}/v1/spaces/${ID_SPACE}/events/later`, 404);
  await post(restored.url, "later");
});
