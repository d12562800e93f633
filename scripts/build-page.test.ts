import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("build-page.ts", import.meta.url));

test("a page that cannot be built keeps no node from starting, but no package is made without it", (t) => {
  const root = mkdtempSync(join(tmpdir(), "posthorn-build-"));
  t.after(() => rmSync(root, { recursive: true }));
  for (const folder of ["scripts", "web/dist"]) mkdirSync(join(root, folder), { recursive: true });
  cpSync(SCRIPT, join(root, "scripts/build-page.ts"));
  writeFileSync(join(root, "web/dist/index.html"), "the page of another day");
  utimesSync(join(root, "web/dist/index.html"), 1, 1);
  writeFileSync(join(root, "package.json"), JSON.stringify({ private: true, type: "module", workspaces: ["web"] }));
  writeFileSync(join(root, "web/package.json"), JSON.stringify({ name: "web", scripts: { build: "exit 3" } }));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, "scripts/build-page.ts"), ...args], { encoding: "utf8" });
  const atStart = run();
  assert.equal(atStart.status, 0);
  assert.match(atStart.stderr, /could not be built; everything else works/);
  assert.equal(run("--must").status, 1);
});
