import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { ProblemError } from "../../core/problems.ts";
import { StartError } from "../../core/start-error.ts";
import { createManualClock } from "../conformance/harness.ts";
import type { Store } from "../store.ts";
import { StoreDamaged, StoreUnavailable } from "../store-errors.ts";
import { fromPlainError, toPlainError } from "./errors.ts";
import { openInThread } from "./open-in-thread.ts";

const PAGE_BYTES = 4096;
const program = new URL("../../store-worker.ts", import.meta.url);

function openAt(path: string): Promise<Store> {
  return openInThread({ program, path, idNode: "node_1", clock: createManualClock() });
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-thread-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a database that cannot be opened is refused as it would be without a thread", async (t) => {
  const path = join(folderFor(t), "notes.txt");
  writeFileSync(path, "These are no pages of a database, but they are long enough to be looked at. ".repeat(100));
  await assert.rejects(openAt(path), (error) => {
    assert.ok(error instanceof StartError);
    assert.match(error.message, /notes\.txt is no database/);
    assert.match(error.hint, /restore a backup/);
    return true;
  });
});

test("a mistake of the caller comes back as one", async () => {
  const store = await openAt(":memory:");
  const asked = store.keys.list({ limit: 10, cursor: "not ours" });
  await assert.rejects(asked, (error) => error instanceof ProblemError && error.problem.code === "invalid_cursor");
  await store.close({ isClean: true });
});

test("calls made before a close are answered, and those after it are told that the store is closed", async () => {
  const store = await openAt(":memory:");
  const before = store.stats();
  const closing = store.close({ isClean: true });
  assert.equal((await before).pendingCount, 0);
  await closing;
  await assert.rejects(store.stats(), StoreUnavailable);
  await store.close({ isClean: true });
});

test("damage that shows to who only looks keeps the store from being ready", async (t) => {
  const path = join(folderFor(t), "posthorn.db");
  await (await openAt(path)).close({ isClean: true });
  const store = await openInThread({
    program,
    path,
    idNode: "node_2",
    clock: createManualClock(),
    isReaderAwaited: true,
  });
  await store.beat();
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare("select rootpage from sqlite_schema where name = 'delivery_by_space'").get();
  database.close();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, (Number(row?.["rootpage"]) - 1) * PAGE_BYTES);
  closeSync(file);
  const all = { idSpace: "space", idEndpoint: null, status: null, event: null, since: null, until: null };
  await assert.rejects(store.listDeliveries({ ...all, limit: 10, cursor: null }), StoreDamaged);
  await assert.rejects(store.beat(), StoreDamaged);
  await store.close({ isClean: true });
});

test("an error crosses with its class, its cause and what it says beside", () => {
  const cause = Object.assign(new Error("database or disk is full"), { errcode: 13 });
  const sent = new StoreUnavailable("The database cannot be used: the disk is full", { cause });
  const received = fromPlainError(structuredClone(toPlainError(sent)));
  assert.ok(received instanceof StoreUnavailable);
  assert.equal(received.name, "StoreUnavailable");
  assert.equal(received.message, sent.message);
  assert.equal(received.stack, sent.stack);
  assert.ok(received.cause instanceof Error && "errcode" in received.cause);
  assert.equal(received.cause.errcode, 13);
});

test("a fault that nobody foresaw in the thread ends the process", (t) => {
  const folder = folderFor(t);
  writeFileSync(
    join(folder, "worker.mjs"),
    `import { parentPort } from "node:worker_threads";
    parentPort.postMessage({ kind: "opened", names: ["stats"] });
    parentPort.on("message", () => { throw new Error("a fault that nobody foresaw"); });`,
  );
  const main = join(folder, "main.mjs");
  writeFileSync(
    main,
    `import { openInThread } from ${JSON.stringify(import.meta.resolve("./open-in-thread.ts"))};
    const program = new URL("worker.mjs", import.meta.url);
    const clock = { now: () => 0, elapsed: () => 0, after: () => () => {} };
    const store = await openInThread({ program, path: "", idNode: "", clock });
    await store.stats();`,
  );
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8" });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /a fault that nobody foresaw/);
});
