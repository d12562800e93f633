import assert from "node:assert/strict";
import { test } from "node:test";
import { at, BODY, EVENT, NOW_S, OTHER_SECRET, SECRET, signed } from "../test/signed.ts";
import type { RawBody, ReceivedRequest } from "./received.ts";
import { type VerificationCode, WebhookVerificationError } from "./verification-error.ts";
import { verify, verifySignature } from "./verify.ts";

const now = at(NOW_S);

/** Public vectors of Standard Webhooks' libraries, and further ones made with node:crypto. */
const FIRST = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330 };
const FURTHER = { id: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", timestamp: 1674087231 };
const VECTORS = [
  {
    ...FIRST,
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  {
    id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    timestamp: 1649367553,
    secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    body: '{"email":"test@example.com","username":"test_user"}',
    signature: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  },
  { ...FURTHER, secret: SECRET, body: "{}", signature: "v1,xoVRYv0rSW8v5+aTtdGo6Mgb4Yp5hnWgRKwkUFA+e5Q=" },
  {
    ...FURTHER,
    secret: SECRET,
    body: '{"type":"user.created","timestamp":"2026-08-20T12:00:00.000Z","data":{"name":"Zoë ☃ 😀"}}',
    signature: "v1,TqYph1YOIOjV1ACiTiu9808nMmJjmxIMwRQi4/uIXpw=",
  },
  { ...FURTHER, secret: SECRET, body: "", signature: "v1,ET/52+LuqQDyNkDsD8ylJcB7/dWj/MMfGFzSP9D5S+o=" },
  {
    ...FURTHER,
    secret: "whsec_//79/Pv6+fj39vX08/Lx8O/u7ezr6uno",
    body: "{}",
    signature: "v1,7+egE2lVAexQ+WcyV2yxY6E5S6vFLHw7CBBoLDfSWv0=",
  },
  {
    ...FURTHER,
    secret: `whsec_${Buffer.from(Array.from({ length: 64 }, (_, byte) => byte)).toString("base64")}`,
    body: "{}",
    signature: "v1,C1fHrsoEbRiyO4TY8b3QyFGnCBM+snA21tOWz2fcnNw=",
  },
];

async function refuses(verified: Promise<unknown>, code: VerificationCode, message: RegExp = /./) {
  await assert.rejects(verified, (error) => {
    assert.ok(error instanceof WebhookVerificationError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

for (const [index, { id, timestamp, secret, body, signature }] of VECTORS.entries()) {
  test(`vector ${index + 1} verifies, and with one bit changed it does not`, async () => {
    const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
    const verified = await verifySignature({ headers, body }, secret, at(timestamp));
    assert.deepEqual([verified.id, verified.timestamp.getTime()], [id, timestamp * 1000]);
    assert.equal(new TextDecoder().decode(verified.body), body);
    await assert.rejects(verifySignature({ headers, body: `${body} ` }, secret, at(timestamp)));
    await assert.rejects(
      verifySignature({ headers: { ...headers, "webhook-id": `${id}x` }, body }, secret, at(timestamp)),
    );
    // An empty body that verifies is still no event.
    await refuses(verify({ headers, body }, secret, at(timestamp)), "body_not_event");
  });
}

test("the event comes with its id and the time it was signed", async () => {
  const event = await verify(signed(), SECRET, now);
  const timestamp = new Date(NOW_S * 1000);
  assert.deepEqual(event, { ...EVENT, id: "evt_0Vbr95Er0017oyCeVh9Z", timestamp });
});

test("a Request, Node's headers, pairs, raw headers and records in any case are all read", async () => {
  const { headers, body } = signed();
  const names = Object.entries(headers);
  const upper = Object.fromEntries(names.map(([name, value]) => [name.toUpperCase(), value]));
  const requests: ReceivedRequest[] = [
    new Request("http://a.example/", { method: "POST", headers, body }),
    { headers: new Headers(headers), body },
    { headers: upper, body },
    { headers: { ...Object.fromEntries(names.map(([name, value]) => [name, [value]])), cookie: undefined }, body },
    { headers: names as [string, string][], body },
    { headers: new Map(Object.entries(upper)), body },
    { headers: Object.entries(upper).flat(), body },
    { headers: Object.assign(Object.create(null), headers), body },
  ];
  for (const [index, request] of requests.entries()) {
    assert.equal((await verify(request, SECRET, now)).event, "lead.create", `form ${index}`);
  }
});

test("a body may be text, bytes, a part of a larger buffer, or an ArrayBuffer", async () => {
  const { headers, body } = signed();
  const bytes = new TextEncoder().encode(body);
  const inLarger = new Uint8Array(bytes.length + 20);
  inLarger.set(bytes, 7);
  const bodies: RawBody[] = [
    body,
    bytes,
    Buffer.from(body),
    inLarger.subarray(7, 7 + bytes.length),
    bytes.buffer,
    structuredClone(bytes.buffer),
  ];
  for (const raw of bodies) assert.equal((await verify({ headers, body: raw }, SECRET, now)).id, headers["webhook-id"]);
});

test("each of the three headers is needed, and its absence is told by its name", async () => {
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    for (const value of [undefined, ""]) {
      const { headers, body } = signed();
      const request = { headers: { ...headers, [name]: value }, body };
      await refuses(verify(request, SECRET, now), "header_missing", new RegExp(name));
    }
  }
});

test("a header with two values is refused, with one value twice it is not", async () => {
  const { headers, body } = signed();
  const id = headers["webhook-id"] ?? "";
  await refuses(
    verify({ headers: { ...headers, "webhook-id": [id, "evt_2"] }, body }, SECRET, now),
    "header_malformed",
  );
  await refuses(verify({ headers: { ...headers, "Webhook-Id": "evt_2" }, body }, SECRET, now), "header_malformed");
  await verify({ headers: { ...headers, "Webhook-Id": id }, body }, SECRET, now);
});

test("a wrong, cut or missing signature, another body and another secret do not match", async () => {
  const { headers, body } = signed();
  const right = headers["webhook-signature"] ?? "";
  for (const signature of [`v1,${"A".repeat(43)}=`, "v1,", right.slice(0, -1), `${right}=`, right.toLowerCase()]) {
    const request = { headers: { ...headers, "webhook-signature": signature }, body };
    await refuses(verify(request, SECRET, now), "signature_mismatch", /another endpoint's/);
  }
  await refuses(verify({ headers, body: body.replace("Zoë", "Zoe") }, SECRET, now), "signature_mismatch");
  await refuses(verify({ headers, body }, OTHER_SECRET, now), "signature_mismatch");
  await refuses(
    verify({ headers: { ...headers, "webhook-timestamp": `${NOW_S + 1}` }, body }, SECRET, now),
    "signature_mismatch",
  );
});

test("any signature of the list may match, whatever stands beside it", async () => {
  const { headers, body } = signed();
  const right = headers["webhook-signature"] ?? "";
  const value = right.slice("v1,".length);
  for (const list of [`v2,${value} ${right}`, `v1,AAAA v1a,BBBB  ${right} v3`, `nonsense ${right} ,`]) {
    await verify({ headers: { ...headers, "webhook-signature": list }, body }, SECRET, now);
  }
  for (const list of [`v2,${value}`, `v1a,${value}`, value, "v1", " ", `v1,${value},`.repeat(1000)]) {
    const request = { headers: { ...headers, "webhook-signature": list }, body };
    await refuses(verify(request, SECRET, now), "header_malformed", /no signature of version v1/);
  }
});

test("a signature of v1a alone, as the public vector has it, is not verified, and that is what is said", async () => {
  const signature = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
  const { id, timestamp, secret, body } = VECTORS[0] ?? assert.fail();
  const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
  await refuses(verifySignature({ headers, body }, secret, at(timestamp)), "header_malformed", /version v1/);
});

test("any secret of the list may have signed, in either order, as during a rotation", async () => {
  for (const secret of [SECRET, OTHER_SECRET]) {
    await verify(signed(BODY, secret), [SECRET, OTHER_SECRET], now);
    await verify(signed(BODY, secret), [OTHER_SECRET, SECRET], now);
  }
});

test("a timestamp may be five minutes off either way, and no second more", async () => {
  const request = signed();
  for (const off of [-300, 300]) await verify(request, SECRET, at(NOW_S + off));
  await refuses(verify(request, SECRET, at(NOW_S + 301)), "timestamp_too_old", /is 5 min old: check the clock/);
  await refuses(
    verify(request, SECRET, at(NOW_S - 301)),
    "timestamp_too_new",
    /is 5 min in the future: check the clock/,
  );
  await refuses(verify(request, SECRET, at(NOW_S + 7 * 60)), "timestamp_too_old", /is 7 min old/);
  await refuses(verify(request, SECRET, at(NOW_S + 86_400)), "timestamp_too_old", /is 24 h old/);
});

test("the tolerance can be set, and one that is no number lets nothing pass", async () => {
  const later = at(NOW_S + 11);
  await verify(signed(), SECRET, { ...later, toleranceS: 11 });
  await refuses(verify(signed(), SECRET, { ...later, toleranceS: 10 }), "timestamp_too_old", /is 11 s old/);
  await refuses(verify(signed(), SECRET, { ...now, toleranceS: Number.NaN }), "timestamp_too_new");
});

test("without a clock, this machine's is taken", async () => {
  await verify(signed(BODY, SECRET, Math.floor(Date.now() / 1000)), SECRET);
  await refuses(verify(signed(), SECRET), "timestamp_too_old");
});

test("a timestamp that is no plain number of seconds is refused", async () => {
  for (const text of ["123abc", `${NOW_S}.7`, `+${NOW_S}`, "-1", "1e9", "0x10", "١٢", "9".repeat(400), " "]) {
    const { headers, body } = signed();
    const request = { headers: { ...headers, "webhook-timestamp": text }, body };
    await refuses(verify(request, SECRET, now), "header_malformed", /webhook-timestamp/);
  }
});

test("a secret goes with or without its prefix, and with the line feed of the file it was in", async () => {
  for (const secret of [SECRET, SECRET.slice("whsec_".length), ` ${SECRET}\n`]) await verify(signed(), secret, now);
});

test("what is no signing secret is told from one that is, and never printed", async () => {
  const cases: [unknown, VerificationCode, RegExp][] = [
    ["wh_96f151ceb78d6a8", "secret_is_body_secret", /this is the body secret wh_…, use the signing secret whsec_…/i],
    ["phk_0123456789012345678901234567890123456789", "secret_malformed", /key of Posthorn's API/],
    ["whsk_6Xb/dCcHpPea21PS1N9VY", "secret_malformed", /private key/],
    ["whpk_1SiA4o9hyqTCpIqC5V9HU", "secret_malformed", /public key/],
    ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "secret_malformed", /cut when it was copied/],
    ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh__", "secret_malformed", /base64/],
    ["whsec_AAEC", "secret_malformed", /3 bytes/],
    ["whsec_", "secret_malformed", /0 bytes/],
    ["", "secret_missing", /variable/],
    [undefined, "secret_missing", /variable/],
    [null, "secret_missing", /variable/],
    [[], "secret_missing", /empty/],
    [[SECRET, undefined], "secret_missing", /variable/],
  ];
  for (const [secret, code, message] of cases) {
    // Types forbid some of these; a variable that is not set comes in all the same.
    const error = await verify(signed(), secret as string, now).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof WebhookVerificationError);
    assert.deepEqual([error.code, error.status], [code, 500]);
    assert.match(error.message, message);
    if (typeof secret === "string" && secret.length > 10) assert.ok(!error.message.includes(secret.slice(6)));
  }
});

test("no message holds the secret, the body or the right signature", async () => {
  const { headers, body } = signed();
  for (const request of [
    { headers, body: `${body} ` },
    { headers: { ...headers, "webhook-id": "x" }, body },
  ]) {
    const error = await verify(request, SECRET, now).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof WebhookVerificationError);
    for (const part of [SECRET.slice(6), EVENT.secret, headers["webhook-signature"]?.slice(3) ?? ""]) {
      assert.ok(!error.message.includes(part));
    }
  }
});
