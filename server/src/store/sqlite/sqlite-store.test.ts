import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { describeStore } from "../conformance/store-suite.ts";
import type { Store } from "../store.ts";
import { openInThread } from "../thread/open-in-thread.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const program = new URL("../../store-worker.ts", import.meta.url);

describe("the SQLite store", openSqliteStore);
describe("the SQLite store in two threads, one for those who only look", (options) =>
  openInThread({ ...options, program, isReaderAwaited: true }));

function describe(
  name: string,
  openStore: (options: { path: string; idNode: string; clock: Clock }) => Promise<Store>,
): void {
  describeStore(name, async (clock) => {
    const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
    const opened: Store[] = [];
    let path = join(directory, "node-1.db");
    const open = async () => {
      const store = await openStore({ path, idNode: `node_${opened.length + 1}`, clock });
      opened.push(store);
      return store;
    };
    return {
      store: await open(),
      prunesDays: false,
      shared: null,
      async reopen(after) {
        if (after === "death") path = copyAsLeftByADeath(path, join(directory, `node-${opened.length + 1}.db`));
        else await opened.at(-1)?.close({ isClean: after === "stop" });
        return open();
      },
      async dispose() {
        for (const store of opened) await store.close({ isClean: false });
        rmSync(directory, { recursive: true });
      },
    };
  });
}

/** What is on disk between two commits is what a SIGKILL there would leave. */
function copyAsLeftByADeath(from: string, to: string): string {
  for (const part of ["", "-wal"]) if (existsSync(from + part)) copyFileSync(from + part, to + part);
  return to;
}
