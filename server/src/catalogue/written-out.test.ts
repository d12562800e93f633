import assert from "node:assert/strict";
import { test } from "node:test";
import { writtenOut } from "./written-out.ts";

test("references are replaced by what they refer to, also within definitions", () => {
  const $defs = { sum: { type: "number" }, line: { properties: { sum: { $ref: "#/$defs/sum" } } } };
  assert.deepEqual(writtenOut({ $defs, items: { $ref: "#/$defs/line", title: "Line" } }), {
    items: { title: "Line", allOf: [{ properties: { sum: { type: "number" } } }] },
  });
});

test("what only looks like a reference stays", () => {
  const schema = { properties: { $ref: { const: { $ref: "#/$defs/a" } }, enum: { enum: [{ $ref: "b" }] } } };
  assert.deepEqual(writtenOut(schema), schema);
});
