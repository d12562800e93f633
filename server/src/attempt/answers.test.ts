import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { attempterFor, deliveryOf, during, endpointAt, errorOf } from "../../test/attempts.ts";
import { type Receiver, receiveHttp, receiveRaw } from "../../test/hostile-receiver.ts";
import type { Outcome } from "../core/outcome.ts";
import type { AttempterOptions } from "./attempter.ts";

function attemptAt(t: TestContext, url: string, options: Partial<AttempterOptions> = {}): Promise<Outcome> {
  return attempterFor(t, options).attempt({ delivery: deliveryOf(), endpoint: endpointAt(url) });
}

/** One attempt at a receiver that answers with these bytes, and goes on as told. */
async function answeredWith(
  t: TestContext,
  bytes: string | Uint8Array,
  then: (socket: Socket) => void = (socket) => socket.end(),
  options: Partial<AttempterOptions> = {},
): Promise<{ outcome: Outcome; receiver: Receiver }> {
  const receiver = await during(
    t,
    receiveRaw((socket) => {
      socket.write(bytes);
      then(socket);
    }),
  );
  return { outcome: await attemptAt(t, receiver.url, options), receiver };
}

function stayOpen(): void {}

test("each 2xx is delivered, and every other status fails with words on what to do", async (t) => {
  for (const status of [200, 201, 202, 204, 226, 299]) {
    const { outcome } = await answeredWith(t, `HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`);
    assert.equal(outcome.kind, "delivered", String(status));
  }
  for (const [status, code, words] of [
    [300, "redirect", /only 2xx counts/],
    [304, "redirect", /only 2xx counts/],
    [401, "status", /credentials/],
    [403, "status", /bot protection/],
    [404, "status", /check the URL/],
    [418, "status", /^answered 418: only 2xx counts/],
    [429, "status", /rate limit/],
    [500, "status", /its log says why/],
    [503, "status", /overloaded/],
    [599, "status", /^answered 599: the receiver failed/],
  ] as const) {
    const { outcome } = await answeredWith(t, `HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`);
    assert.equal(outcome.kind, "failed");
    assert.equal(errorOf(outcome).code, code);
    assert.match(errorOf(outcome).detail, words);
  }
});

test("a redirect is a failure and its target sees nothing", async (t) => {
  const target = await during(t, receiveHttp());
  for (const status of [301, 302, 303, 307, 308]) {
    const receiver = await during(
      t,
      receiveHttp((_request, response) => response.writeHead(status, { location: target.url }).end()),
    );
    const outcome = await attemptAt(t, receiver.url);
    assert.equal(errorOf(outcome).code, "redirect");
    assert.equal(
      errorOf(outcome).detail,
      `answered ${status} to ${target.url}: redirects are not followed, use that URL`,
    );
  }
  assert.equal(target.socketCount(), 0);
});

test("a redirect's target is shown as one short line, whatever bytes it holds", async (t) => {
  const location = `https://a.example/\x80\xff\t${"x".repeat(5000)}`;
  const { outcome } = await answeredWith(
    t,
    Buffer.from(`HTTP/1.1 302 X\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`, "latin1"),
  );
  assert.match(errorOf(outcome).detail, /^[\x20-\x7e…]{1,400}$/);
});

test("410 says that the endpoint is gone, even where its answer never ends", async (t) => {
  const { outcome } = await answeredWith(t, "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n");
  assert.equal(outcome.kind, "gone");
  const endless = await answeredWith(t, "HTTP/1.1 410 Gone\r\n\r\nbye", stayOpen, { timeoutMs: 400 });
  assert.equal(endless.outcome.kind, "gone");
  assert.equal(endless.outcome.attempt.response?.isBodyCut, true);
});

test("an answer that is announced by 103 counts, and the announcement does not", async (t) => {
  const early = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
  const { outcome } = await answeredWith(t, `${early}${early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`);
  assert.equal(outcome.kind, "delivered");
  assert.equal(outcome.attempt.response?.headers["link"], undefined);
});

test("a receiver that never answers fails at the timeout, and its connection is closed", async (t) => {
  const receiver = await during(t, receiveRaw(stayOpen));
  const outcome = await attemptAt(t, receiver.url, { timeoutMs: 100 });
  assert.equal(errorOf(outcome).code, "timeout");
  assert.equal(errorOf(outcome).detail, "took longer than 0.1 s: answer first, work later");
  assert.equal(outcome.attempt.response, null);
  await receiver.allClosed();
});

test("a 200 whose body drips past the timeout fails, and says that the status had come", async (t) => {
  const { outcome, receiver } = await answeredWith(
    t,
    "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
    (socket) => {
      const drip = setInterval(() => socket.write("."), 10);
      socket.on("close", () => clearInterval(drip));
    },
    { timeoutMs: 400 },
  );
  assert.equal(errorOf(outcome).code, "timeout");
  assert.match(errorOf(outcome).detail, /^answered 200, but the answer did not end within 0.4 s/);
  assert.equal(outcome.attempt.response?.status, 200);
  assert.equal(outcome.attempt.response?.isBodyCut, true);
  await receiver.allClosed();
});

test("a body without end, or of a gigabyte, is read to its bound, kept to its bound, and cut: delivered", async (t) => {
  const block = Buffer.alloc(64 * 1024, "x");
  for (const length of ["", "content-length: 1000000000\r\n"]) {
    let written = 0;
    const pump = (socket: Socket): void => {
      while (!socket.destroyed && socket.write(block)) written += block.length;
    };
    const { outcome, receiver } = await answeredWith(t, `HTTP/1.1 200 OK\r\n${length}\r\n`, (socket) => {
      socket.on("drain", () => pump(socket));
      pump(socket);
    });
    assert.equal(outcome.kind, "delivered");
    assert.equal(outcome.attempt.response?.body.length, 16_384);
    assert.equal(outcome.attempt.response?.isBodyCut, true);
    await receiver.allClosed();
    assert.ok(written < 64 * 1024 * 1024, "only what buffers hold was taken");
  }
});

test("a body between the two bounds is cut in the evidence only, and its connection is used again", async (t) => {
  const receiver = await during(
    t,
    receiveHttp((_request, response) => response.end("x".repeat(20_000))),
  );
  const attempter = attempterFor(t);
  for (let i = 0; i < 3; i++) {
    const outcome = await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url) });
    assert.equal(outcome.kind, "delivered");
    assert.equal(outcome.attempt.response?.body.length, 16_384);
    assert.equal(outcome.attempt.response?.isBodyCut, true);
  }
  assert.equal(receiver.socketCount(), 1);
});

test("a connection that breaks before or within the answer fails, and says which", async (t) => {
  for (const close of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
    const before = await during(t, receiveRaw(close));
    const early = errorOf(await attemptAt(t, before.url));
    assert.equal(early.code, "connection_reset");
    assert.equal(early.detail, "the receiver closed the connection before answering");
  }
  const { outcome } = await answeredWith(t, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
  assert.equal(errorOf(outcome).code, "connection_reset");
  assert.match(errorOf(outcome).detail, /^answered 200, but closed the connection before the answer was complete/);
});

test("what is not HTTP, or too much of it, is an invalid answer", async (t) => {
  for (const bytes of [
    "SSH-2.0-OpenSSH_9.6\r\n",
    "\0\x01\x02\x03",
    "HTTP/1.1 abc\r\n\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    `HTTP/1.1 200 OK\r\n${"x-flood: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(10_000)}\r\n`,
    `HTTP/1.1 200 OK\r\nx-long: ${"a".repeat(100_000)}\r\n\r\n`,
  ]) {
    const { outcome } = await answeredWith(t, bytes, stayOpen);
    assert.equal(errorOf(outcome).code, "response_invalid", bytes.slice(0, 40));
  }
});

test("neither the payload nor a secret is in any error's words", async (t) => {
  const { outcome } = await answeredWith(t, "HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n");
  assert.doesNotMatch(JSON.stringify(errorOf(outcome)), /lead-1|wh_a46f|whsec|MfKQ/);
  assert.doesNotMatch(JSON.stringify(outcome.attempt), /lead-1|wh_a46f|whsec|MfKQ/);
});

test("whatever bytes a receiver answers with, the attempt ends in an outcome", async (t) => {
  let answer: Uint8Array = new Uint8Array();
  const receiver = await during(
    t,
    receiveRaw((socket) => socket.end(answer)),
  );
  const attempter = attempterFor(t);
  const line = fc.constantFrom(
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 500 X\r\n",
    "HTTP/1.0 204\r\n",
    "HTTP/1.1 103 X\r\n",
    "content-length: 3\r\n",
    "transfer-encoding: chunked\r\n",
    "location: /x\r\n",
    "connection: keep-alive\r\n",
    "\r\n",
    "3\r\nabc\r\n",
    "0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "abc",
  );
  const piece = fc.oneof(
    line.map((text) => new TextEncoder().encode(text)),
    fc.uint8Array({ maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      answer = Buffer.concat(pieces);
      const { kind, attempt } = await attempter.attempt({ delivery: deliveryOf(), endpoint: endpointAt(receiver.url) });
      assert.ok(kind !== "delivered" || (attempt.response !== null && attempt.response.status < 300));
    }),
    { numRuns: 60 },
  );
});
