import assert from "node:assert/strict";
import { test } from "node:test";
import { envelopeBody, maskedBody, secretLengthInBody } from "./envelope.ts";

const parts = { idSpace: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", event: "lead.create" };

test("the body is the seed's four keys in order, around the payload's own bytes", () => {
  const payload = new TextEncoder().encode('{ "a":1.0 }');
  assert.equal(
    new TextDecoder().decode(envelopeBody({ ...parts, secret: "wh_a46f35f22d9723a" }, payload)),
    '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.create","secret":"wh_a46f35f22d9723a","payload":{ "a":1.0 }}',
  );
});

test("bytes that are no text pass through the envelope as they are", () => {
  const payload = Uint8Array.from({ length: 256 }, (_, i) => i);
  const body = envelopeBody({ ...parts, secret: "" }, payload);
  assert.deepEqual(body.subarray(body.length - 257, body.length - 1), payload);
});

test("a masked body is as long as the one that was sent, and shows nothing of the secret", () => {
  const payload = new TextEncoder().encode('{"a":1}');
  for (const secret of ["", "wh_a46f35f22d9723a", 'quote" and \\ and \n', "Zoë ☃ 😀"]) {
    const sent = envelopeBody({ ...parts, secret }, payload);
    const masked = maskedBody({ ...parts, secretLength: secretLengthInBody(secret) }, payload);
    assert.equal(masked.length, sent.length);
    assert.match(JSON.parse(new TextDecoder().decode(masked)).secret, /^\**$/);
  }
});
