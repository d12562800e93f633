import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import { createWorld, type World } from "../conformance/world.ts";
import type { Store } from "../store.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { openDatabase } from "./driver.ts";
import { WAITING_BOUNDS } from "./group-commit.ts";
import { migrate } from "./migrate.ts";
import { createSqliteStore, openSqliteStore } from "./sqlite-store.ts";

const PAYLOAD = `"${"x".repeat(10_000)}"`;

describe("a full disk", () => {
  it("keeps what was accepted, refuses what does not fit, and is well again when there is room", async (t) => {
    const clock = createManualClock();
    const database = openDatabase(":memory:");
    migrate(database, clock.now());
    // A limit of SQLite's own stands in for the disk.
    database.exec("pragma max_page_count = 100");
    const nothing = () => {};
    const options = { idNode: "node_1", clock, waiting: WAITING_BOUNDS, observeCommit: nothing, unlock: nothing };
    const store = createSqliteStore(database, options);
    t.after(() => store.close({ isClean: true }));
    const world = worldOf(store);
    const kept = await postUntilFull(world);

    // One that does not fit takes no other with it.
    const small = await world.event([], { id: "small" });
    const large = await world.event([], { payload: PAYLOAD.repeat(50) });
    const settled = await Promise.allSettled([store.acceptEvents([large]), store.acceptEvents([small]), store.beat()]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["rejected", "fulfilled", "fulfilled"],
    );
    assert.equal((await store.stats()).pendingCount, 0);

    database.exec("pragma max_page_count = 10000");
    await store.acceptEvents([large]);
    await assertKept(world, [...kept, "small", large.event.id]);
  });

  it("is no different where a real one has no room left", async (t) => {
    const directory = mountSmallDisk(t, "1m");
    if (directory === null) return;
    writeFileSync(join(directory, "ballast"), Buffer.alloc(400_000));
    const store = await openSqliteStore({
      path: join(directory, "a.db"),
      idNode: "node_1",
      clock: createManualClock(),
    });
    const world = worldOf(store);
    const kept = await postUntilFull(world);
    await assertKept(world, kept);
    rmSync(join(directory, "ballast"));
    await world.post([], { id: "afterwards", payload: PAYLOAD });
    await assertKept(world, [...kept, "afterwards"]);
    await store.close({ isClean: true });
  });
});

function worldOf(store: Store): World {
  const reopen = () => Promise.reject(new Error("this one stays open"));
  return createWorld({ store, prunesDays: false, shared: null, reopen, dispose: async () => {} }, createManualClock());
}

/** Accepts events until one is refused, which is refused again. The ids of those that were answered as accepted. */
async function postUntilFull(world: World): Promise<string[]> {
  const kept: string[] = [];
  for (;;) {
    const posted = await world.event([], { payload: PAYLOAD });
    const isFull = await world.store.acceptEvents([posted]).then(
      () => false,
      (error: unknown) => {
        assert.ok(error instanceof StoreUnavailable && error.cause instanceof Error, String(error));
        return true;
      },
    );
    if (isFull) {
      await assert.rejects(world.store.acceptEvents([posted]), StoreUnavailable);
      assert.equal(await world.store.getEvent(world.idSpace, posted.event.id), null);
      assert.ok(kept.length > 5);
      return kept;
    }
    kept.push(posted.event.id);
  }
}

async function assertKept({ store, idSpace }: World, ids: readonly string[]): Promise<void> {
  for (const id of ids) assert.ok(await store.getEvent(idSpace, id), `${id} is kept`);
}

/** A file system of this size, or null where this user may not mount one: the test is then reported as skipped. */
function mountSmallDisk(t: TestContext, size: string): string | null {
  const directory = mkdtempSync(join(tmpdir(), "posthorn-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory]);
  t.after(() => {
    if (mounted.status === 0) spawnSync("umount", [directory]);
    rmSync(directory, { recursive: true });
  });
  if (mounted.status === 0) return directory;
  t.skip("this user may not mount a small file system");
  return null;
}
