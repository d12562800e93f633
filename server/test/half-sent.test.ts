import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const ENDPOINTS = 50;
/** Of them as many answer before the node dies. */
const DONE = ENDPOINTS / 2;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

for (const store of ["SQLite", "Postgres"] as const) {
  test(`on ${store}, of an event to ${ENDPOINTS} endpoints what was delivered before its node died is not sent again, and all else is`, {
    timeout: 120_000,
  }, async (t) => {
    const folder = workingFolder();
    // The shortest lease there is: so long a dead node's deliveries wait.
    const shared = { POSTHORN_DATABASE_URL: database.url, POSTHORN_LEASE_MS: "1000" };
    const start = async () => {
      const node = await startNode({ cwd: folder.path, env: store === "SQLite" ? {} : shared });
      t.after(() => node.end("SIGKILL"));
      return node;
    };
    let hasDied = false;
    const receiver = await startReceiver(({ path }) => (hasDied || Number(path.slice(1)) < DONE ? 200 : undefined));
    t.after(async () => {
      await receiver.close();
      folder.remove();
    });
    const dying = await start();
    const inSpace = `/v1/spaces/${ID_SPACE}`;
    const urls = Array.from({ length: ENDPOINTS }, (_, at) => `${receiver.url}/${at}`);
    await Promise.all(urls.map((url) => call("POST", `${dying.url}${inSpace}/endpoints`, 201, { url })));
    await call("POST", `${dying.url}/v1/events`, 202, { id_space: ID_SPACE, event: "lead.create", payload: {} });
    const delivered = async (url: string) => (await listAll(`${url}${inSpace}/deliveries?status=delivered`)).length;
    await receiver.until((requests) => requests.length === ENDPOINTS);
    await until("half of the outcomes", async () => (await delivered(dying.url)) === DONE);
    assert.equal(await dying.end("SIGKILL"), "SIGKILL");
    hasDied = true;

    const next = await start();
    await until("the other half", async () => (await delivered(next.url)) === ENDPOINTS);
    const triggers = Map.groupBy(receiver.requests, ({ path }) => Number(path.slice(1)));
    for (let at = 0; at < ENDPOINTS; at++) {
      assert.deepEqual(
        triggers.get(at)?.map(({ headers }) => headers["posthorn-trigger"]),
        at < DONE ? ["event"] : ["event", "takeover"],
        `endpoint ${at}`,
      );
    }
    const deliveries = await listAll(`${next.url}${inSpace}/deliveries`);
    assert.ok(deliveries.every(({ attempt_count: count }) => count === 1));
  });
}
