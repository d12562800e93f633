import assert from "node:assert/strict";
import { test } from "node:test";
import { schemaRows } from "./schema-rows.ts";

test("every key has its row, in the order of the schema, those of inner objects behind it", () => {
  const inner = { type: "object", properties: { name: { type: "string", description: "For people." } } };
  const schema = {
    type: "object",
    required: ["id", "owner"],
    properties: { id: { type: "string" }, owner: inner, tags: { type: ["array", "null"], items: inner } },
  };
  assert.deepEqual(
    schemaRows(schema).map(({ key, type, isRequired, description }) => [key, type, isRequired, description]),
    [
      ["id", "string", true, null],
      ["owner", "object", true, null],
      ["owner.name", "string", false, "For people."],
      ["tags", "array of object or null", false, null],
      ["tags[].name", "string", false, "For people."],
    ],
  );
});

test("choices are told as they are spelt", () => {
  const properties = { state: { enum: ["on", "off", null] }, version: { const: 2 }, any: {} };
  assert.deepEqual(
    schemaRows({ properties }).map(({ type }) => type),
    ['"on", "off" or null', "2", "anything"],
  );
});

test("a schema that nests without end, or is none, gives a table all the same", () => {
  const deep = { properties: {} as Record<string, never> };
  let at: { properties: Record<string, object> } = deep;
  for (let depth = 0; depth < 100; depth++) {
    const next = { properties: {} };
    at.properties["a"] = next;
    at = next;
  }
  assert.ok(schemaRows(deep).length <= 10);
  assert.deepEqual(schemaRows({ properties: "no" }), []);
});
