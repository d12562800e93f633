import assert from "node:assert/strict";
import { test } from "node:test";
import { cutToWidth, padToWidth, textWidth, wrapToWidth } from "./text-width.ts";

test("a character is as wide as a terminal shows it", () => {
  const widths: [text: string, width: number][] = [
    ["lead.create", 11],
    ["", 0],
    ["é", 1],
    ["e\u0301", 1],
    ["日本", 4],
    ["한글", 4],
    ["ＡＢ", 4],
    ["🎉", 2],
    ["👩‍👩‍👧‍👦", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["a\u200bb", 2],
    ["–…", 2],
  ];
  for (const [text, width] of widths) assert.equal(textWidth(text), width, JSON.stringify(text));
});

test("what is cut fits, and says that something is missing", () => {
  assert.equal(cutToWidth("lead.create", 11), "lead.create");
  assert.equal(cutToWidth("lead.create", 6), "lead.…");
  assert.equal(cutToWidth("日本語", 6), "日本語");
  assert.equal(cutToWidth("日本語", 5), "日本…");
  assert.equal(cutToWidth("日本語", 4), "日…");
  assert.equal(cutToWidth("abc", 0), "");
});

test("padding counts columns, not characters", () => {
  assert.equal(padToWidth("日", 4), "日  ");
  assert.equal(padToWidth("long", 2), "long");
});

test("lines are broken at spaces, and a long word stays whole", () => {
  assert.deepEqual(wrapToWidth("one two three", 8), ["one two", "three"]);
  assert.deepEqual(wrapToWidth("a https://example.com/x b", 8), ["a", "https://example.com/x", "b"]);
  assert.deepEqual(wrapToWidth("one\n\ntwo", 8), ["one", "", "two"]);
});
