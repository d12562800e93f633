import assert from "node:assert/strict";
import { test } from "node:test";
import { at, BODY, EVENT, NOW_S, SECRET, signed } from "../test/signed.ts";
import type { RawBody } from "./received.ts";
import { type VerificationCode, WebhookVerificationError } from "./verification-error.ts";
import { verify } from "./verify.ts";

const now = at(NOW_S);

async function refuses(request: unknown, code: VerificationCode, message: RegExp = /./, options = {}) {
  // Types forbid most of these; a handler without types gives them.
  await assert.rejects(verify(request as Request, SECRET, { ...now, ...options }), (error) => {
    assert.ok(error instanceof WebhookVerificationError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

function fetchRequest(body: RawBody | ReadableStream = BODY): Request {
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers: signed().headers, duplex: "half" };
  return new Request("http://a.example/", { ...init, body: body as BodyInit });
}

test("a body that was parsed is refused with the reason, whatever it was parsed to", async () => {
  const { headers } = signed();
  for (const body of [EVENT, [], 7, true, "[object Object]", new Map(), new URLSearchParams("a=1"), () => BODY]) {
    await refuses({ headers, body }, "body_parsed", /parsed before it was verified: pass the raw bytes/);
  }
});

test("a body that was re-written is told from one that does not match", async () => {
  const { headers, body } = signed();
  const pretty = JSON.stringify(EVENT, null, 2);
  await refuses({ headers, body: pretty }, "body_changed", /parsed and re-written: with other spacing it would match/);
  const sent = { ...headers, "content-length": String(Buffer.byteLength(body) + 3) };
  await refuses({ headers: sent, body: `${body} ` }, "body_changed", /parsed and re-written: \d+ bytes came/);
  // The length on the way says nothing about what was packed for it.
  await refuses(
    { headers: { ...sent, "content-encoding": "gzip" }, body: body.replace("lead", "Lead") },
    "signature_mismatch",
  );
});

test("a body that nobody read, or that somebody else did, is told as such", async () => {
  const { headers } = signed();
  for (const body of [undefined, null, "", new Uint8Array()]) await refuses({ headers, body }, "body_missing");
  const used = fetchRequest();
  await used.text();
  await refuses(used, "body_used", /verify it first/);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  await refuses(fetchRequest(broken), "body_unreadable");
});

test("a body above the bound is refused, and not read to its end", async () => {
  const { headers, body } = signed();
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  await refuses(fetchRequest(endless), "body_too_large", /bodyBytesMax/, { bodyBytesMax: 5000 });
  assert.ok(pulled <= 8, `${pulled} pieces were read`);
  await refuses({ headers, body }, "body_too_large", /bodyBytesMax/, { bodyBytesMax: 10 });
  const exactly = Buffer.byteLength(body);
  await verify({ headers, body }, SECRET, { ...now, bodyBytesMax: exactly });
  await verify(fetchRequest(), SECRET, { ...now, bodyBytesMax: exactly });
});

test("what is no request at all is refused, and not with a TypeError", async () => {
  for (const request of [undefined, null, 7, "x", {}, { body: BODY }, { headers: null, body: BODY }, { headers: 7 }]) {
    await refuses(request, "request_malformed");
  }
  for (const headers of [
    [],
    [1, 2],
    [["webhook-id"]],
    new Map([[1, 2]]),
    { "webhook-id": 7 },
    { "webhook-id": null },
  ]) {
    await refuses({ headers, body: BODY }, "header_missing");
  }
});

test("a signed body that is no event is refused", async () => {
  const { secret: _, ...incomplete } = EVENT;
  const bodies = ["{}", "null", "[]", "not JSON", '"text"', JSON.stringify(incomplete), JSON.stringify([EVENT])];
  for (const body of [...bodies, JSON.stringify({ ...EVENT, payload: [] }), JSON.stringify({ ...EVENT, event: 7 })]) {
    await refuses(signed(body), "body_not_event", /no event of Posthorn's/);
  }
});

test("an event of a type that is newer than this code comes as it is", async () => {
  const event = await verify(signed(JSON.stringify({ ...EVENT, event: "lead.merge", sequence: 7 })), SECRET, now);
  assert.equal(String(event.event), "lead.merge");
  assert.equal("sequence" in event && event.sequence, 7);
});

test("keys of the body cannot pass for what the headers say", async () => {
  const body = `{"id":"evt_forged","timestamp":0,"__proto__":{"id":"evt_forged"},${BODY.slice(1)}`;
  const event = await verify(signed(body), SECRET, now);
  assert.equal(event.id, "evt_0Vbr95Er0017oyCeVh9Z");
  assert.equal(event.timestamp.getTime(), NOW_S * 1000);
});
