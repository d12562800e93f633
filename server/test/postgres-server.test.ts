import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { startPostgresServer } from "./postgres-server.ts";

/** Starts a server, tells where, and dies with nothing said, as an interrupted test run does. */
const INTERRUPTED = `
  import { startPostgresServer } from ${JSON.stringify(import.meta.resolve("./postgres-server.ts"))};
  const { url } = await startPostgresServer({ isDurable: false });
  process.stdout.write(new URL(url).searchParams.get("host") + "\\n");
  process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"));`;

describe("a database of a test file", () => {
  let database: PostgresDatabase;
  before(async () => {
    database = await createPostgresDatabase();
  });
  after(() => database.drop());

  it("is empty, on a Postgres that Posthorn supports, and keeps what is written", async () => {
    const [server] = await database.query("select current_setting('server_version_num')::int as version");
    assert.ok(Number(server?.["version"]) >= 150_000);
    assert.deepEqual(
      await database.query("select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"),
      [],
    );
    await database.query("create table note (body text)");
    await database.query("insert into note values ($1)", ["ü"]);
    assert.deepEqual(await database.query("select body from note"), [{ body: "ü" }]);
  });
});

describe("the server that the tests bring", () => {
  it("leaves nothing behind when it is stopped", async () => {
    const server = await startPostgresServer({ isDurable: true });
    const folder = new URL(server.url).searchParams.get("host") ?? "";
    assert.ok(existsSync(folder));
    await server.stop();
    assert.ok(!existsSync(folder));
  });

  it("ends with the process that started it, however that dies, and leaves nothing behind", async () => {
    const args = ["--input-type=module", "-e", INTERRUPTED];
    const starter = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    const [folder] = await once(starter.stdout.setEncoding("utf8"), "data");
    // The keeper writes to the same pipe's end only by closing it: its end is the end of the server too.
    const path = String(folder).trim();
    assert.ok(existsSync(path));
    starter.stdin.write("die\n");
    assert.equal((await once(starter, "exit"))[1], "SIGKILL");
    while (existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
  });
});
