import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "./nearest.ts";

const NAMES = ["lead.create", "lead.update", "list.create", "tag.delete"];

test("a slip of the finger finds the name that was meant first", () => {
  assert.deepEqual(nearest("lead.craete", NAMES, 3), ["lead.create"]);
  assert.deepEqual(nearest("lest.create", NAMES, 3), ["list.create", "lead.create"]);
});

test("no more names are offered than were asked for", () => {
  assert.deepEqual(nearest("lest.create", NAMES, 1), ["list.create"]);
});

test("another word altogether, or none, is near to nothing", () => {
  assert.deepEqual(nearest("invoice.paid", NAMES, 3), []);
  assert.deepEqual(nearest("", NAMES, 3), []);
  assert.deepEqual(nearest("keep", ["send", "discard"], 3), []);
});
