import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePostedEvent } from "./posted-event.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const MAX = 1000;

function parse(text: string | Buffer) {
  return parsePostedEvent(Buffer.from(text), MAX);
}

function problemOf(text: string | Buffer) {
  const parsed = parse(text);
  assert.equal(parsed.kind, "refused");
  return parsed.kind === "refused" ? parsed.problem : assert.fail();
}

function body(fields: Record<string, unknown>): string {
  return JSON.stringify({ id_space: ID_SPACE, event: "lead.create", payload: {}, ...fields });
}

test("the payload's bytes are cut out as they are", () => {
  const payloads = [
    '{ "b" : 1.0,\n\t"a":1e3 , "n": 12345678901234567890 }',
    '{"u":"\\u00e9\\ud83d\\ude00\\/","e":"😀é"}',
    '{"twice":1,"twice":2}',
    '{"lone":"\\ud800"}',
    "{}",
  ];
  for (const payload of payloads) {
    const parsed = parse(`{"payload": ${payload} ,"event":"lead.create","id_space":"${ID_SPACE.toUpperCase()}"}`);
    assert.equal(parsed.kind, "posted");
    if (parsed.kind !== "posted") continue;
    assert.equal(Buffer.from(parsed.posted.payload).toString(), payload);
    assert.equal(parsed.posted.idSpace, ID_SPACE);
  }
});

test("id and time are taken where the app gives them", () => {
  const parsed = parse(body({ id: "order-17_a", occurred_at: "2026-01-31T10:30:00.5+01:00" }));
  assert.equal(parsed.kind, "posted");
  if (parsed.kind !== "posted") return;
  assert.equal(parsed.posted.id, "order-17_a");
  assert.equal(parsed.posted.occurredAt, Date.parse("2026-01-31T09:30:00.500Z"));
});

test("what is not JSON in UTF-8 is malformed", () => {
  for (const bad of ["", "{", "{'a':1}", '{"a":1}x', '{"a":01}', "\ufeff{}"]) {
    assert.equal(problemOf(bad).code, "malformed_json", bad);
  }
  const broken = Buffer.from(body({ payload: { a: "ab" } }));
  broken[broken.indexOf("ab")] = 0xff;
  assert.equal(problemOf(broken).code, "malformed_json");
});

test("each fault is named with its place, the rule and what was there", () => {
  const cases: [string, string, RegExp][] = [
    [body({ id_space: 7 }), "id_space", /expected a uuid, got 7/],
    [body({ id_space: "space-1" }), "id_space", /expected a uuid, got "space-1"/],
    [body({ event: null }), "event", /expected the name of an event type, got null/],
    [body({ payload: [1] }), "payload", /expected an object, got an array/],
    [body({ payload: "text" }), "payload", /expected an object, got "text"/],
    [body({ id: "a.b" }), "id", /expected 1 to 64 of/],
    [body({ id: "x".repeat(65) }), "id", /…$/],
    [body({ occurred_at: "2026-01-31" }), "occurred_at", /expected a time such as/],
    [body({ occurred_at: "2026-01-31T09:30:00" }), "occurred_at", /expected a time/],
    [body({ occurred_at: "2026-13-31T09:30:00Z" }), "occurred_at", /months go from 01 to 12/],
    [body({ secret: "wh_1" }), "secret", /unknown field; known are id_space, event, payload/],
    [body({}).replace("{", '{"event":"x",'), "event", /given twice/],
    [`{"event":"lead.create","payload":{}}`, "id_space", /required/],
  ];
  for (const [text, path, message] of cases) {
    const { code, errors = [] } = problemOf(text);
    assert.equal(code, "invalid_request", text);
    assert.deepEqual(
      errors.map((error) => error.path),
      [path],
      text,
    );
    assert.match(errors[0]?.message ?? "", message);
  }
});

test("a body that is no object is refused, and one with a thousand wrong keys gets a short answer", () => {
  for (const text of ["[]", "null", "7", '"x"']) assert.equal(problemOf(text).code, "invalid_request");
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]));
  assert.equal(problemOf(body(many)).errors?.length, 20);
});

test("a payload over the limit is told its size, one at the limit is taken", () => {
  const fits = `{"a":"${"x".repeat(MAX - 8)}"}`;
  assert.equal(parse(`{"id_space":"${ID_SPACE}","event":"e","payload":${fits}}`).kind, "posted");
  const problem = problemOf(`{"id_space":"${ID_SPACE}","event":"e","payload": ${fits.replace("x", "xx")}}`);
  assert.equal(problem.code, "payload_too_large");
  assert.match(problem.detail, /1001 bytes; at most 1000/);
});

test("no bytes whatever make it throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parse(Buffer.from(bytes))));
  fc.assert(fc.property(fc.json(), (text) => void parse(text)));
  const odd = fc.record({
    id_space: fc.jsonValue(),
    event: fc.jsonValue(),
    payload: fc.jsonValue(),
    id: fc.jsonValue(),
  });
  fc.assert(fc.property(odd, (value) => void parse(JSON.stringify(value))));
});
