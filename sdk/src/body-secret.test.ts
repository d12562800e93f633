import assert from "node:assert/strict";
import { test } from "node:test";
import { BODY, EVENT, SECRET } from "../test/signed.ts";
import { type VerificationCode, WebhookVerificationError } from "./verification-error.ts";
import { verifyBodySecret } from "./verify.ts";

function refuses(body: unknown, secrets: unknown, code: VerificationCode) {
  // Types forbid some of these; a handler without types gives them.
  assert.throws(
    () => verifyBodySecret(body as string, secrets as string),
    (error) => {
      assert.ok(error instanceof WebhookVerificationError, String(error));
      assert.equal(error.code, code);
      assert.ok(!error.message.includes(EVENT.secret));
      return true;
    },
  );
}

test("the right secret in the body gives the event, from text, bytes or what was parsed of them", () => {
  const bytes = new TextEncoder().encode(BODY);
  for (const body of [BODY, bytes, bytes.buffer, JSON.parse(BODY)]) {
    assert.deepEqual(verifyBodySecret(body, EVENT.secret), EVENT);
    assert.deepEqual(verifyBodySecret(body, ["wh_000000000000000", EVENT.secret]), EVENT);
  }
});

test("another secret, a part of it, or more than it, is refused", () => {
  for (const secret of [
    "wh_000000000000000",
    EVENT.secret.slice(0, -1),
    `${EVENT.secret}0`,
    EVENT.secret.toUpperCase(),
  ]) {
    refuses(BODY, secret, "body_secret_mismatch");
  }
});

test("an endpoint that sends no secret is never taken, least of all for a secret that is not set", () => {
  const body = { ...EVENT, secret: "" };
  refuses(body, EVENT.secret, "body_secret_mismatch");
  for (const secret of ["", " ", undefined, null, []]) refuses(body, secret, "secret_missing");
});

test("the signing secret is told from the body secret", () => {
  refuses(BODY, SECRET, "secret_is_signing_secret");
});

test("what is no event is refused, and not with a TypeError", () => {
  for (const body of ["", "{}", "[]", "{", [], {}, new Uint8Array([0xff])])
    refuses(body, EVENT.secret, "body_not_event");
  refuses(undefined, EVENT.secret, "body_missing");
  refuses(7, EVENT.secret, "body_parsed");
});
