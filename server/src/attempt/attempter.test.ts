import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { attempterFor, deliveryOf, during, endpointAt, errorOf, SIGNING_SECRET, SPACE } from "../../test/attempts.ts";
import type { Received } from "../../test/hostile-receiver.ts";
import { receiveHttp } from "../../test/hostile-receiver.ts";
import { systemClock } from "../system.ts";

function only(requests: readonly Received[]): Received {
  const [request, ...more] = requests;
  assert.ok(request !== undefined && more.length === 0, "exactly one request was to arrive");
  return request;
}

/** The three headers, as the verifying library wants them. */
function signedHeaders({ headers }: Received): Record<string, string> {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}

test("what arrives has the seed's four keys in order, with the payload's bytes untouched", async (t) => {
  const receiver = await during(t, receiveHttp());
  const payload =
    '{ "b" : 1.0,  "a":1e3,"big":9007199254740993,\t"a":"\\u00e9\\/", "emoji":"😀",\n"deep":{"z":[ ],"y":-0} }';
  const attempter = attempterFor(t);
  for (const trigger of ["event", "takeover", "replay"] as const) {
    await attempter.attempt({ delivery: deliveryOf(payload, { trigger }), endpoint: endpointAt(receiver.url) });
  }
  const expected = `{"id_space":"${SPACE}","event":"lead.create","secret":"wh_a46f35f22d9723a","payload":${payload}}`;
  assert.deepEqual(
    receiver.requests.map(({ body }) => body.toString()),
    [expected, expected, expected],
  );
});

test("a secret that is switched off leaves an empty string", async (t) => {
  const receiver = await during(t, receiveHttp());
  const outcome = await attempterFor(t).attempt({
    delivery: deliveryOf(),
    endpoint: endpointAt(receiver.url, { isSecretInBody: false }),
  });
  assert.equal(JSON.parse(only(receiver.requests).body.toString()).secret, "");
  assert.equal(outcome.attempt.request.secretLength, 0);
});

test("the headers are those of the contract, and the evidence holds them as they stood there, the endpoint's own masked", async (t) => {
  const receiver = await during(t, receiveHttp());
  const endpoint = endpointAt(`${receiver.url}?team=a&x=%20`, {
    headers: { "x-team": "sales", authorization: "Bearer hush-hush" },
  });
  const outcome = await attempterFor(t).attempt({ delivery: deliveryOf(), endpoint });
  const request = only(receiver.requests);
  assert.equal(request.path, "/hook?team=a&x=%20");
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["user-agent"], "Posthorn/0.0.0-test");
  assert.equal(request.headers["webhook-id"], "evt_000000000000000test0");
  assert.equal(request.headers["posthorn-event"], "lead.create");
  assert.equal(request.headers["posthorn-delivery"], "dlv_000000000000000test0");
  assert.equal(request.headers["posthorn-attempt"], outcome.attempt.id);
  assert.equal(request.headers["posthorn-trigger"], "event");
  assert.equal(request.headers["authorization"], "Bearer hush-hush");
  const masks: Record<string, string> = { sales: "…", "Bearer hush-hush": "Bear…" };
  const onWire = request.rawHeaders.map((text) => masks[text] ?? text);
  assert.deepEqual(Object.entries(outcome.attempt.request.headers).flat(), onWire);
  assert.equal(outcome.attempt.request.url, endpoint.url);
});

test("an endpoint's own headers replace none of Posthorn's, even if they were stored before a rule forbade them", async (t) => {
  const receiver = await during(t, receiveHttp());
  const headers = {
    host: "evil.example",
    "content-length": "1",
    "transfer-encoding": "chunked",
    "webhook-signature": "v1,forged",
    "content-type": "text/plain",
    "x-split": "a\r\nx-injected: b",
    "x-kept": "yes",
  };
  await attempterFor(t).attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url, { headers }) });
  const request = only(receiver.requests);
  assert.equal(request.headers.host, `127.0.0.1:${receiver.port}`);
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["transfer-encoding"], undefined);
  assert.equal(request.headers["x-injected"], undefined);
  assert.equal(request.headers["x-kept"], "yes");
  assert.notEqual(request.headers["webhook-signature"], "v1,forged");
  assert.equal(request.headers["content-length"], String(request.body.length));
});

test("the Standard Webhooks library verifies what arrives, and refuses it changed by one byte", async (t) => {
  const receiver = await during(t, receiveHttp());
  await attempterFor(t).attempt({ delivery: deliveryOf('{"name":"Zoë ☃ 😀"}'), endpoint: endpointAt(receiver.url) });
  const request = only(receiver.requests);
  const webhook = new Webhook(SIGNING_SECRET);
  assert.ok(webhook.verify(request.body.toString(), signedHeaders(request)));
  assert.throws(() => webhook.verify(`${request.body.toString()} `, signedHeaders(request)));
});

test("both secrets sign during a rotation, the old one last, and it alone stops at its time", async (t) => {
  const receiver = await during(t, receiveHttp());
  const fresh = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  const start = Date.now();
  let now = start;
  const attempter = attempterFor(t, { clock: { ...systemClock, now: () => now } });
  const endpoint = endpointAt(receiver.url, {
    secrets: { body: "", signing: fresh, previousSigning: [{ secret: SIGNING_SECRET, expiresAt: start + 1000 }] },
  });
  await attempter.attempt({ delivery: deliveryOf(), endpoint });
  now = start + 1000;
  await attempter.attempt({ delivery: deliveryOf(), endpoint });

  const [during_, after] = receiver.requests;
  assert.ok(during_ !== undefined && after !== undefined);
  for (const secret of [fresh, SIGNING_SECRET]) {
    assert.ok(new Webhook(secret).verify(during_.body.toString(), signedHeaders(during_)));
  }
  const [first, last, ...others] = String(during_.headers["webhook-signature"]).split(" ");
  assert.deepEqual(others, []);
  for (const [secret, signature] of [
    [fresh, first],
    [SIGNING_SECRET, last],
  ] as const) {
    const headers = { ...signedHeaders(during_), "webhook-signature": signature ?? "" };
    assert.ok(new Webhook(secret).verify(during_.body.toString(), headers));
  }
  assert.ok(new Webhook(fresh).verify(after.body.toString(), signedHeaders(after)));
  assert.throws(() => new Webhook(SIGNING_SECRET).verify(after.body.toString(), signedHeaders(after)));
});

test("each attempt has its own id and time, and the event keeps its id", async (t) => {
  const receiver = await during(
    t,
    receiveHttp((_request, response) => response.writeHead(500).end()),
  );
  let now = 1_700_000_000_900;
  const attempter = attempterFor(t, { clock: { ...systemClock, now: () => now } });
  await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url) });
  now += 60_000;
  await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url) });
  const [first, second] = receiver.requests;
  assert.equal(first?.headers["webhook-timestamp"], "1700000000");
  assert.equal(second?.headers["webhook-timestamp"], "1700000060");
  assert.equal(first?.headers["webhook-id"], second?.headers["webhook-id"]);
  assert.notEqual(first?.headers["posthorn-attempt"], second?.headers["posthorn-attempt"]);
});

test("the answer is kept as it came: status, headers, first bytes, address and times", async (t) => {
  const receiver = await during(
    t,
    receiveHttp((_request, response) => {
      response.writeHead(
        202,
        [
          ["X-Trace", "1"],
          ["x-trace", "2"],
          ["__proto__", "p"],
          ["content-type", "text/plain"],
        ].flat(),
      );
      response.end("thank you");
    }),
  );
  const attempter = attempterFor(t, { resolve: async () => ["127.0.0.1"] });
  const endpoint = endpointAt(`http://receiver.example:${receiver.port}/`);
  const { kind, attempt } = await attempter.attempt({ delivery: deliveryOf(), endpoint });
  assert.equal(kind, "delivered");
  assert.equal(attempt.response?.status, 202);
  assert.equal(attempt.response?.headers["x-trace"], "1, 2");
  assert.ok(Object.hasOwn(attempt.response?.headers ?? {}, "__proto__"));
  assert.deepEqual(attempt.response?.body, new Uint8Array(Buffer.from("thank you")));
  assert.equal(attempt.response?.isBodyCut, false);
  assert.equal(attempt.remoteAddress, `127.0.0.1:${receiver.port}`);
  const { dnsMs, connectMs, tlsMs, firstByteMs } = attempt.timing;
  for (const ms of [dnsMs, connectMs, firstByteMs]) assert.ok(ms !== null && ms >= 0 && ms <= attempt.durationMs);
  assert.equal(tlsMs, null);

  const again = await attempter.attempt({ delivery: deliveryOf(), endpoint });
  assert.equal(again.attempt.timing.dnsMs, null);
  assert.equal(again.attempt.timing.connectMs, null);
  assert.equal(again.attempt.remoteAddress, attempt.remoteAddress);
});

test("a URL that the rules refuse is an outcome, and nothing is looked up for it", async (t) => {
  const attempter = attempterFor(t, {
    guard: { allowAddresses: [], isHttpAllowed: false },
    resolve: () => assert.fail("no name was to be looked up"),
  });
  for (const [url, code] of [
    ["http://receiver.example/", "url_forbidden"],
    ["https://10.0.0.1/", "address_forbidden"],
    ["not a URL", "url_forbidden"],
  ] as const) {
    const outcome = await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(url) });
    assert.equal(errorOf(outcome).code, code);
    assert.equal(outcome.attempt.remoteAddress, null);
    assert.equal(outcome.attempt.response, null);
  }
});
