import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Envelope, type EnvelopeContent, envelopeBody, maskedBody, secretLengthInBody } from "./envelope.ts";

const SECRET = "wh_a46f35f22d9723a";

function content(payload: string | Uint8Array, more: Partial<EnvelopeContent> = {}): EnvelopeContent {
  return {
    idSpace: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
    idEvent: "evt_1",
    event: "lead.create",
    payload: typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
    occurredAt: Date.parse("2026-01-31T09:30:00.000Z"),
    changes: null,
    actor: null,
    correlationId: null,
    ...more,
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

test("the body is the seed's four keys in order, around the payload's own bytes", () => {
  assert.equal(
    textOf(envelopeBody("seed", content('{ "a":1.0 }', { changes: "{}" }), SECRET)),
    '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.create","secret":"wh_a46f35f22d9723a","payload":{ "a":1.0 }}',
  );
});

test("an extended body begins as the seed's, and says more of the event after it", () => {
  const said = { changes: '{"fields":[ "a" ]}', actor: '{"type":"user"}', correlationId: 'a"b' };
  assert.equal(
    textOf(envelopeBody("extended", content('{ "a":1.0 }', said), "")),
    '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.create","secret":"","payload":{ "a":1.0 },' +
      '"id":"evt_1","occurred_at":"2026-01-31T09:30:00.000Z","changes":{"fields":[ "a" ]},"actor":{"type":"user"},' +
      '"correlation_id":"a\\"b"}',
  );
});

test("what the app did not say is null in an extended body", () => {
  const { changes, actor, correlation_id } = JSON.parse(textOf(envelopeBody("extended", content("{}"), "")));
  assert.deepEqual([changes, actor, correlation_id], [null, null, null]);
});

test("bytes that are no text pass through either envelope as they are", () => {
  const payload = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (const envelope of ["seed", "extended"] satisfies Envelope[]) {
    const body = Buffer.from(envelopeBody(envelope, content(payload), ""));
    assert.equal(body.indexOf(payload), body.indexOf('"payload":') + '"payload":'.length);
  }
});

test("the payload is the same bytes whatever stands around it", () => {
  const text = fc.string({ unit: "binary" });
  const json = fc.json();
  fc.assert(
    fc.property(json, json, fc.option(json), text, text, (payload, actor, changes, correlationId, secret) => {
      for (const envelope of ["seed", "extended"] satisfies Envelope[]) {
        const said = content(payload, { actor, changes, correlationId });
        const body = textOf(envelopeBody(envelope, said, secret));
        const [before = ""] = body.split('"payload":');
        assert.ok(body.startsWith(payload, before.length + '"payload":'.length));
        assert.deepEqual(JSON.parse(body).payload, JSON.parse(payload));
      }
    }),
  );
});

test("a masked body is as long as the one that was sent, and shows nothing of the secret", () => {
  for (const envelope of ["seed", "extended"] satisfies Envelope[]) {
    for (const secret of ["", SECRET, 'quote" and \\ and \n', "Zoë ☃ 😀"]) {
      const sent = envelopeBody(envelope, content('{"a":1}'), secret);
      const masked = maskedBody(envelope, content('{"a":1}'), secretLengthInBody(secret));
      assert.equal(masked.length, sent.length);
      assert.match(JSON.parse(textOf(masked)).secret, /^\**$/);
    }
  }
});
