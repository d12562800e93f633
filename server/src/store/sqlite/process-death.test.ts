import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import { DatabaseRefused } from "./database-refused.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** Enough commits that the kill comes in the middle of the next ones. */
const ANSWERS = 200;

/** Accepts events one after the other, and says each id when it is answered: what must be there afterwards. */
const WRITER = `
  import { openSqliteStore } from ${JSON.stringify(import.meta.resolve("./sqlite-store.ts"))};
  const clock = { now: () => 1, elapsed: () => 0, after: () => () => {} };
  const store = await openSqliteStore({ path: process.argv[1], idNode: "node_1", clock });
  for (let i = 0; ; i++) {
    const event = { id: "event-" + i, idSpace: "${ID_SPACE}", event: "lead.create", occurredAt: 1, createdAt: 1 };
    const posted = { event: { ...event, deliveryCount: 0, isTest: false, actor: null, correlationId: null, warnings: [] }, changes: null, payload: Buffer.alloc(2000, 49) };
    const [result] = await store.acceptEvents([{ ...posted, isTimeGiven: false, routesVersion: 0, deliveries: [] }]);
    if (result.kind !== "accepted") throw new Error(result.kind);
    process.stdout.write(event.id + "\\n");
  }`;

describe("a process with a database", () => {
  it("keeps others out while it lives, and when it is killed leaves all it has answered", async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
    t.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, "posthorn.db");
    const open = () => openSqliteStore({ path, idNode: "node_2", clock: createManualClock() });

    const writer = spawn(
      process.execPath,
      ["--conditions=posthorn-source", "--input-type=module", "-e", WRITER, path],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    t.after(() => writer.kill("SIGKILL"));
    const answered = await linesUntil(writer, ANSWERS, () =>
      assert.rejects(open(), (error) => {
        assert.ok(error instanceof DatabaseRefused && error.code === "in_use");
        assert.match(error.message, new RegExp(`pid ${writer.pid}\\b`));
        return true;
      }),
    );

    const store = await open();
    for (const id of answered) assert.ok(await store.getEvent(ID_SPACE, id), `${id} was answered and is there`);
    await store.close({ isClean: true });
  });
});

/** Reads lines, does something after the first of them, and kills the process in the middle of the others. */
async function linesUntil(writer: ChildProcess, count: number, onFirst: () => Promise<void>): Promise<string[]> {
  assert.ok(writer.stdout);
  const exited = once(writer, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length === 1) await onFirst();
    if (lines.length === count) writer.kill("SIGKILL");
  }
  assert.ok(lines.length >= count);
  const [, signal] = await exited;
  assert.equal(signal, "SIGKILL");
  return lines;
}
