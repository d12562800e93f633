import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAnswer } from "./messages.ts";

const ANSWERED = { type: "answered", id: "1-1", status: 200, headers: { a: "1", b: ["2", "3"] }, body: "" };

test("answers, failures and a farewell are taken, without what else stands in them", () => {
  assert.deepEqual(parseAnswer(JSON.stringify({ ...ANSWERED, more: 1 })), ANSWERED);
  assert.deepEqual(parseAnswer('{"type":"leave","id":7}'), { type: "leave" });
  const failed = parseAnswer(JSON.stringify({ type: "failed", id: "1-1", detail: "x".repeat(600) }));
  assert.deepEqual(failed, { type: "failed", id: "1-1", detail: "x".repeat(500) });
});

test("everything else is no message of a listener", () => {
  for (const text of ["", "{", "null", "7", "[]", '{"type":"other","id":"1-1"}', '{"type":"failed","id":"1-1"}']) {
    assert.equal(parseAnswer(text), null, text);
  }
  for (const change of [
    { id: 1 },
    { status: 199 },
    { status: 600 },
    { status: 200.5 },
    { status: "200" },
    { headers: null },
    { headers: ["a"] },
    { headers: { a: 1 } },
    { headers: { a: ["1", 2] } },
    { body: null },
  ]) {
    assert.equal(parseAnswer(JSON.stringify({ ...ANSWERED, ...change })), null, JSON.stringify(change));
  }
});
