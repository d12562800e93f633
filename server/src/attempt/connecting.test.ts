import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { attempterFor, deliveryOf, during, endpointAt, errorOf } from "../../test/attempts.ts";
import { fixture, receiveHttp, receiveRaw, receiveTls } from "../../test/hostile-receiver.ts";
import type { Outcome } from "../core/outcome.ts";
import { systemClock } from "../system.ts";
import type { AttempterOptions } from "./attempter.ts";
import { createConnector } from "./connector.ts";

const LOOPBACK = async () => ["127.0.0.1"];

function attemptAt(t: TestContext, url: string, options: Partial<AttempterOptions> = {}): Promise<Outcome> {
  return attempterFor(t, options).attempt({ delivery: deliveryOf(), endpoint: endpointAt(url) });
}

function dnsError(code: string): Error {
  return Object.assign(new Error(`queryA ${code}`), { code });
}

test("a port where nothing listens refuses, and the words say so", async (t) => {
  const gone = await receiveHttp();
  await gone.close();
  const outcome = await attemptAt(t, gone.url);
  assert.equal(errorOf(outcome).code, "connection_refused");
  assert.equal(errorOf(outcome).detail, `connection refused by 127.0.0.1:${gone.port}: nothing listens there`);
  assert.equal(outcome.attempt.remoteAddress, null);
});

test("a name without addresses is not found; a name server that fails or is silent is told apart", async (t) => {
  const url = "https://nowhere.example/";
  const missing = errorOf(await attemptAt(t, url, { resolve: () => Promise.reject(dnsError("ENOTFOUND")) }));
  assert.equal(missing.code, "dns_not_found");
  assert.match(missing.detail, /^host name not found: nowhere\.example/);
  const failing = errorOf(await attemptAt(t, url, { resolve: () => Promise.reject(dnsError("ESERVFAIL")) }));
  assert.equal(failing.code, "dns_failed");
  const silent = { resolve: () => new Promise<never>(() => {}), connectTimeoutMs: 50 };
  assert.equal(errorOf(await attemptAt(t, url, silent)).code, "dns_failed");
  const empty = errorOf(await attemptAt(t, url, { resolve: async () => [] }));
  assert.equal(empty.code, "dns_not_found");
});

test("the timeout of the whole exchange also ends a look-up", async (t) => {
  const silent = { resolve: () => new Promise<never>(() => {}), timeoutMs: 50 };
  assert.equal(errorOf(await attemptAt(t, "https://nowhere.example/", silent)).code, "timeout");
});

test("the next address is tried where the first refuses", async (t) => {
  const receiver = await during(t, receiveHttp());
  const outcome = await attemptAt(t, `http://receiver.example:${receiver.port}/`, {
    resolve: async () => ["127.0.0.9", "127.0.0.1"],
  });
  assert.equal(outcome.kind, "delivered");
  assert.equal(outcome.attempt.remoteAddress, `127.0.0.1:${receiver.port}`);
});

test("a name that resolves to a forbidden address is refused by name, address and rule, and nothing is sent", async (t) => {
  const receiver = await during(t, receiveHttp());
  const guard = { allowAddresses: [], isHttpAllowed: true };
  const url = `http://receiver.example:${receiver.port}/`;
  for (const addresses of [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]]) {
    const error = errorOf(await attemptAt(t, url, { guard, resolve: async () => addresses }));
    assert.equal(error.code, "address_forbidden");
    assert.equal(
      error.detail,
      "receiver.example resolves to 127.0.0.1, a loopback address: Posthorn does not send there unless the operator lists it in POSTHORN_ALLOW_ADDRESSES",
    );
  }
  assert.equal(receiver.socketCount(), 0);
});

test("a name that changes its answer is connected to where it was vetted, and refused once it points inside", async (t) => {
  const receiver = await during(
    t,
    receiveHttp((_request, response) => response.setHeader("connection", "close").end()),
  );
  const answers = [["127.0.0.1"], ["169.254.169.254"]];
  let lookUps = 0;
  const attempter = attempterFor(t, { resolve: async () => answers[lookUps++] ?? assert.fail("looked up too often") });
  const task = { delivery: deliveryOf(), endpoint: endpointAt(`http://receiver.example:${receiver.port}/`) };
  const first = await attempter.attempt(task);
  assert.equal(first.kind, "delivered");
  assert.equal(lookUps, 1, "what was vetted is what was connected to");
  await receiver.allClosed();
  assert.equal(errorOf(await attempter.attempt(task)).code, "address_forbidden");
});

test("the socket itself is asked whom it has reached, and has the last word", async (t) => {
  const receiver = await during(t, receiveHttp());
  const verdicts = [null, "a loopback address"];
  const open = createConnector({
    clock: systemClock,
    resolve: LOOPBACK,
    guard: () => verdicts.shift() ?? null,
    connectTimeoutMs: 10_000,
    trustedCa: undefined,
  });
  const target = {
    origin: receiver.url,
    host: "receiver.example",
    hostname: "receiver.example",
    port: receiver.port,
    isTls: false,
    isGuarded: true,
    path: "/",
  };
  const opening = { dnsMs: null, connectMs: null, tlsMs: null, remoteAddress: null };
  await assert.rejects(
    open(target, opening, new AbortController().signal),
    /^ConnectFault: 127\.0\.0\.1 is a loopback/,
  );
  await receiver.allClosed();
});

test("an inbox URL reaches this node past the guard, and its neighbours do not", async (t) => {
  const receiver = await during(t, receiveHttp());
  const attempter = attempterFor(t, {
    guard: { allowAddresses: [], isHttpAllowed: false },
    inbox: () => ({ prefix: "https://hooks.example/inbox/", host: "127.0.0.1", port: receiver.port }),
    resolve: () => Promise.reject(dnsError("ENOTFOUND")),
  });
  const delivered = await attempter.attempt({
    delivery: deliveryOf(),
    endpoint: endpointAt("https://hooks.example/inbox/abcdefgh"),
  });
  assert.equal(delivered.kind, "delivered");
  assert.equal(receiver.requests[0]?.path, "/inbox/abcdefgh");
  for (const url of [`http://127.0.0.1:${receiver.port}/inbox/abcdefgh`, "https://hooks.example/v1/events"]) {
    const outcome = await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(url) });
    assert.equal(outcome.kind, "failed", url);
  }
  assert.equal(receiver.requests.length, 1);
});

test("TLS is spoken with a receiver whose certificate is trusted and for its name", async (t) => {
  const receiver = await during(t, receiveTls("trusted"));
  const options = { resolve: LOOPBACK, trustedCa: fixture("ca.pem") };
  for (const host of ["receiver.example", "receiver.example.", "127.0.0.1"]) {
    const { kind, attempt } = await attemptAt(t, `https://${host}:${receiver.port}/`, options);
    assert.equal(kind, "delivered", host);
    assert.ok(attempt.timing.tlsMs !== null && attempt.timing.tlsMs <= attempt.durationMs);
  }
});

test("a certificate that proves nothing is refused before a byte is sent, and the words say what is wrong", async (t) => {
  for (const [certificate, ca, code, words] of [
    ["self-signed", "ca.pem", "tls_self_signed", /receiver\.example is self-signed/],
    ["expired", "ca.pem", "tls_expired", /expired on 2021-01-01: renew it/],
    ["wrong-host", "ca.pem", "tls_wrong_host", /the certificate is for other\.example, not receiver\.example/],
    ["trusted", "self-signed.pem", "tls_untrusted", /leads to no known authority/],
  ] as const) {
    const receiver = await during(t, receiveTls(certificate));
    const outcome = await attemptAt(t, `https://receiver.example:${receiver.port}/`, {
      resolve: LOOPBACK,
      trustedCa: fixture(ca),
    });
    assert.equal(errorOf(outcome).code, code);
    assert.match(errorOf(outcome).detail, words);
    assert.equal(outcome.attempt.response, null);
    await receiver.allClosed();
  }
});

test("the public authorities are trusted where no other is given, and no test key is", async (t) => {
  const receiver = await during(t, receiveTls("trusted"));
  const outcome = await attemptAt(t, `https://receiver.example:${receiver.port}/`, { resolve: LOOPBACK });
  assert.equal(errorOf(outcome).code, "tls_untrusted");
});

test("a receiver that speaks plain HTTP on a TLS port, or hangs up or stalls in the handshake, is told apart", async (t) => {
  const plain = await during(
    t,
    receiveRaw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  const spoken = errorOf(await attemptAt(t, `https://127.0.0.1:${plain.port}/`));
  assert.equal(spoken.code, "tls_failed");
  assert.match(spoken.detail, /speaks plain HTTP on that port/);

  const rude = await during(
    t,
    receiveRaw((socket) => socket.destroy()),
  );
  assert.equal(errorOf(await attemptAt(t, `https://127.0.0.1:${rude.port}/`)).code, "tls_failed");

  const stalled = await during(
    t,
    receiveRaw(() => {}),
  );
  const late = errorOf(await attemptAt(t, `https://127.0.0.1:${stalled.port}/`, { connectTimeoutMs: 400 }));
  assert.equal(late.code, "connection_timeout");
  assert.match(late.detail, /TLS handshake/);
  await stalled.allClosed();
});

test("a TLS connection serves the next delivery too", async (t) => {
  const receiver = await during(t, receiveTls("trusted"));
  const attempter = attempterFor(t, { resolve: LOOPBACK, trustedCa: fixture("ca.pem") });
  const task = { delivery: deliveryOf(), endpoint: endpointAt(`https://receiver.example:${receiver.port}/`) };
  for (let i = 0; i < 5; i++) assert.equal((await attempter.attempt(task)).kind, "delivered");
  assert.equal(receiver.socketCount(), 1);
});

test("500 deliveries in a row use one connection, and 20 at once use 20", async (t) => {
  const receiver = await during(t, receiveHttp());
  const attempter = attempterFor(t);
  const task = { delivery: deliveryOf(), endpoint: endpointAt(receiver.url) };
  for (let i = 0; i < 500; i++) assert.equal((await attempter.attempt(task)).kind, "delivered");
  assert.equal(receiver.socketCount(), 1);
  for (let round = 0; round < 10; round++) {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => attempter.attempt(task)));
    assert.ok(outcomes.every(({ kind }) => kind === "delivered"));
  }
  assert.equal(receiver.requests.length, 700);
  assert.equal(receiver.socketCount(), 20);
});

test("a receiver that closes after each answer gets each delivery once", async (t) => {
  const receiver = await during(
    t,
    receiveHttp((_request, response) => response.setHeader("connection", "close").end()),
  );
  const attempter = attempterFor(t);
  const task = { delivery: deliveryOf(), endpoint: endpointAt(receiver.url) };
  for (let i = 0; i < 30; i++) assert.equal((await attempter.attempt(task)).kind, "delivered");
  assert.equal(receiver.requests.length, 30);
});

test("a connection in steady use is given up after a minute, so that a change in the DNS is noticed", async (t) => {
  const receiver = await during(t, receiveHttp());
  let aheadMs = 0;
  const clock = { ...systemClock, elapsed: () => systemClock.elapsed() + aheadMs };
  const attempter = attempterFor(t, { clock });
  const task = { delivery: deliveryOf(), endpoint: endpointAt(receiver.url) };
  await attempter.attempt(task);
  aheadMs = 60_000;
  await attempter.attempt(task);
  await attempter.attempt(task);
  assert.equal(receiver.socketCount(), 2);
});

test("closing lets go of idle connections at once, and of one in use when its answer has come", async (t) => {
  const answering = Promise.withResolvers<() => void>();
  const receiver = await during(
    t,
    receiveHttp((request, response) => {
      if (request.path === "/slow") answering.resolve(() => response.end("ok"));
      else response.end("ok");
    }),
  );
  const attempter = attempterFor(t);
  await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url) });
  await attempter.close();
  await receiver.allClosed();
  const slow = attempter.attempt({
    delivery: deliveryOf(),
    endpoint: endpointAt(`http://127.0.0.1:${receiver.port}/slow`),
  });
  const answer = await answering.promise;
  await attempter.close();
  answer();
  assert.equal((await slow).kind, "delivered");
  await receiver.allClosed();
});
