import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { filesOf, isLightEnough, type Manifest } from "./page-weight.ts";

const MANIFEST: Manifest = {
  "index.html": { file: "assets/index.js", css: ["assets/index.css"], imports: ["_shared.js", "_rows.js"] },
  "src/events/events-screen.tsx": { file: "assets/events.js", imports: ["_rows.js"] },
  "_shared.js": { file: "assets/shared.js" },
  "_rows.js": { file: "assets/rows.js", imports: ["_shared.js"] },
};

/** A built page whose files have nothing in them that could be packed, so that their sizes are known. */
function builtPage(t: TestContext, sizes: Record<string, number>): string {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-page-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, ".vite"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, ".vite/manifest.json"), JSON.stringify(MANIFEST));
  const files = ["index.html", ...Object.values(MANIFEST).flatMap(({ file, css = [] }) => [file, ...css])];
  for (const file of files) writeFileSync(join(folder, file), randomBytes(sizes[file] ?? 10));
  return folder;
}

test("the first load is the page with all it imports, each file once, and no screen that comes later", () => {
  assert.deepEqual(filesOf(MANIFEST, ["index.html"]), [
    "assets/index.css",
    "assets/index.js",
    "assets/rows.js",
    "assets/shared.js",
  ]);
});

test("a page up to the limit passes, and says what it weighs", (t) => {
  const lines: string[] = [];
  assert.equal(
    isLightEnough(builtPage(t, { "assets/index.js": 100_000 }), (line) => lines.push(line)),
    true,
  );
  assert.match(lines.at(-1) ?? "", /100\.\d KB {2}first load/);
});

test("a page over the limit fails, wherever in the first load the weight is", (t) => {
  for (const file of ["assets/index.js", "assets/index.css", "assets/rows.js", "index.html"]) {
    assert.equal(
      isLightEnough(builtPage(t, { [file]: 110_001 }), () => {}),
      false,
      file,
    );
  }
});

test("a screen that is loaded later may weigh more", (t) => {
  assert.equal(
    isLightEnough(builtPage(t, { "assets/events.js": 300_000 }), () => {}),
    true,
  );
});

test("a manifest without the page is a fault, not a light page", () => {
  assert.throws(() => filesOf({}, ["index.html"]), /has no index\.html/);
});
