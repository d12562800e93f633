import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** No room left after some dozen events: the log of the database takes most of it. */
const DATABASE_KIB_MAX = 4096;

function post({ url }: NodeProcess, id: string, text = "x".repeat(3000)): Promise<Response> {
  return fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: { text }, id }),
  });
}

test("when the disk is full new events get 503, and every accepted one is kept and sent", {
  timeout: 120_000,
}, async (t) => {
  const folder = workingFolder();
  const receiver = await startReceiver();
  const node = await startNode({ cwd: folder.path, fileKibMax: DATABASE_KIB_MAX });
  t.after(async () => {
    await node.end("SIGKILL");
    await receiver.close();
    folder.remove();
  });
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });

  const accepted: string[] = [];
  let response = await post(node, "event-0");
  for (let next = 1; response.status === 202; next++) {
    accepted.push(`event-${next - 1}`);
    response = await post(node, `event-${next}`);
  }
  assert.equal(response.status, 503);
  assert.match(response.headers.get("retry-after") ?? "", /^\d+$/);
  assert.match(await response.text(), /"code":"store_unavailable"/);
  assert.ok(accepted.length > 20, `${accepted.length} were accepted`);
  // What was too large for the last pages may have left room for a heartbeat, so smaller writes go first.
  for (let small = 0; (await post(node, `small-${small}`, "")).status === 202; small++) accepted.push(`small-${small}`);
  // An answer of /readyz is good for a second.
  let ready = await fetch(`${node.url}/readyz`);
  while (ready.status === 200) ready = await fetch(`${node.url}/readyz`);
  assert.equal(ready.status, 503);
  assert.match(await ready.text(), /the database cannot be written/);
  assert.equal((await fetch(`${node.url}/healthz`)).status, 200, "the process goes on");
  assert.equal((await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/events`, 200)).data.length > 0, true);

  await node.end("SIGKILL");
  const next = await startNode({ cwd: folder.path });
  t.after(() => next.end("SIGKILL"));
  await receiver.until((requests) => {
    const arrived = new Set(requests.map(({ headers }) => headers["webhook-id"]));
    return accepted.every((id) => arrived.has(id));
  });
  assert.equal((await post(next, "afterwards")).status, 202);
});
