import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { systemClock } from "../../system.ts";
import type { Store } from "../store.ts";
import { DatabaseRefused, type RefusalCode } from "./database-refused.ts";
import { MIGRATIONS } from "./migrate.ts";
import { openPostgresStore } from "./postgres-store.ts";

/** Opens the store, says so, and closes it when told to. */
const STARTER = `
  import { openPostgresStore } from ${JSON.stringify(import.meta.resolve("./postgres-store.ts"))};
  import { systemClock as clock } from ${JSON.stringify(import.meta.resolve("../../system.ts"))};
  const options = { url: process.argv[1], idNode: "node_" + process.pid, clock, leaseMs: 60_000, connectionsMax: 5 };
  const store = await openPostgresStore(options);
  await store.beat();
  process.stdout.write("open");
  process.stdin.once("data", () => store.close({ isClean: true }).then(() => process.exit()));`;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

beforeEach(() => database.query("drop schema if exists posthorn cascade"));

after(() => database.drop());

function open(url = database.url): Promise<Store> {
  return openPostgresStore({ url, idNode: "node_1", clock: systemClock, leaseMs: 60_000, connectionsMax: 5 });
}

async function assertRefused(url: string, code: RefusalCode, message: RegExp): Promise<void> {
  // One that was let in all the same would keep the test's process alive.
  const opening = open(url).then((store) => store.close({ isClean: true }));
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof DatabaseRefused, `refused, not ${String(error)}`);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /hush/);
    assert.ok(error.hint.length > 0);
    return true;
  });
}

describe("a Postgres database's schema", () => {
  it("is made once by ten nodes that start together", { timeout: 60_000 }, async (t) => {
    const args = ["--conditions=posthorn-source", "--input-type=module", "-e", STARTER, database.url];
    const starters = Array.from({ length: 10 }, () => {
      const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
      return { child, errors: text(child.stderr), ended: once(child, "exit") };
    });
    t.after(() => {
      for (const { child } of starters) child.kill("SIGKILL");
    });
    await Promise.all(starters.map(({ child, ended }) => Promise.race([once(child.stdout, "data"), ended])));
    const nodes = await database.query("select id from posthorn.node");
    for (const { child } of starters) child.stdin.end("close\n");
    for (const { ended, errors } of starters) {
      const [code] = await ended;
      assert.equal(code, 0, await errors);
    }
    assert.equal(nodes.length, 10);
    const versions = await database.query("select version from posthorn.schema_version order by version");
    assert.deepEqual(
      versions,
      MIGRATIONS.map((_, at) => ({ version: at + 1 })),
    );
    assert.deepEqual(await database.query("select id from posthorn.node"), [], "all have left");
  });

  it("is left alone where it is there already", async () => {
    await (await open()).close({ isClean: true });
    const before = await database.query("select * from posthorn.schema_version");
    await (await open()).close({ isClean: true });
    assert.deepEqual(await database.query("select * from posthorn.schema_version"), before);
  });

  it("is refused where a newer Posthorn has made it, and says which", async () => {
    await (await open()).close({ isClean: true });
    const newer = MIGRATIONS.length + 1;
    await database.query("insert into posthorn.schema_version values ($1, 'x', 0)", [newer]);
    const words = new RegExp(`version ${newer}, and this one knows ${MIGRATIONS.length}`);
    await assertRefused(database.url, "newer", words);
  });

  it("is refused where it is not the one that this program makes", async () => {
    await (await open()).close({ isClean: true });
    await database.query("update posthorn.schema_version set checksum = 'x'");
    await assertRefused(database.url, "altered", /another schema 1/);
  });

  it("is refused where some other program has made it, and left as it is", async () => {
    await database.query("create schema posthorn");
    await database.query("create table posthorn.note (body text)");
    await assertRefused(database.url, "foreign", /some other program/);
    assert.deepEqual(await database.query("select * from posthorn.note"), []);
  });

  it("is told of in docs/postgres.md, each table of it and no other", async () => {
    await (await open()).close({ isClean: true });
    const rows = await database.query(
      `select relname from pg_class where relnamespace = 'posthorn'::regnamespace and relkind in ('r', 'p')`,
    );
    const tables = new Set(rows.map(({ relname }) => String(relname).replace(/_\d{8}$/, "_<day>")));
    const page = readFileSync(new URL("../../../../docs/postgres.md", import.meta.url), "utf8");
    const [, rest = ""] = page.split("\n| table | what | size |\n");
    const [listed = ""] = rest.split("\n\n");
    const named = listed.split("\n").flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([a-z_<>]+)`/g)]);
    assert.deepEqual(named.map(([, name]) => name).sort(), [...tables].sort());
  });

  it("names only tables and functions of its own", () => {
    const created = [
      ...MIGRATIONS.map(({ sql }) => sql)
        .join("")
        .matchAll(/create (?:table|sequence|function) ([^\s(]+)/g),
    ].map(([, name]) => name ?? "");
    assert.ok(created.length > 10);
    for (const name of created) assert.match(name, /^posthorn\./);
  });
});

describe("a Postgres user", () => {
  it("needs no more than a schema of its own", async (t) => {
    const role = `posthorn_least_${process.pid}`;
    await database.query(`create role ${role} login`);
    t.after(async () => {
      await database.query(`drop owned by ${role} cascade`);
      await database.query(`drop role ${role}`);
    });
    const url = new URL(database.url);
    url.username = role;
    await assertRefused(url.href, "not_allowed", /permission denied/);
    await database.query(`create schema posthorn authorization ${role}`);
    const store = await open(url.href);
    try {
      await store.beat();
      assert.equal(await store.prune(systemClock.now(), 100), 0);
      assert.ok((await store.stats()).diskBytes > 0);
    } finally {
      // Before its role goes.
      await store.close({ isClean: true });
    }
  });

  it("hears what is wrong when the server or the database is not there", async () => {
    const missing = new URL(database.url);
    missing.pathname = "/nobody_made_this";
    await assertRefused(missing.href, "unreachable", /does not exist/);
    await assertRefused("postgres://posthorn:hush@127.0.0.1:1/posthorn", "unreachable", /cannot be reached/);
  });
});
