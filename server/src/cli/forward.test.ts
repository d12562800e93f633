import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { receiveTls } from "../../test/hostile-receiver.ts";
import { startReceiver } from "../../test/receiver.ts";
import { forward, parseTarget } from "./forward.ts";

const REQUEST = { method: "POST" as const, headers: {}, body: Buffer.from("{}").toString("base64") };

test("a target is a URL, a host with a port or a port, each with a path or without", () => {
  for (const [text, url] of [
    ["http://localhost:3000/hooks", "http://localhost:3000/hooks"],
    ["https://dev.example.com", "https://dev.example.com/"],
    ["localhost:3000/hooks", "http://localhost:3000/hooks"],
    ["3000", "http://localhost:3000/"],
    ["3000/hooks?from=posthorn", "http://localhost:3000/hooks?from=posthorn"],
    ["99999", undefined],
    ["http://", undefined],
    ["http://me:secret@localhost", undefined],
  ] as const) {
    assert.equal(parseTarget(text)?.href, url, text);
  }
});

test("a failure tells the reason with the place for the delivery, and alone for whoever knows the place", async (t) => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const address = closed.address();
  assert.ok(address !== null && typeof address === "object");
  closed.close();
  await once(closed, "close");
  const url = new URL(`http://127.0.0.1:${address.port}/hooks`);
  assert.deepEqual(await forward(REQUEST, { url, skipVerify: false, signal: new AbortController().signal }), {
    ...{ kind: "failed", reason: "nothing listens there" },
    detail: `listener could not reach ${url.href}: nothing listens there`,
  });

  const cancelled = new AbortController();
  const receiver = await startReceiver(() => {
    cancelled.abort();
    return new Promise<number>(() => {});
  });
  t.after(() => receiver.close());
  const slow = new URL(receiver.url);
  assert.deepEqual(await forward(REQUEST, { url: slow, skipVerify: false, signal: cancelled.signal }), {
    ...{ kind: "failed", reason: "took longer than Posthorn waits" },
    detail: `${slow.href} took longer than Posthorn waits`,
  });
});

test("a certificate that nobody vouches for is refused, unless it is said to take any", async (t) => {
  const receiver = await receiveTls("self-signed");
  t.after(() => receiver.close());
  const url = new URL(receiver.url.replace(/^http:/, "https:"));
  const { signal } = new AbortController();
  const refused = await forward(REQUEST, { url, skipVerify: false, signal });
  assert.equal(refused.kind, "failed");
  assert.match(refused.kind === "failed" ? refused.reason : "", /self[- ]signed/);
  const taken = await forward(REQUEST, { url, skipVerify: true, signal });
  assert.deepEqual(taken, {
    kind: "answered",
    status: 200,
    headers: { "content-length": "2" },
    body: Buffer.from("ok"),
  });
});

test("of a large answer the first megabyte is handed back", async (t) => {
  const receiver = await startReceiver((_request, response) => {
    response.end(Buffer.alloc(3 * 1024 * 1024, "x"));
    return undefined;
  });
  t.after(() => receiver.close());
  const options = { url: new URL(receiver.url), skipVerify: false, signal: new AbortController().signal };
  const answered = await forward(REQUEST, options);
  assert.equal(answered.kind === "answered" && answered.body.length, 1024 * 1024);
});
