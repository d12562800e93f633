import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import pg from "pg";
import { call } from "./api-calls.ts";
import {
  answersOf,
  fillNode,
  ID_SPACE,
  type MovingReceiver,
  NODE_ENV,
  OTHER_SPACE,
  SLOW,
  startMovingReceiver,
  until,
} from "./moving-world.ts";
import { type NodeProcess, runPosthorn, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import type { Ran } from "./terminal.ts";

const PATIENCE = { timeout: 240_000 };
const folder = workingFolder();
const path = join(folder.path, "posthorn.db");
const ends: (() => Promise<unknown>)[] = [];
let receiver: MovingReceiver;
let filled: Awaited<ReturnType<typeof fillNode>>;
/** As the API told it on SQLite, before the node was killed. */
let answers: Map<string, unknown>;

before(async () => {
  receiver = await startMovingReceiver();
  const node = await startNode({ cwd: folder.path, env: NODE_ENV });
  ends.push(() => node.end("SIGKILL"));
  filled = await fillNode(node, receiver, folder.path);
  answers = await answersOf(node.url);
  await node.end("SIGKILL");
}, PATIENCE);

after(async () => {
  for (const end of ends.toReversed()) await end();
  await receiver.close();
  folder.remove();
});

async function newDatabase(): Promise<PostgresDatabase> {
  const database = await createPostgresDatabase();
  ends.push(() => database.drop());
  return database;
}

function startMigrate(database: PostgresDatabase, ...words: string[]) {
  return runPosthorn({ cwd: folder.path, args: ["migrate", "--from", "posthorn.db", "--to", database.url, ...words] });
}

async function migrate(database: PostgresDatabase, ...words: string[]): Promise<Ran> {
  const child = startMigrate(database, ...words);
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, stdout, stderr };
}

async function startOn(databaseUrl: string): Promise<NodeProcess> {
  const node = await startNode({ cwd: folder.path, env: { ...NODE_ENV, POSTHORN_DATABASE_URL: databaseUrl } });
  ends.push(() => node.end("SIGKILL"));
  return node;
}

function hashes(): string[] {
  return ["", "-wal"].map((part) =>
    createHash("sha256")
      .update(readFileSync(path + part))
      .digest("hex"),
  );
}

function idsOf(answer: unknown): unknown[] {
  assert.ok(Array.isArray(answer));
  return answer.map(({ id, id_space: idSpace }) => id ?? idSpace);
}

/** What was sent for each of these events, by its trigger. */
function triggersFrom(position: number, ...paths: string[]): Map<string, string[]> {
  const triggers = new Map<string, string[]>();
  for (const { headers } of receiver.from(position, ...paths)) {
    const id = String(headers["webhook-id"]);
    triggers.set(id, [...(triggers.get(id) ?? []), String(headers["posthorn-trigger"])].toSorted());
  }
  return triggers;
}

/** Releases what hangs and gives what is sent until the backlog and the replay are done. */
async function sendAll(node: NodeProcess, position: number): Promise<Map<string, string[]>> {
  const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;
  receiver.release();
  await until(async () => (await call("GET", inSpace(`/replays/${filled.idReplay}`), 200)).state === "done");
  await until(async () => (await call("GET", inSpace("/deliveries?status=pending"), 200)).data.length === 0);
  receiver.hold();
  return new Map([...triggersFrom(position, "/slow", "/later")].toSorted());
}

/** Numbers go on from those that have moved: what is new is taken for none of them. */
async function newRowsStandApart(node: NodeProcess): Promise<void> {
  const known = await call("GET", `${node.url}/v1/spaces`, 200);
  const idSpace = randomUUID();
  const spacePath = `${node.url}/v1/spaces/${idSpace}`;
  const { id } = await call("POST", `${spacePath}/endpoints`, 201, { url: `${receiver.url}/ok` });
  const spaces = await call("GET", `${node.url}/v1/spaces`, 200);
  assert.deepEqual(spaces.data.slice(1), known.data, "a new space comes first");
  assert.equal(spaces.data[0].id_space, idSpace);
  for (const space of [idSpace, ID_SPACE]) {
    const event = { id_space: space, event: "tag.update", payload: {}, id: "after-the-move" };
    await call("POST", `${node.url}/v1/events`, 202, event);
  }
  const events = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/events?limit=1`, 200);
  assert.equal(events.data[0].id, "after-the-move", "a new event comes first");
  const { deliveries } = await call("GET", `${spacePath}/events/after-the-move`, 200);
  const owners = deliveries.map((delivery: Record<string, unknown>) => delivery["id_endpoint"]);
  assert.deepEqual(owners, [id], "and has only its own deliveries");
}

test(
  "all that a killed node has left moves, answers the same, and is sent as by its next start",
  PATIENCE,
  async () => {
    const copy = join(folder.path, "copy.db");
    for (const part of ["", "-wal"]) copyFileSync(path + part, copy + part);
    const held = hashes();
    const database = await newDatabase();
    const { code, stdout, stderr } = await migrate(database, "--json");
    assert.deepEqual([code, stderr], [0, ""], stdout);
    const document = JSON.parse(stdout);
    assert.equal(document.is_same, true);
    const counts = new Map(
      document.tables.map((each: Record<string, unknown>) => [each["table"], each["rows_in_postgres"]]),
    );
    for (const [table, rows] of counts) assert.ok(Number(rows) > 0, `the file has rows for ${table}`);
    assert.deepEqual(hashes(), held, "the file is as it was");

    const position = receiver.requests.length;
    const node = await startOn(database.url);
    const moved = await answersOf(node.url);
    for (const [path, answer] of answers) {
      // A listener is held to be away from the start on, as it is on SQLite: its endpoint is there, and paused.
      if (!path.includes(OTHER_SPACE) && path !== "/v1/spaces") assert.deepEqual(moved.get(path), answer, path);
      else if (Array.isArray(answer)) assert.deepEqual(idsOf(moved.get(path)), idsOf(answer), path);
    }
    await call("GET", `${node.url}/v1/me`, 200, undefined, filled.operatorKey);

    const sent = await sendAll(node, position);
    assert.equal(sent.size, 2 * SLOW);
    for (const [id, triggers] of sent) assert.equal(triggers.length, 1, `${id} is sent once`);
    await newRowsStandApart(node);
    assert.equal(await node.end("SIGTERM"), 0);

    const before = receiver.requests.length;
    const restarted = await startOn(`file:${copy}`);
    assert.deepEqual(sent, await sendAll(restarted, before), "as the next start on SQLite");
    assert.equal(await restarted.end("SIGTERM"), 0);
    const triggers = new Set([...sent.values()].flat());
    assert.deepEqual(triggers, new Set(["takeover", "event", "replay"]));
  },
);

test("a move that is killed again and again goes on, and no node starts before its end", PATIENCE, async () => {
  const database = await newDatabase();
  // The schema is there before the move, so that this hears of each commit of it.
  const first = await startOn(database.url);
  assert.equal(await first.end("SIGTERM"), 0);
  await database.query(`create function posthorn.tell() returns trigger language plpgsql as
    $$ begin perform pg_notify('moved', ''); return null; end $$`);
  await database.query("create trigger tell after insert or update on posthorn.move execute function posthorn.tell()");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("listen moved");
  ends.push(() => client.end());

  let [kills, output] = [0, ""];
  for (let runs = 0; ; runs++) {
    const child = startMigrate(database);
    const exited = once(child, "exit");
    const written = child.stdout === null ? Promise.resolve("") : text(child.stdout);
    const isKilled = new Promise<void>((resolve) => {
      let commits = 0;
      const heard = () => {
        commits += 1;
        if (commits <= runs % 3) return;
        client.off("notification", heard);
        child.kill("SIGKILL");
        resolve();
      };
      client.on("notification", heard);
      void exited.then(() => client.off("notification", heard));
    });
    const [code, signal] = await exited;
    output = await written;
    if (signal === null) {
      assert.equal(code, 0, output);
      break;
    }
    await isKilled;
    kills += 1;
    const [half] = await database.query("select ended_at from posthorn.move");
    if (half?.["ended_at"] !== null) continue;
    if (kills % 4 === 1)
      await assert.rejects(startOn(database.url), /holds only part of what posthorn migrate is moving/);
  }
  assert.ok(kills >= 8, `killed ${kills} times`);
  const again = await migrate(database);
  assert.deepEqual([again.code, /was moved to .* Nothing is left to do/.test(again.stdout)], [0, true], again.stdout);
  const node = await startOn(database.url);
  const events = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/events?limit=3`, 200);
  const told = answers.get(`/v1/spaces/${ID_SPACE}/events`) as unknown[];
  assert.deepEqual(events.data, told.slice(0, 3));
});

test("rows that were changed after they had moved are found, and no node starts", PATIENCE, async () => {
  const database = await newDatabase();
  const first = await startOn(database.url);
  assert.equal(await first.end("SIGTERM"), 0);
  await database.query(`create function posthorn.spoil() returns trigger language plpgsql as $$ begin
    update posthorn.delivery set attempt_count = attempt_count + 1 where id = (select max(id) from posthorn.delivery);
    return null; end $$`);
  await database.query("create trigger spoil after insert on posthorn.attempt execute function posthorn.spoil()");
  const { code, stdout, stderr } = await migrate(database);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /^delivery\t(\d+)\t\1\t\w+\t\w+\tDIFFERENT$/m);
  assert.match(stdout, /^event\t(\d+)\t\1\t(\w+)\t\2\tsame$/m);
  assert.match(stderr, /does not hold the same as posthorn\.db, so no node starts on it/);
  await assert.rejects(startOn(database.url), /holds only part/);
});
