import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findMembers } from "./json-members.ts";

function spans(text: string): [string, string][] {
  const bytes = Buffer.from(text);
  return findMembers(bytes).map(({ key, start, end }) => [key, bytes.toString("utf8", start, end)]);
}

test("each member is found with the very text of its value", () => {
  assert.deepEqual(spans('\n{ "a" : 1.0 ,"b":[1,{"c":"]}"}] , "d":"x\\"}y\\\\" ,"e":{ "f" : [ ] }, "g":null}\t'), [
    ["a", "1.0"],
    ["b", '[1,{"c":"]}"}]'],
    ["d", '"x\\"}y\\\\"'],
    ["e", '{ "f" : [ ] }'],
    ["g", "null"],
  ]);
  assert.deepEqual(spans("{}"), []);
  assert.deepEqual(spans('{"a":true}'), [["a", "true"]]);
});

test("repeated and escaped keys are told as they are meant", () => {
  assert.deepEqual(spans('{"a":1,"a":2,"\\u0061":3,"é\\n":4}'), [
    ["a", "1"],
    ["a", "2"],
    ["a", "3"],
    ["é\n", "4"],
  ]);
});

test("for any JSON object the spans parse to the object's values", () => {
  const spaces = fc.constantFrom("", " ", "\n\t ", "\r\n");
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), spaces, (object, space) => {
      const parts = Object.entries(object).map(
        ([key, value]) => `${space}${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}${space}`,
      );
      const text = `${space}{${parts.join(",")}${parts.length === 0 ? space : ""}}${space}`;
      const found = spans(text).map(([key, value]) => [key, JSON.parse(value)]);
      assert.deepEqual(found, Object.entries(JSON.parse(text)));
    }),
  );
});

test("deep nesting is walked, not recursed into", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.deepEqual(spans(`{"a":${deep},"b":1}`), [
    ["a", deep],
    ["b", "1"],
  ]);
});
