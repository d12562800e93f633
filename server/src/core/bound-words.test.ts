import assert from "node:assert/strict";
import { test } from "node:test";
import { boundWords } from "./bound-words.ts";

test("a bound says what it asks for and how much came, in the unit that it counts", () => {
  assert.equal(boundWords("maxLength", 2, "abc"), "expected at most 2 characters, got 3");
  assert.equal(boundWords("minItems", 1, []), "expected at least 1 items, got 0");
  assert.equal(boundWords("maxProperties", 1, { a: 1, b: 2 }), "expected at most 1 keys, got 2");
  assert.equal(boundWords("exclusiveMinimum", 0, 0), "expected more than 0, got 0");
  assert.equal(boundWords("multipleOf", 5, 7), "expected a multiple of 5, got 7");
});

test("a character outside the basic plane counts once, as JSON Schema counts it", () => {
  assert.equal(boundWords("maxLength", 1, "😀😀"), "expected at most 1 characters, got 2");
});

test("where null would do as well, a number's bound says so", () => {
  assert.equal(boundWords("minimum", 1, 0, " or null"), "expected at least 1 or null, got 0");
});

test("what is no bound has no words here", () => {
  assert.equal(boundWords("pattern", "^a$", "b"), null);
});
