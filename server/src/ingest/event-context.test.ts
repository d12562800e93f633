import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePostedEvent } from "./posted-event.ts";

const HEAD = '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.update"';
const PAYLOAD_BYTES_MAX = 100_000;

function parse(rest: string, payload = "{}") {
  return parsePostedEvent(Buffer.from(`${HEAD},"payload":${payload},${rest}}`), PAYLOAD_BYTES_MAX);
}

function posted(rest: string) {
  const parsed = parse(rest);
  return parsed.kind === "posted" ? parsed.posted : assert.fail(JSON.stringify(parsed.problem));
}

function faultsOf(rest: string): readonly { path: string; message: string }[] {
  const parsed = parse(rest);
  return parsed.kind === "refused" ? (parsed.problem.errors ?? []) : [];
}

test("the values of changes go on as they were written, the keys in order and none missing", () => {
  const cases: [changes: string, kept: string][] = [
    ['{ "fields" : [] }', '{"fields":[],"previous":{},"added":[],"removed":[]}'],
    [
      '{"removed":null, "previous":{ "n":1.0e2,"n":12345678901234567890 },"fields":[ "n" ],"added":[{"a":"\\u00e9"} ]}',
      '{"fields":[ "n" ],"previous":{ "n":1.0e2,"n":12345678901234567890 },"added":[{"a":"\\u00e9"} ],"removed":[]}',
    ],
  ];
  for (const [changes, kept] of cases) assert.equal(posted(`"changes":${changes}`).changes, kept);
});

test("an actor is told with all its keys, and a correlation id as it is", () => {
  const { actor, correlationId } = posted('"actor":{"name":"Ann","type":"user"},"correlation_id":"run-7"');
  assert.deepEqual([actor, correlationId], ['{"type":"user","id":null,"name":"Ann"}', "run-7"]);
  assert.equal(posted('"actor":{"type":"api","id":"\\ud800"}').actor, '{"type":"api","id":"\\ud800","name":null}');
});

test("null is not to say it", () => {
  const { changes, actor, correlationId } = posted('"changes":null,"actor":null,"correlation_id":null');
  assert.deepEqual([changes, actor, correlationId], [null, null, null]);
});

test("each fault is named with its place, the rule and what was there", () => {
  const many = JSON.stringify(Array.from({ length: 201 }, (_, at) => `f${at}`));
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`f${at}`, at])));
  const cases: [rest: string, path: string, message: RegExp][] = [
    ['"changes":[]', "changes", /expected an object with fields, previous, added, removed or null, got an array/],
    ['"changes":{}', "changes.fields", /^required$/],
    ['"changes":{"fields":null}', "changes.fields", /expected an array, got null/],
    ['"changes":{"fields":["a",7]}', "changes.fields[1]", /expected the name of a field, .* got 7/],
    ['"changes":{"fields":[""]}', "changes.fields[0]", /1 to 200 characters, got ""/],
    [`"changes":{"fields":${many}}`, "changes.fields", /has 201 items; at most 200/],
    ['"changes":{"fields":[],"previous":[]}', "changes.previous", /expected an object .* got an array/],
    [`"changes":{"fields":[],"previous":${wide}}`, "changes.previous", /has 201 keys; at most 200/],
    ['"changes":{"fields":[],"added":{}}', "changes.added", /expected an array, got an object/],
    [`"changes":{"fields":[],"removed":${many}}`, "changes.removed", /has 201 items; at most 200/],
    ['"changes":{"fields":[],"from":1}', "changes.from", /unknown field; known are fields, previous/],
    ['"changes":{"fields":[],"fields":[]}', "changes.fields", /given twice/],
    [`"changes":{"fields":[],"previous":{"a":"${"x".repeat(65_536)}"}}`, "changes", /has 65\d+ bytes; at most 65536/],
    [`"changes":{"fields":[],"added":[${"[".repeat(15)}${"]".repeat(15)}]}`, "changes", /deeper than 16 levels/],
    ['"actor":"ann"', "actor", /expected an object with type, id, name or null, got "ann"/],
    ['"actor":{"id":"7"}', "actor.type", /^required$/],
    ['"actor":{"type":"robot"}', "actor.type", /expected one of user, api, automation, import, system, got "robot"/],
    ['"actor":{"type":"user","id":7}', "actor.id", /a text of at most 200 characters or null, got 7/],
    [`"actor":{"type":"user","name":"${"x".repeat(201)}"}`, "actor.name", /a text of at most 200/],
    ['"actor":{"type":"user","email":"a"}', "actor.email", /unknown field; known are type, id, name/],
    ['"actor":{"type":"user","__proto__":{"type":"api"}}', "actor.__proto__", /unknown field/],
    ['"correlation_id":""', "correlation_id", /1 to 128 visible ASCII characters, got ""/],
    ['"correlation_id":"a b"', "correlation_id", /got "a b"/],
    ['"correlation_id":7', "correlation_id", /got 7/],
    ['"actor":null,"actor":null', "actor", /given twice/],
  ];
  for (const [rest, path, message] of cases) {
    const faults = faultsOf(rest);
    assert.deepEqual(
      faults.map((fault) => fault.path),
      [path],
      rest.slice(0, 100),
    );
    assert.match(faults[0]?.message ?? "", message);
  }
});

test("what is within the limits is taken to the last byte and level", () => {
  const text = (size: number) => `{"fields":[],"previous":{"a":"${"x".repeat(size)}"}}`;
  assert.ok(posted(`"changes":${text(65_536 - text(0).length)}`).changes);
  assert.ok(posted(`"changes":{"fields":[],"added":[${"[".repeat(14)}${"]".repeat(14)}]}`).changes);
});

test("a thousand faults get a short answer", () => {
  const wrong = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, at]));
  const faults = faultsOf(`"changes":${JSON.stringify(wrong)},"actor":${JSON.stringify(wrong)}`);
  assert.equal(faults.length, 20);
});

test("the payload's bytes are the same, whatever stands beside it and however deep", () => {
  const nested = fc.integer({ min: 0, max: 3_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth));
  const value = fc.oneof(fc.json(), nested);
  const key = fc.constantFrom("changes", "actor", "correlation_id", "occurred_at", "id");
  const member = fc.tuple(key, value).map(([name, text]) => `"${name}": ${text}`);
  const changes = value.map((previous) => `"changes":{"fields":[],"previous":{"a":${previous}}}`);
  fc.assert(
    fc.property(fc.json(), fc.oneof(member, changes), (text, rest) => {
      const payload = `{ "a": ${text} }`;
      const parsed = parse(rest, payload);
      if (parsed.kind === "posted") assert.equal(Buffer.from(parsed.posted.payload).toString(), payload);
    }),
  );
});
