import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MIGRATIONS } from "../server/src/store/postgres/migrate.ts";

const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");

/** Each release with what its line `Upgrade:` says. */
const releases = [...changelog.matchAll(/^## \[(.+?)\].*\n\n(.*)$/gm)].map(([, name = "", line = ""]) => {
  const [, kind = ""] = /^Upgrade: (adds only|contracts)\./.exec(line) ?? [];
  return { name, kind };
});

test("the changelog says of each release whether nodes of before can run beside it", () => {
  assert.ok(releases.length > 0);
  for (const { name, kind } of releases)
    assert.notEqual(kind, "", `${name} begins with no line "Upgrade: adds only." or "Upgrade: contracts."`);
});

test("a release contracts for each step of the schema that older nodes cannot live with", () => {
  const floors = MIGRATIONS.map(({ leastKnown }) => leastKnown);
  const contractions = floors.filter((floor, at) => at > 0 && floor > Math.max(...floors.slice(0, at))).length;
  const said = releases.filter(({ kind }) => kind === "contracts").length;
  // Several steps may come in one release.
  assert.equal(said > 0, contractions > 0);
  assert.ok(said <= contractions);
});
