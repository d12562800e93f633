import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ALLOWED_IMPORTS, FORBIDDEN_IMPORTS, VIOLATIONS } from "./lint-violations.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const tree = mkdtempSync(join(tmpdir(), "posthorn-lint-"));
after(() => rmSync(tree, { recursive: true }));

const forbidden = importFiles("forbidden", FORBIDDEN_IMPORTS);
const allowed = importFiles("allowed", ALLOWED_IMPORTS);
const faults = faultsOfPlantedTree();

for (const { rule, path } of VIOLATIONS) {
  test(`${path} breaks ${rule}, and lint says so`, () => {
    assert.deepEqual(faults.get(path), [rule]);
  });
}

for (const { path, specifier } of forbidden) {
  test(`${dirname(path)} may not import ${specifier}`, () => {
    assert.deepEqual(faults.get(path), ["lint/style/noRestrictedImports"]);
  });
}

for (const { path, specifier } of allowed) {
  test(`${dirname(path)} may import ${specifier}`, () => {
    assert.equal(faults.get(path), undefined);
  });
}

/** The rules that biome, with the repository's own configuration, finds broken in each planted file. */
function faultsOfPlantedTree(): Map<string, string[]> {
  for (const file of ["biome.json", ".gitignore"]) copyFileSync(join(root, file), join(tree, file));
  for (const { path, source } of [...VIOLATIONS, ...forbidden, ...allowed]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), source);
  }
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = ["lint", "--error-on-warnings", "--max-diagnostics=none", "--reporter=github", "."];
  const { stdout, status } = spawnSync(process.execPath, [biome, ...options], { cwd: tree, encoding: "utf8" });
  assert.equal(status, 1, "a tree full of violations fails");
  const found = new Map<string, string[]>();
  for (const [, rule = "", file = ""] of stdout.matchAll(/^::error title=(lint\/[^,]+),file=([^,]+),/gm)) {
    const path = file.replace(`${tree}/`, "");
    found.set(path, [...(found.get(path) ?? []), rule]);
  }
  return found;
}

function importFiles(name: string, imports: Record<string, readonly string[]>) {
  return Object.entries(imports).flatMap(([folder, specifiers]) =>
    specifiers.map((specifier, index) => ({
      path: `${folder}/${name}-${index}.ts`,
      specifier,
      source: `import { thing } from "${specifier}";\n\nexport const same = thing;\n`,
    })),
  );
}
