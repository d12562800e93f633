import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonNode, memberText, parseJsonTree } from "./json-tree.ts";

/** The tree as JSON again, with nothing between the tokens. */
function written(node: JsonNode): string {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "array") return `[${node.items.map(written).join(",")}]`;
  return `{${node.members.map(({ key, value }) => `${key}:${written(value)}`).join(",")}}`;
}

function same(text: string): void {
  const tree = parseJsonTree(text);
  assert.ok(tree);
  assert.equal(written(tree), text);
}

test("every scalar stays as it was spelt", () => {
  same('{"a":1.0,"b":1e3,"c":-0.50E+7,"d":12345678901234567890,"e":"\\u00e9\\/","f":null,"g":true,"h":false}');
});

test("keys that stand twice, empty ones and their order stay", () => {
  same('{"b":1,"a":2,"b":3,"":4}');
});

test("brackets, commas and colons in strings are text", () => {
  same('["[1,2]","{\\"a\\":1}","a:b,c\\\\",":"]');
});

test("nested and empty things are themselves", () => {
  same('{"a":[],"b":{},"c":[[],[{}]],"d":[[1,2],[3]]}');
});

test("spaces between tokens do not matter", () => {
  const tree = parseJsonTree(' {\n "a" : [ 1 ,\t2 ] }\r\n');
  assert.ok(tree);
  assert.equal(written(tree), '{"a":[1,2]}');
});

test("what is no JSON, or deeper than anybody looks, is no tree", () => {
  for (const text of ["", "{", "<p>hello</p>", "{'a':1}", "[1,]", '{"a":1}x', "[".repeat(500) + "]".repeat(500)]) {
    assert.equal(parseJsonTree(text), null, text.slice(0, 20));
  }
});

test("the value of a member comes as it was written", () => {
  const text = '{"a":{"payload":0}, "payload" : {"id": 12345678901234567890, "n":1.0 },"b":[1]}';
  assert.equal(memberText(text, "payload"), '{"id": 12345678901234567890, "n":1.0 }');
  assert.equal(memberText(text, "b"), "[1]");
  assert.equal(memberText(text, "c"), null);
  assert.equal(memberText("[1]", "a"), null);
  assert.equal(memberText("no JSON", "a"), null);
});
