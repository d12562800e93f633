import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, type TestContext } from "node:test";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import { systemClock } from "../src/system.ts";
import { ID_SPACE } from "./moving-world.ts";
import { workingFolder } from "./node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type Ran, runInTerminal, type TerminalSettings } from "./terminal.ts";

/** A file with events and nothing else, for all tests of a test file. */
export interface MovingFile {
  folder: string;
  path: string;
  /** A copy of it, changed. */
  copyWith(name: string, sql?: string): string;
}

/** So many events are in it: a few steps of a move. */
export const EVENTS = 3_000;

export function withMovingFile(): MovingFile {
  const folder = workingFolder();
  const path = join(folder.path, "posthorn.db");
  before(() => writeEvents(path));
  after(() => folder.remove());
  return {
    folder: folder.path,
    path,
    copyWith(name, sql = "") {
      const copy = join(folder.path, name);
      copyFileSync(path, copy);
      const database = new DatabaseSync(copy);
      database.exec(sql);
      database.close();
      return copy;
    },
  };
}

async function writeEvents(path: string): Promise<void> {
  const store = await openSqliteStore({ path, idNode: "node_1", clock: systemClock });
  const createdAt = Date.parse("2026-11-25T12:00:00Z");
  const rest = { occurredAt: createdAt, createdAt, deliveryCount: 0, actor: null, correlationId: null };
  const posted = Array.from({ length: EVENTS }, (_, n) => ({
    event: { id: `e-${n}`, idSpace: ID_SPACE, event: "lead.create", isTest: false, warnings: [], ...rest },
    ...{ payload: Buffer.from(`{"n":${n}}`), changes: null, isTimeGiven: false, routesVersion: 0, deliveries: [] },
  }));
  await store.acceptEvents(posted);
  await store.close({ isClean: true });
}

/** A database that goes when the test ends. */
export async function newDatabase(t: TestContext): Promise<PostgresDatabase> {
  const database = await createPostgresDatabase();
  t.after(() => database.drop());
  return database;
}

const PIPES: TerminalSettings = { columns: null };

/** In this process, with pipes unless it is told otherwise. */
export function migrate(from: string, to: string, settings = PIPES, ...words: string[]): Promise<Ran> {
  return runInTerminal(["migrate", "--from", from, "--to", to, ...words], settings);
}

/** Refused in two lines: what is wrong, and what to do. */
export function assertRefused({ code, stdout, stderr }: Ran, message: RegExp, hint: RegExp, expected = 1): void {
  const [first = "", second = "", ...more] = stderr.trimEnd().split("\n");
  assert.match(first, message);
  assert.match(second, hint);
  assert.deepEqual([code, stdout, more], [expected, "", []]);
}
