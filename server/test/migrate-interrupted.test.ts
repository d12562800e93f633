import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import pg from "pg";
import { openDatabase } from "../src/store/postgres/driver.ts";
import { migrate as makePostgresSchema } from "../src/store/postgres/migrate.ts";
import { systemClock } from "../src/system.ts";
import { assertRefused, EVENTS, migrate, newDatabase, withMovingFile } from "./moving-file.ts";
import { until } from "./moving-world.ts";
import { startNode } from "./node-process.ts";
import type { PostgresDatabase } from "./postgres-database.ts";
import { startPostgresProxy } from "./postgres-proxy.ts";
import { lacksPseudoTerminal, runInPseudoTerminal } from "./pseudo-terminal.ts";
import type { TerminalSettings } from "./terminal.ts";

const { folder, path, copyWith } = withMovingFile();

async function movedRows(database: PostgresDatabase): Promise<unknown> {
  const [row] = await database.query("select count(*)::integer as count from posthorn.event");
  return row?.["count"];
}

async function makeSchema({ url }: PostgresDatabase): Promise<void> {
  const database = openDatabase({ url, connectionsMax: 1, after: systemClock.after });
  await makePostgresSchema(database, 1);
  await database.close();
}

/** Lets a move begin, and wait where the events come. Gives the way to let it go on. */
async function holdUp(database: PostgresDatabase): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // It is ended with its database, where the test fails before.
  client.on("error", () => {});
  await client.query("begin; lock table posthorn.event in share mode");
  return async () => {
    await client.query("commit");
    await client.end();
  };
}

async function isHeldUp(database: PostgresDatabase): Promise<boolean> {
  const waiting = await database.query(
    "select from pg_locks where not granted and relation = 'posthorn.event'::regclass",
  );
  return waiting.length > 0;
}

/** A terminal in which somebody presses Ctrl-C when this is shown. */
function untilMoving(shown: RegExp): TerminalSettings {
  const stop = new AbortController();
  return { interrupted: stop.signal, onStderr: (text) => shown.test(text) && stop.abort() };
}

describe("while posthorn migrate runs", () => {
  it("no node starts on the file or on the database, and no other move", { timeout: 120_000 }, async (t) => {
    const database = await newDatabase(t);
    await makeSchema(database);
    const goOn = await holdUp(database);
    const moving = migrate(path, database.url);
    await until(() => isHeldUp(database));
    const startOn = (url: string) => startNode({ cwd: folder, env: { POSTHORN_DATABASE_URL: url } });
    await assert.rejects(startOn(`file:${path}`), new RegExp(`Another Posthorn \\(pid ${process.pid}\\) uses`));
    await assert.rejects(startOn(database.url), /holds only part of what posthorn migrate is moving into it/);
    await goOn();
    assert.equal((await moving).code, 0);
    const node = await startOn(database.url);
    assert.equal(await node.end("SIGTERM"), 0);
  });

  it("Ctrl-C stops it at the next commit, and the same command goes on; another file does not", async (t) => {
    const database = await newDatabase(t);
    const stopped = await migrate(path, database.url, untilMoving(/moving event_key/));
    assert.deepEqual([stopped.code, stopped.stdout], [130, ""]);
    assert.match(stopped.stderr, /Stopped\. The same command goes on from here/);

    const other = copyWith("used.db", "update node set beat_at = beat_at + 1");
    const refused = await migrate(other, database.url);
    assertRefused(
      refused,
      /A move of .*posthorn\.db .* was begun at .*used\.db is another file, or a node/,
      /--start-over/,
    );
    assert.equal((await migrate(path, database.url)).code, 0);
    assert.equal(await movedRows(database), EVENTS);
    const late = await migrate(other, database.url);
    assertRefused(late, /posthorn\.db was moved into this database at/, /Start nodes on the database as it is/);
    const over = await migrate(other, database.url, { columns: null }, "--start-over");
    assertRefused(over, /posthorn\.db was moved into this database at/, /Start nodes on the database as it is/);
    assert.equal(await movedRows(database), EVENTS, "what has ended is not forgotten");
  });

  it("a move that has not ended is forgotten when it is to start over, and another file moves", async (t) => {
    const database = await newDatabase(t);
    await migrate(path, database.url, untilMoving(/moving event_key/));
    const other = copyWith("other.db", "update node set beat_at = beat_at + 1; delete from event where seq = 7");
    assert.equal((await migrate(other, database.url, { columns: null }, "--start-over")).code, 0);
    assert.equal(await movedRows(database), EVENTS - 1);
  });

  it("a row that cannot be in Postgres ends it in words, and no node starts on what is there", async (t) => {
    const database = await newDatabase(t);
    // As a damaged file may be: its event, its space and its endpoint are not there.
    const values = "'dlv_0Vbr95Er0017oyCeVh9Z', 999999, 'none', 'none', 'lead.create', 'pending', 0, 1, 0";
    const columns = "id, seq_event, id_space, id_endpoint, event, status, owner, created_at, attempt_count";
    const dangling = copyWith("dangling.db", `insert into delivery (${columns}) values (${values})`);
    const ran = await migrate(dangling, database.url);
    assert.equal(ran.code, 1, ran.stdout);
    assert.match(ran.stderr, /A row of .*dangling\.db cannot be in Postgres: null value in column/);
    assert.match(ran.stderr, /damaged, or this is a bug: please report it\. Try a backup of it, with --start-over\./);
    await assert.rejects(startNode({ cwd: folder, env: { POSTHORN_DATABASE_URL: database.url } }), /only part of/);
    assert.equal((await migrate(path, database.url, { columns: null }, "--start-over")).code, 0);
  });

  it("Postgres may go and come back", { timeout: 120_000 }, async (t) => {
    const database = await newDatabase(t);
    const proxy = await startPostgresProxy(database.url);
    t.after(() => proxy.close());
    let shown = "";
    const settings: TerminalSettings = {
      onStderr(text) {
        shown += text;
        if (/Trying again/.test(text)) proxy.mend();
        else if (/moving event_key/.test(text) && !/Trying again/.test(shown)) proxy.cut();
      },
    };
    const { code, stdout } = await migrate(path, proxy.url, settings);
    assert.equal(code, 0, shown);
    assert.match(shown, /cannot be used: .*\. Trying again\./);
    assert.match(stdout, /all the same/);
    assert.equal(await movedRows(database), EVENTS);
  });
});

test("in a terminal it shows a bar, and then a table", { skip: lacksPseudoTerminal }, async (t) => {
  const database = await newDatabase(t);
  const env = { HOME: folder, POSTHORN_DATABASE_URL: database.url };
  const terminal = runInPseudoTerminal(["migrate", "--from", path], { columns: 80, cwd: folder, env });
  assert.equal(await terminal.ended, 0, terminal.shown());
  const shown = stripVTControlCharacters(terminal.shown());
  assert.match(shown, /\r█+░* {2,}\d+ % {2}moving event: 3,000 of 3,000 rows\r/);
  assert.match(shown, /\r█+ +100 % {2}checking activity: 0 of 0 rows\r/);
  assert.match(shown, /TABLE +IN SQLITE +IN POSTGRES +SUM IN SQLITE +SUM IN POSTGRES/);
  assert.match(shown, /event +3000 +3000 +(\w{16}) +\1 +same\r\n/);
  assert.match(shown, /Start nodes with POSTHORN_DATABASE_URL: they send what was pending\./);
  assert.ok(
    shown.split(/[\r\n]+/).every((line) => line.length <= 80 || /^\d|^Start/.test(line)),
    shown,
  );
});
