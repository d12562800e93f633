import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventType } from "@posthorn/sdk";
import { familiesOf, groupsOf, takes, toggled } from "./subscription.ts";

function typeOf(name: string, group: string): EventType {
  return {
    name,
    group,
    description: "",
    stability: "stable",
    schema: {},
    sample: {},
    is_built_in: true,
    validation: null,
  };
}

const TYPES = [
  typeOf("lead.create", "Lead Events"),
  typeOf("lead.note.create", "Lead Activity Events"),
  typeOf("lead.delete", "Lead Events"),
  typeOf("tag.create", "Tag Events"),
];

test("a family takes what is below it, at any depth, and not itself", () => {
  assert.equal(takes("lead.*", "lead.note.create"), true);
  assert.equal(takes("lead.*", "lead"), false);
  assert.equal(takes("lead.*", "leads.create"), false);
  assert.equal(takes("*", "tag.create"), true);
  assert.equal(takes("lead.create", "lead.create.x"), false);
});

test("types stand in their groups, in the catalogue's order", () => {
  assert.deepEqual(
    groupsOf(TYPES).map(({ group, types }) => [group, types.map(({ name }) => name)]),
    [
      ["Lead Events", ["lead.create", "lead.delete"]],
      ["Lead Activity Events", ["lead.note.create"]],
      ["Tag Events", ["tag.create"]],
    ],
  );
});

test("families of more than one type are offered, and those that are chosen already stay", () => {
  assert.deepEqual(familiesOf(TYPES, []), [{ pattern: "lead.*", count: 3 }]);
  assert.deepEqual(familiesOf(TYPES, ["lead.note.*"]), [
    { pattern: "lead.*", count: 3 },
    { pattern: "lead.note.*", count: 1 },
  ]);
});

test("choosing a family drops the names it takes, and every choice ends taking all", () => {
  assert.deepEqual(toggled(["lead.create", "tag.create"], "lead.*", true), ["tag.create", "lead.*"]);
  assert.deepEqual(toggled(["*"], "tag.create", true), ["tag.create"]);
  assert.deepEqual(toggled(["tag.create", "lead.*"], "lead.*", false), ["tag.create"]);
});
