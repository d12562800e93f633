import assert from "node:assert/strict";
import { test } from "node:test";
import { verifySignature } from "@posthorn/sdk";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { createSign } from "./sign.ts";

const ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
const COUNTED_32 = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const COUNTED_64 = `whsec_${Buffer.from(Array.from({ length: 64 }, (_, i) => i)).toString("base64")}`;
const USER_CREATED = '{"type":"user.created","timestamp":"2026-08-20T12:00:00.000Z","data":{"name":"Zoë ☃ 😀"}}';

/** The published vectors of the Standard Webhooks libraries, and five more that `node:crypto` and they agree on. */
const VECTORS: readonly [secret: string, id: string, timestamp: number, body: string, signature: string][] = [
  [
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    '{"test": 2432232314}',
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ],
  [
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    1649367553,
    '{"email":"test@example.com","username":"test_user"}',
    "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  ],
  [COUNTED_32, ID, 1674087231, "{}", "v1,xoVRYv0rSW8v5+aTtdGo6Mgb4Yp5hnWgRKwkUFA+e5Q="],
  [COUNTED_32, ID, 1674087231, USER_CREATED, "v1,TqYph1YOIOjV1ACiTiu9808nMmJjmxIMwRQi4/uIXpw="],
  [COUNTED_32, ID, 1674087231, "", "v1,ET/52+LuqQDyNkDsD8ylJcB7/dWj/MMfGFzSP9D5S+o="],
  ["whsec_//79/Pv6+fj39vX08/Lx8O/u7ezr6uno", ID, 1674087231, "{}", "v1,7+egE2lVAexQ+WcyV2yxY6E5S6vFLHw7CBBoLDfSWv0="],
  [COUNTED_64, ID, 1674087231, "{}", "v1,C1fHrsoEbRiyO4TY8b3QyFGnCBM+snA21tOWz2fcnNw="],
];

const sign = createSign();

test("signs as the published vectors say", () => {
  for (const [secret, id, timestamp, body, expected] of VECTORS) {
    assert.equal(sign([secret], { id, timestamp, body: Buffer.from(body) }), expected);
  }
});

test("several secrets give several signatures in their order, with one space between", () => {
  const signed = { id: ID, timestamp: 1674087231, body: Buffer.from("{}") };
  const both = sign([COUNTED_32, COUNTED_64], signed);
  assert.equal(both, `${sign([COUNTED_32], signed)} ${sign([COUNTED_64], signed)}`);
});

test("the SDK and the library of Standard Webhooks verify what is signed, with either secret of a rotation", async () => {
  const secrets = fc
    .uint8Array({ minLength: 24, maxLength: 64 })
    .map((bytes) => `whsec_${Buffer.from(bytes).toString("base64")}`);
  const bodies = fc.string({ unit: "binary" }).map((text) => JSON.stringify({ text }));
  // The library knows no clock but the machine's.
  const timestamp = Math.floor(Date.now() / 1000);
  const now = () => timestamp * 1000;
  await fc.assert(
    fc.asyncProperty(secrets, secrets, bodies, async (current, previous, body) => {
      const signature = sign([current, previous], { id: ID, timestamp, body: Buffer.from(body) });
      const headers = { "webhook-id": ID, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
      for (const secret of [current, previous]) {
        const verified = await verifySignature({ headers, body }, secret, { now });
        assert.equal(Buffer.from(verified.body).toString(), body);
        new Webhook(secret).verify(body, headers);
      }
    }),
  );
});
