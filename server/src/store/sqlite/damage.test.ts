import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import { StoreDamaged } from "../store-errors.ts";
import { checkWhole } from "./check-whole.ts";
import { DatabaseRefused } from "./database-refused.ts";
import { openDatabase } from "./driver.ts";
import { WAITING_BOUNDS } from "./group-commit.ts";
import { createSqliteStore, openSqliteStore } from "./sqlite-store.ts";

const PAGE_BYTES = 4096;
const clock = createManualClock();

test("a small file is refused whichever of its pages is damaged", async (t) => {
  const { path, whole } = await makeDatabase(t);
  for (let page = 1; page <= whole.length / PAGE_BYTES; page++) {
    writeFileSync(path, damagedAt(whole, page));
    await assert.rejects(open(path), (error) => error instanceof DatabaseRefused && error.code === "damaged");
  }
  writeFileSync(path, whole);
  await (await open(path)).close({ isClean: true });
});

test("of a file too large to be read whole, the damaged root of every table and index is found", async (t) => {
  const { path, whole, trees } = await makeDatabase(t);
  assert.ok(trees.length > 15);
  for (const { name, rootpage } of trees) {
    writeFileSync(path, damagedAt(whole, rootpage));
    const database = openDatabase(path);
    assert.throws(() => checkWhole(database, path, 0), /malformed/, name);
    database.close();
  }
  writeFileSync(path, whole);
  const database = openDatabase(path);
  checkWhole(database, path, 0);
  database.close();
});

test("a store that was found damaged is not ready again, though some of it can be written", async (t) => {
  const { path, whole, trees } = await makeDatabase(t);
  const [index] = trees.filter(({ name }) => name === "sqlite_autoindex_endpoint_1");
  assert.ok(index);
  writeFileSync(path, damagedAt(whole, index.rootpage));
  // Opened without a look at it: as if the damage had come later.
  const nothing = () => {};
  const options = { idNode: "node_1", clock, waiting: WAITING_BOUNDS, observeCommit: nothing, unlock: nothing };
  const store = createSqliteStore(openDatabase(path), options);
  await store.beat();
  await assert.rejects(store.deleteEndpoint("space", "ep_1"), StoreDamaged);
  await assert.rejects(store.beat(), StoreDamaged);
  await store.close({ isClean: true });
});

/** A database as a first start makes it, with where each table and index begins. */
async function makeDatabase(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "posthorn.db");
  await (await open(path)).close({ isClean: true });
  const database = new DatabaseSync(path);
  const rows = database.prepare("select name, rootpage from sqlite_schema where rootpage > 0").all();
  database.close();
  const trees = rows.map(({ name, rootpage }) => ({ name: String(name), rootpage: Number(rootpage) }));
  return { path, trees, whole: readFileSync(path) };
}

/** Pages are counted from 1. */
function damagedAt(whole: Buffer, page: number): Buffer {
  return Buffer.from(whole).fill(0xff, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
}

function open(path: string) {
  return openSqliteStore({ path, idNode: "node_1", clock });
}
