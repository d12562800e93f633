import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeStore } from "../conformance/store-suite.ts";
import type { Store } from "../store.ts";
import { openSqliteStore } from "./sqlite-store.ts";

describeStore("the SQLite store", async (clock) => {
  const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
  const opened: Store[] = [];
  let path = join(directory, "node-1.db");
  const open = async () => {
    const store = await openSqliteStore({ path, idNode: `node_${opened.length + 1}`, clock });
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

/** What is on disk between two commits is what a SIGKILL there would leave. */
function copyAsLeftByADeath(from: string, to: string): string {
  for (const part of ["", "-wal"]) if (existsSync(from + part)) copyFileSync(from + part, to + part);
  return to;
}
