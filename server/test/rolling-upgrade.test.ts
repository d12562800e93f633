import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { call, listAll } from "./api-calls.ts";
import { type Load, startLoad } from "./load.ts";
import { type NodeProcess, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const LATER_RELEASE = fileURLToPath(new URL("./later-release.ts", import.meta.url));

const folder = workingFolder();
const loads: Load[] = [];
const nodes = new Set<NodeProcess>();
let database: PostgresDatabase;
let receiver: Receiver;

before(async () => {
  database = await createPostgresDatabase();
  receiver = await startReceiver();
});

after(async () => {
  await Promise.all([...nodes].map((node) => node.end("SIGKILL")));
  await receiver.close();
  await database.drop();
  folder.remove();
});

/** A node of the release that knows so many steps of the schema more than today's, and a load on it. */
async function startRelease(later: 0 | 1 | 2): Promise<NodeProcess> {
  const env = { POSTHORN_DATABASE_URL: database.url };
  const release = later === 0 ? {} : { program: LATER_RELEASE, args: [String(later), "serve"] };
  const node = await startNode({ cwd: folder.path, env, ...release });
  nodes.add(node);
  return node;
}

async function loadOn(node: NodeProcess): Promise<void> {
  const load = startLoad(node.url, ID_SPACE, `load${loads.length}`, 4);
  loads.push(load);
  await load.untilAccepted(50);
}

/** As a deploy does it: the new one runs before the old one goes. */
async function replace(old: NodeProcess, later: 1 | 2): Promise<NodeProcess> {
  const next = await startRelease(later);
  await loadOn(next);
  assert.equal(await old.end("SIGTERM"), 0, old.stderr());
  nodes.delete(old);
  return next;
}

const versions = async () => {
  const rows = await database.query("select version from posthorn.schema_version order by version");
  return rows.map(({ version }) => Number(version));
};

test("three nodes are replaced one by one, by a release that adds to the schema and then by one that takes away, and nothing is lost", {
  timeout: 180_000,
}, async (t) => {
  const first = await startRelease(0);
  const today = await versions();
  const old = [first, await startRelease(0), await startRelease(0)];
  await call("POST", `${first.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });
  for (const node of old) await loadOn(node);

  const mixed: NodeProcess[] = [];
  for (const node of old.slice(1)) mixed.push(await replace(node, 1));
  assert.deepEqual(await versions(), [...today, today.length + 1]);
  // Both releases take and show what is new, and hear of each other's endpoints.
  await call("POST", `${mixed[0]?.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: `${receiver.url}/second` });
  assert.equal((await listAll(`${first.url}/v1/spaces/${ID_SPACE}/endpoints`)).length, 2);

  // One of the nodes is still of the release that uses what is to be taken away.
  await assert.rejects(startRelease(2), new RegExp(`such nodes run: node_\\S+ \\(knows ${today.length},`));
  assert.deepEqual(await versions(), [...today, today.length + 1], "nothing was changed");
  mixed.push(await replace(first, 1));

  for (const node of mixed) await replace(node, 2);
  assert.deepEqual(await versions(), [...today, today.length + 1, today.length + 2]);
  await assert.rejects(startRelease(0), /written by a newer Posthorn/);

  await Promise.all(loads.map((load) => load.stop()));
  const accepted = loads.flatMap((load) => [...load.accepted]);
  const arrived = () => {
    const firstOnly = receiver.requests.filter(({ path }) => path === "/");
    return firstOnly.map(({ headers }) => String(headers["webhook-id"]));
  };
  await receiver.until(() => new Set(arrived()).size === accepted.length);
  assert.deepEqual(new Set(arrived()), new Set(accepted));
  assert.equal(arrived().length, accepted.length, "a node that takes its leave leaves nothing to be sent twice");
  const failed = await database.query("select id from posthorn.delivery where kept = 'f'");
  assert.deepEqual(failed, []);
  t.diagnostic(`accepted ${accepted.length}, doubled 0, lost 0`);
});
