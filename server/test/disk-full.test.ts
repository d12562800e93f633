import assert from "node:assert/strict";
import { test } from "node:test";
import { again } from "../src/store/postgres/driver.ts";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase } from "./postgres-database.ts";
import { startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** What the server says of each write that it has no room for. */
const NO_ROOM = `
  create function public.no_room() returns trigger language plpgsql as $$
  begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
  create trigger no_room before insert on posthorn.event for each row execute function public.no_room();
  create trigger no_room before insert on posthorn.attempt for each row execute function public.no_room();
  create trigger no_room before update on posthorn.node for each row execute function public.no_room()`;
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

test("when Postgres has no room left new events get 503, what is in flight keeps its outcome, and all goes on by itself when there is room", {
  timeout: 120_000,
}, async (t) => {
  const folder = workingFolder();
  const database = await createPostgresDatabase();
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<number>();
  const receiver = await startReceiver(() => {
    begun.resolve();
    return gate.promise;
  });
  const node = await startNode({ cwd: folder.path, env: { POSTHORN_DATABASE_URL: database.url } });
  t.after(async () => {
    gate.resolve(200);
    await node.end("SIGKILL");
    await Promise.all([receiver.close(), database.drop()]);
    folder.remove();
  });
  const inSpace = `${node.url}/v1/spaces/${ID_SPACE}`;
  await call("POST", `${inSpace}/endpoints`, 201, { url: receiver.url });
  assert.equal((await post(node, "before")).status, 202);
  await begun.promise;

  await database.query(NO_ROOM);
  const refused = await post(node, "meanwhile");
  assert.equal(refused.status, 503);
  assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
  assert.match(await refused.text(), /"code":"store_unavailable"/);
  // An answer of /readyz is good for a second.
  await until("it says that it is not ready", async () => (await fetch(`${node.url}/readyz`)).status === 503);
  assert.match(await (await fetch(`${node.url}/readyz`)).text(), /No space left on device/);
  gate.resolve(200);
  await receiver.until((requests) => requests.length === 1);
  const [pending] = (await call("GET", `${inSpace}/deliveries`, 200)).data;
  assert.deepEqual([pending.status, pending.attempt_count], ["pending", 0], "what is not kept is not shown");

  // It locks tables in another order than a write of the node may, and then one of the two is broken off.
  await again(() => database.query("drop function public.no_room cascade"));
  await until("the outcome", async () => {
    return (await call("GET", `${inSpace}/deliveries?status=delivered`, 200)).data.length === 1;
  });
  await until("it says that it is ready", async () => (await fetch(`${node.url}/readyz`)).status === 200);
  assert.equal((await post(node, "meanwhile")).status, 202);
  await receiver.until((requests) => requests.length === 2);
  assert.deepEqual(
    receiver.requests.map(({ headers }) => [headers["webhook-id"], headers["posthorn-trigger"]]),
    [
      ["before", "event"],
      ["meanwhile", "event"],
    ],
  );
});
