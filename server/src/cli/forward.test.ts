import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
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
