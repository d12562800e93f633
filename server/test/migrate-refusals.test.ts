import assert from "node:assert/strict";
import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { MIGRATIONS as POSTGRES_MIGRATIONS } from "../src/store/postgres/migrate.ts";
import { MIGRATIONS } from "../src/store/sqlite/migrate.ts";
import { assertRefused, migrate, newDatabase, withMovingFile } from "./moving-file.ts";
import { startNode } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { runInTerminal } from "./terminal.ts";

const { folder, path, copyWith } = withMovingFile();

async function isUntouched(database: PostgresDatabase): Promise<boolean> {
  const [row] = await database.query("select to_regnamespace('posthorn') is null as is_untouched");
  return row?.["is_untouched"] === true;
}

describe("what is given to posthorn migrate", () => {
  it("is a file and a database, and no password of theirs is printed", async () => {
    const file = join(folder, "none.db");
    assertRefused(await runInTerminal(["migrate"], { columns: null }), /move which file/, /--from posthorn\.db/, 2);
    const one = await runInTerminal(["migrate", "--from", file], { columns: null });
    assertRefused(one, /into which database/, /POSTHORN_DATABASE_URL/, 2);
    for (const to of ["mysql://posthorn:geheim@db/app", "postgres://posthorn:geheim@db", "file:geheim.db"]) {
      const ran = await migrate(file, to);
      assertRefused(ran, /not given as a URL of Postgres/, /--to postgres:/, 2);
      assert.doesNotMatch(ran.stderr, /geheim/);
    }
    assertRefused(await migrate(":memory:", "postgres://h/d"), /is no SQLite file/, /--from/, 2);
    const env = { POSTHORN_DATABASE_URL: "postgres://posthorn:geheim@127.0.0.1:1/app" };
    const away = await runInTerminal(["migrate", "--from", path], { columns: null, env });
    assertRefused(away, /cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:1/, /Check --to/);
    assert.doesNotMatch(away.stderr, /geheim/);
  });

  it("is no file of another kind, and what is refused leaves the database alone", async (t) => {
    const database = await newDatabase(t);
    const diary = join(folder, "diary.db");
    writeFileSync(diary, "Dear diary, ".repeat(1_000));
    const empty = join(folder, "empty.db");
    writeFileSync(empty, "");
    const foreign = join(folder, "foreign.db");
    const other = new DatabaseSync(foreign);
    other.exec("create table t (a)");
    other.close();
    const cut = copyWith("cut.db");
    truncateSync(cut, 40_000);
    for (const [from, message, hint] of [
      [join(folder, "none.db"), /There is no file .*none\.db/, /--from/],
      [folder, /There is no file/, /--from/],
      [diary, /diary\.db is no database, or a damaged one/, /restore a backup and move that/],
      [cut, /cut\.db is no database, or a damaged one/, /restore a backup and move that/],
      [empty, /empty\.db is empty/, /--from/],
      [foreign, /foreign\.db is a database of some other program/, /--from/],
    ] as const) {
      assertRefused(await migrate(from, database.url), message, hint);
    }
    assert.ok(!readdirSync(folder).includes("none.db"), "no file is made");
    assert.ok(await isUntouched(database));
  });
});

describe("the file that posthorn migrate is given", () => {
  it("is of this version: an older one is started on first, a newer one has rows that this one does not know", async (t) => {
    const database = await newDatabase(t);
    const version = MIGRATIONS.length;
    const older = copyWith("older.db", `delete from schema_version where version = ${version}`);
    assertRefused(
      await migrate(older, database.url),
      new RegExp(`has version ${version - 1}, and this Posthorn moves version ${version}`),
      /start posthorn serve of this version on it once/,
    );
    const insert = (leastKnown: number) => `insert into schema_version values (${version + 1}, 'x', 1, ${leastKnown})`;
    const newer = copyWith("newer.db", insert(version + 1));
    assertRefused(await migrate(newer, database.url), /written by a newer Posthorn/, /the migrate of that Posthorn/);
    // Nodes can live with this one.
    const added = copyWith("added.db", insert(1));
    assertRefused(
      await migrate(added, database.url),
      /moves version/,
      /the migrate of the Posthorn that last ran on it/,
    );
    assert.ok(await isUntouched(database));
  });

  it("is one that no node runs on, and the node goes on", { timeout: 120_000 }, async (t) => {
    const database = await newDatabase(t);
    const copy = copyWith("running.db");
    const node = await startNode({ cwd: folder, env: { POSTHORN_DATABASE_URL: `file:${copy}` } });
    t.after(() => node.end("SIGKILL"));
    const ran = await migrate(copy, database.url);
    assertRefused(ran, new RegExp(`Another Posthorn \\(pid ${node.child.pid}\\) uses`), /Stop it first, with SIGTERM/);
    assert.equal((await fetch(`${node.url}/readyz`)).status, 200);
    assert.ok(await isUntouched(database));
    assert.equal(await node.end("SIGTERM"), 0);
    assert.equal((await migrate(copy, database.url)).code, 0);
  });
});

describe("the database that posthorn migrate is given", () => {
  it("has to be there, to let its user in, and to let it make the schema", async (t) => {
    const database = await createPostgresDatabase();
    const role = `posthorn_test_${process.pid}`;
    await database.query(`create role ${role} login password 'geheim'`);
    t.after(async () => {
      await database.query(`drop owned by ${role}; drop role ${role}`);
      await database.drop();
    });
    const url = new URL(database.url);
    url.pathname = "/nosuch";
    assertRefused(await migrate(path, url.href), /database "nosuch" does not exist/, /Check --to/);
    const weak = new URL(database.url);
    [weak.username, weak.password] = [role, "geheim"];
    const ran = await migrate(path, weak.href);
    assertRefused(ran, /may not make the schema: permission denied/, /docs\/postgres\.md/);
    assert.doesNotMatch(ran.stderr, /geheim/);
    await database.query(`create schema posthorn authorization ${role}`);
    assert.equal((await migrate(path, weak.href)).code, 0, "the rights of the documentation are enough");
  });

  it("has to be empty, of this version and without nodes", { timeout: 120_000 }, async (t) => {
    const database = await newDatabase(t);
    await database.query("create schema posthorn create table posthorn.mine (a integer)");
    assertRefused(await migrate(path, database.url), /is some other program's/, /without a schema posthorn/);
    await database.query("drop schema posthorn cascade");

    const env = { POSTHORN_DATABASE_URL: database.url, POSTHORN_OPERATOR_KEY: undefined };
    const node = await startNode({ cwd: folder, env });
    t.after(() => node.end("SIGKILL"));
    assertRefused(await migrate(path, database.url), /A node runs on the database/, /Stop them first/);
    assert.equal(await node.end("SIGTERM"), 0);
    // This start has made a key of its own.
    const filled = await migrate(path, database.url);
    assertRefused(
      filled,
      /holds data of a Posthorn already, in api_key, portal_session$/,
      /moves only into an empty one/,
    );

    const newest = POSTGRES_MIGRATIONS.length;
    for (const [leastKnown, message] of [
      [newest + 1, /written by a newer Posthorn/],
      [1, new RegExp(`has version ${newest + 1}, and this Posthorn fills version ${newest}`)],
    ] as const) {
      const values = [newest + 1, leastKnown];
      await database.query("insert into posthorn.schema_version values ($1, 'x', 1, $2)", values);
      assertRefused(await migrate(path, database.url), message, /or name another database with --to/);
      await database.query("delete from posthorn.schema_version where version = $1", [newest + 1]);
    }
    await database.query("update posthorn.schema_version set checksum = 'x' where version = 1");
    assertRefused(await migrate(path, database.url), /another schema 1 than this Posthorn makes/, /Posthorn release/);
  });
});
