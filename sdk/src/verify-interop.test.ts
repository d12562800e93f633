import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { at, BODY, EVENT, NOW_S, SECRET, signed } from "../test/signed.ts";
import type { ReceivedRequest } from "./received.ts";
import { WebhookVerificationError } from "./verification-error.ts";
import { verify, verifySignature } from "./verify.ts";

const ID = "evt_0Vbr95Er0017oyCeVh9Z";
const secrets = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString("base64")}`);
const payloads = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }));

function headersOf(timestamp: number, signature: string): Record<string, string> {
  return { "webhook-id": ID, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
}

test("what is verified here is verified by both libraries too", async () => {
  // The libraries know no clock but the machine's.
  const timestamp = Math.floor(Date.now() / 1000);
  await fc.assert(
    fc.asyncProperty(secrets, payloads, async (secret, payload) => {
      const { headers, body } = signed(JSON.stringify({ ...EVENT, payload }), secret, timestamp);
      const event = await verify({ headers, body }, secret, at(timestamp));
      assert.deepEqual(event.payload, JSON.parse(body).payload);
      assert.deepEqual(new StandardWebhook(secret).verify(body, headers), JSON.parse(body));
      assert.deepEqual(new SvixWebhook(secret).verify(body, headers), JSON.parse(body));
    }),
  );
});

test("what both libraries sign is verified here", async () => {
  const time = new Date(NOW_S * 1000);
  await fc.assert(
    fc.asyncProperty(secrets, payloads, async (secret, payload) => {
      const body = JSON.stringify({ ...EVENT, payload });
      for (const library of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
        const headers = headersOf(NOW_S, library.sign(ID, time, body));
        assert.equal((await verify({ headers, body }, secret, at(NOW_S))).id, ID);
      }
    }),
  );
});

test("whatever comes in, it is an event or a WebhookVerificationError, and never an event that was not signed", async () => {
  const anyBody = fc.oneof(fc.uint8Array(), fc.string({ unit: "binary" }), fc.constant(BODY), fc.anything());
  const names = fc.constantFrom("webhook-id", "webhook-timestamp", "webhook-signature", "Webhook-Id", "content-length");
  const values = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...Object.values(signed().headers), `v1,${"A".repeat(43)}=`, `${NOW_S}`, ID),
    fc.array(fc.string()),
    fc.anything(),
  );
  const anyHeaders = fc.oneof(fc.dictionary(names, values), fc.array(fc.tuple(names, values)), fc.anything());
  const anySecret = fc.oneof(secrets, fc.string(), fc.anything());
  await fc.assert(
    fc.asyncProperty(anyHeaders, anyBody, anySecret, async (headers, body, secret) => {
      // Whatever types say: this is what the world may hand in.
      const request = { headers, body } as unknown as ReceivedRequest;
      const error = await verifySignature(request, secret as string, at(NOW_S)).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof WebhookVerificationError, String(error));
    }),
    { numRuns: 2000 },
  );
});

test("one changed byte of the body, the id, the time or the signature is enough to be refused", async () => {
  const { headers, body } = signed();
  const bytes = new TextEncoder().encode(body);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (place, change) => {
      const changed = bytes.with(place, (bytes[place] ?? 0) ^ change);
      await assert.rejects(verify({ headers, body: changed }, SECRET, at(NOW_S)), WebhookVerificationError);
    }),
  );
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? "";
    for (let place = 0; place < value.length; place++) {
      const wrong = `${value.slice(0, place)}${value[place] === "1" ? "2" : "1"}${value.slice(place + 1)}`;
      const request = { headers: { ...headers, [name]: wrong }, body };
      await assert.rejects(verify(request, SECRET, at(NOW_S)), WebhookVerificationError);
    }
  }
});
