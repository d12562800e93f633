import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import type { Store } from "../store.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { DatabaseRefused, type RefusalCode } from "./database-refused.ts";
import { checkSqliteVersion, openDatabase } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { toOpeningFault } from "./opening-fault.ts";
import { openSqliteStore } from "./sqlite-store.ts";

describe("opening a database file", () => {
  it("makes a new file that only its owner can read, with all that stands beside it", async (t) => {
    const path = newPath(t);
    const store = await open(path);
    for (const part of ["", "-wal", "-lock"]) assert.equal(statSync(path + part).mode & 0o777, 0o600, part);
    await store.close({ isClean: true });
  });

  it("makes a database of an empty file", async (t) => {
    const path = newPath(t);
    writeFileSync(path, "");
    await (await open(path)).close({ isClean: true });
  });

  it("leaves one whole file when it is closed, however often that is said", async (t) => {
    const path = newPath(t);
    const store = await open(path);
    await store.beat();
    await Promise.all([store.close({ isClean: true }), store.close({ isClean: true })]);
    assert.equal(statSync(`${path}-wal`, { throwIfNoEntry: false }), undefined);
    await (await open(path)).close({ isClean: true });
  });

  it("refuses what is no database, and leaves it as it was", async (t) => {
    const path = newPath(t);
    writeFileSync(path, "Dear diary, ".repeat(1_000));
    await assertRefused(path, "damaged", /no database, or a damaged one/);
  });

  it("refuses a database that was cut off", async (t) => {
    const path = newPath(t);
    await (await open(path)).close({ isClean: true });
    truncateSync(path, 5_000);
    await assertRefused(path, "damaged", /damaged/);
  });

  it("refuses a database of another program", async (t) => {
    const path = newPath(t);
    change(path, "create table note (text)");
    await assertRefused(path, "foreign", /some other program/);
  });

  it("refuses a database that a newer Posthorn wrote, and says which", async (t) => {
    const path = newPath(t);
    await (await open(path)).close({ isClean: true });
    change(path, "insert into schema_version select max(version) + 1, 'x', 0, null from schema_version");
    await assertRefused(path, "newer", /its schema has version \d+, and this one knows \d+/);
  });

  it("refuses a database whose schema is not the one it makes", async (t) => {
    const path = newPath(t);
    await (await open(path)).close({ isClean: true });
    change(path, "update schema_version set checksum = 'x'");
    await assertRefused(path, "altered", /another schema 1/);
  });

  it("refuses a path that cannot be written, with the reason", async (t) => {
    const path = join(newPath(t), "missing", "posthorn.db");
    await assert.rejects(open(path), (error) => error instanceof DatabaseRefused && error.code === "unreachable");
  });

  it("refuses an SQLite that is too old", () => {
    for (const version of ["3.51.2", "3.50.99", "2.99.99", undefined]) {
      assert.throws(() => checkSqliteVersion(version), { name: "DatabaseRefused", code: "engine_too_old" });
    }
    for (const version of ["3.51.3", "3.52.0", "4.0.0"]) checkSqliteVersion(version);
  });
});

describe("a database file that cannot be written", () => {
  it("tells a disk without room from a bug", () => {
    const database = openDatabase(":memory:");
    // A limit of SQLite's own stands in for the disk.
    database.exec("pragma max_page_count = 2");
    assert.throws(
      () => migrate(database, 0),
      (error) => {
        const fault = toOpeningFault("posthorn.db", error);
        return fault instanceof DatabaseRefused && fault.code === "no_room" && fault.cause === error;
      },
    );
    database.close();
    const bug = new Error("a bug");
    assert.equal(toOpeningFault("posthorn.db", bug), bug);
  });

  it("refuses a database that may only be read", async (t) => {
    const path = newPath(t);
    await (await open(path)).close({ isClean: true });
    const bytes = readFileSync(path);
    // A write version that SQLite does not know: it then only reads the file, as if it were write-protected.
    bytes[18] = 3;
    writeFileSync(path, bytes);
    await assertRefused(path, "unwritable", /posthorn\.db cannot be written: .*readonly/);
  });

  it("names the lock file where that is what cannot be opened", async (t) => {
    const path = newPath(t);
    mkdirSync(`${path}-lock`);
    writeFileSync(path, "");
    await assertRefused(path, "unreachable", /posthorn\.db-lock cannot be opened/);
  });

  it("refuses a database that another program is writing to", async (t) => {
    const path = newPath(t);
    await (await open(path)).close({ isClean: true });
    const writer = new DatabaseSync(path);
    writer.exec("begin immediate");
    await assertRefused(path, "in_use", /posthorn\.db is busy: .*locked/);
    writer.close();
  });
});

describe("a database file that others use as well", () => {
  it("lets other programs read the file meanwhile", async (t) => {
    const path = newPath(t);
    const store = await open(path);
    const reader = new DatabaseSync(path, { readOnly: true });
    assert.equal(reader.prepare("select count(*) as count from node").get()?.["count"], 1);
    reader.close();
    await store.close({ isClean: true });
  });

  it("says that it is unavailable while another program writes, and goes on after that", async (t) => {
    const path = newPath(t);
    const store = await open(path);
    const writer = new DatabaseSync(path);
    writer.exec("begin immediate");
    await assert.rejects(store.beat(), StoreUnavailable);
    writer.exec("rollback");
    writer.close();
    await store.beat();
    await store.close({ isClean: true });
  });

  it("refuses a file that another store of this process has open, and takes it when that is closed", async (t) => {
    const path = newPath(t);
    const first = await open(path);
    await assertRefused(path, "in_use", new RegExp(`pid ${process.pid}`));
    await first.close({ isClean: true });
    await (await open(path)).close({ isClean: true });
  });

  it("refuses it under any other name too", async (t) => {
    const path = newPath(t);
    const store = await open(path);
    symlinkSync(path, `${path}-link`);
    await assertRefused(`${path}-link`, "in_use", /uses the database/);
    await store.close({ isClean: true });
  });
});

function newPath(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, "posthorn.db");
}

function open(path: string): Promise<Store> {
  return openSqliteStore({ path, idNode: "node_1", clock: createManualClock() });
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

async function assertRefused(path: string, code: RefusalCode, message: RegExp): Promise<void> {
  const before = readFileSync(path);
  await assert.rejects(open(path), (error) => {
    assert.ok(error instanceof DatabaseRefused, `refused, not ${String(error)}`);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.hint.length > 0);
    return true;
  });
  assert.ok(before.equals(readFileSync(path)), "the file is as it was");
}
