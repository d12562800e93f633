import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

/** Loads `name`, and says whether Node has loaded its own fetch by then. */
function loadsFetch(name: string): boolean {
  const program = `await import(${JSON.stringify(name)});
    process.stdout.write(String(process.moduleLoadList.some((loaded) => loaded.includes("deps/undici"))));`;
  const args = ["--conditions=posthorn-source", "--input-type=module", "--eval", program];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout === "true";
}

test("a start does not wait for Node's own fetch to load, as it would by an import of node:http", () => {
  assert.equal(loadsFetch("node:http"), true);
  assert.equal(loadsFetch(new URL("../running-node.ts", import.meta.url).href), false);
});
