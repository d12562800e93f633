import assert from "node:assert/strict";
import { test } from "node:test";
import { isMasked, maskedHeaders, unmasked, withMasked } from "./masked-headers.ts";

const OWN = { authorization: "Bearer abcdefgh", cookie: "a=12345678", "x-team": "" };

test("of a long value four characters show, of a short one none", () => {
  assert.deepEqual(maskedHeaders(OWN), { authorization: "Bear…", cookie: "…", "x-team": "…" });
});

test("in a request only the endpoint's own headers are masked, and none is added", () => {
  const sent = { "webhook-id": "evt_1", authorization: "Bearer abcdefgh" };
  assert.deepEqual(withMasked(sent, OWN), { "webhook-id": "evt_1", authorization: "Bear…" });
  assert.equal(withMasked(sent, {}), sent);
});

test("what is sent back as it was shown stays as it is, and everything else is new", () => {
  assert.deepEqual(unmasked(maskedHeaders(OWN), OWN), OWN);
  assert.deepEqual(unmasked({ Authorization: "Bear…", cookie: "b" }, OWN), {
    Authorization: "Bearer abcdefgh",
    cookie: "b",
  });
  assert.deepEqual(unmasked({ authorization: "…", "x-new": "…" }, OWN), { authorization: "…", "x-new": "…" });
  for (const value of Object.values(maskedHeaders(OWN))) assert.ok(isMasked(value));
  assert.ok(!isMasked("Bear"));
});
