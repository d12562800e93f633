import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, beforeEach, test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import fastify, { type FastifyInstance } from "fastify";
import { createManualClock, type ManualClock } from "../../test/manual-clock.ts";
import { createToProblem, registerProblemAnswers } from "../api/problem-answers.ts";
import { createStreams } from "../live/streams.ts";
import { createInbox } from "./inbox.ts";

const TOKEN = "a-token_42";

let app: FastifyInstance;
let clock: ManualClock;
let url: string;

beforeEach(async () => {
  await app?.close();
  clock = createManualClock();
  app = fastify();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  registerProblemAnswers(app, createToProblem({ clock, log, randomText: (length) => "x".repeat(length) }));
  createInbox({ clock, bytesMax: 1024 * 1024, openStream: createStreams(clock).open }).register(app);
  url = `${await app.listen({ port: 0, host: "127.0.0.1" })}/inbox/${TOKEN}`;
});
after(() => app.close());

/** A field of a JSON answer, which a test is free to expect to be there. */
async function read(path = url): Promise<{ data: Record<string, unknown>[]; answer: string }> {
  // The shape is what the tests below are about: a wrong one fails them.
  return (await (await fetch(path)).json()) as { data: Record<string, unknown>[]; answer: string };
}

function setAnswer(answer: string): Promise<Response> {
  return fetch(url, { method: "PUT", body: JSON.stringify({ answer }) });
}

/** Resolves once the inbox has taken in so many requests and waits to answer them. */
async function whenWaiting(count: number): Promise<void> {
  while (clock.waitingCount() < count) await new Promise(setImmediate);
}

test("a request shows as it came in: method, headers, body, time and answer", async () => {
  const headers = { "content-type": "application/json", "x-one": "1" };
  const body = '{"payload": 1.0,\n"x":"é"}';
  assert.equal((await fetch(url, { method: "POST", headers, body })).status, 200);
  const { data, answer } = await read();
  assert.equal(answer, "200");
  const [request, ...others] = data;
  assert.deepEqual(others, []);
  assert.partialDeepStrictEqual(request, {
    received_at: "2023-11-14T22:13:20.000Z",
    method: "POST",
    headers: { ...headers, "content-length": "26" },
    body,
    encoding: "utf8",
    answer: "200",
  });
});

test("what happens to an inbox is streamed, after a word to fetch what was there before", async () => {
  await fetch(url, { method: "POST", body: "before" });
  const origin = url.slice(0, url.indexOf("/inbox/"));
  const live = new Posthorn({ url: origin, key: "no-key-is-asked-for" }).live.inbox(TOKEN);
  const kinds: unknown[] = [];
  for await (const message of live) {
    if (message.kind === "reset") {
      await fetch(url, { method: "POST", body: "now" });
      await setAnswer("500");
      await fetch(url, { method: "DELETE" });
    }
    kinds.push(
      message.kind === "request" ? message.request.body : message.kind === "answer" ? message.answer : message.kind,
    );
    if (message.kind === "emptied") break;
  }
  assert.deepEqual(kinds, ["reset", "now", "500", "emptied"]);
});

test("bytes that are no text come as base64, and a byte order mark stays", async () => {
  const bytes = new Uint8Array([0, 255, 128, 10]);
  await fetch(url, { method: "POST", body: bytes });
  await fetch(url, { method: "POST", body: "\ufeffhello" });
  const { data } = await read();
  assert.deepEqual([data[0]?.["body"], data[0]?.["encoding"]], ["\ufeffhello", "utf8"]);
  assert.deepEqual([data[1]?.["body"], data[1]?.["encoding"]], ["AP+ACg==", "base64"]);
});

for (const type of ["application/json", "text/plain", "application/octet-stream", "multipart/form-data; boundary=x"]) {
  test(`a body of type ${type} is taken as it is`, async () => {
    const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body: "{not json" });
    assert.equal(response.status, 200);
    assert.equal((await read()).data[0]?.["body"], "{not json");
  });
}

test("a request without a body or a type is kept with an empty body", async () => {
  assert.equal((await fetch(url, { method: "POST" })).status, 200);
  assert.deepEqual((await read()).data[0]?.["body"], "");
});

for (const answer of ["200", "410", "500"]) {
  test(`an inbox that was told to answer ${answer} does, and remembers that it did`, async () => {
    const told = await setAnswer(answer);
    assert.deepEqual([told.status, await told.json()], [200, { answer }]);
    assert.equal((await fetch(url, { method: "POST", body: "x" })).status, Number(answer));
    const { data, answer: now } = await read();
    assert.deepEqual([data[0]?.["answer"], now], [answer, answer]);
  });
}

test("a slow inbox has the request at once, and answers 200 after 10 s", async () => {
  await setAnswer("slow");
  const answering = fetch(url, { method: "POST", body: "x" });
  await whenWaiting(1);
  assert.equal((await read()).data[0]?.["answer"], "slow");
  clock.advance(9999);
  assert.equal(clock.waitingCount(), 1);
  clock.advance(1);
  assert.equal((await answering).status, 200);
});

test("a dripping inbox sends its head at once, then a byte a second, and ends after 30", async () => {
  await setAnswer("drip");
  const response = await fetch(url, { method: "POST", body: "x" });
  assert.equal(response.status, 200);
  let text = "";
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })();
  clock.advance(29_000);
  assert.equal(clock.waitingCount(), 1, "the 30th byte is still to come");
  clock.advance(1000);
  await reading;
  assert.equal(text, ".".repeat(30));
  assert.equal(clock.waitingCount(), 0);
});

for (const answer of ["slow", "drip"]) {
  test(`a ${answer} answer ends when its client goes`, async () => {
    await setAnswer(answer);
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    client.write(`POST /inbox/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    await whenWaiting(1);
    client.destroy();
    while (clock.waitingCount() > 0) await new Promise(setImmediate);
  });

  test(`a ${answer} answer ends when the server stops, and lets it stop`, async () => {
    await setAnswer(answer);
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    client.resume();
    client.write(`POST /inbox/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    await whenWaiting(1);
    await Promise.all([once(client, "close"), app.close()]);
    assert.equal(clock.waitingCount(), 0);
  });
}

test("over 256 slow answers at once are refused, and the others go on", async () => {
  await setAnswer("slow");
  const answering = Array.from({ length: 256 }, () => fetch(url, { method: "POST" }));
  await whenWaiting(256);
  const refused = await fetch(url, { method: "POST" });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "10");
  clock.advance(10_000);
  for (const response of await Promise.all(answering)) assert.equal(response.status, 200);
});

test("DELETE empties an inbox", async () => {
  await fetch(url, { method: "POST", body: "x" });
  assert.equal((await fetch(url, { method: "DELETE" })).status, 204);
  assert.deepEqual((await read()).data, []);
});

for (const [body, status, code] of [
  ['{"answer": "302"}', 422, "invalid_request"],
  ["{}", 422, "invalid_request"],
  ["null", 422, "invalid_request"],
  ["", 400, "malformed_json"],
  ["{", 400, "malformed_json"],
] as const) {
  test(`to tell an inbox ${JSON.stringify(body)} is a ${status}`, async () => {
    const response = await fetch(url, { method: "PUT", body });
    assert.equal(response.status, status);
    assert.partialDeepStrictEqual(await response.json(), { code });
    assert.equal((await read()).answer, "200");
  });
}

for (const token of ["short", "x".repeat(65), "has.a.dot", "has%20space"]) {
  test(`${token} is no inbox`, async () => {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      const response = await fetch(new URL(token, url), { method, ...(method === "PUT" ? { body: "{}" } : {}) });
      assert.equal(response.status, 404, method);
    }
  });
}

test("a body over 512 KiB is refused and not kept", async () => {
  assert.equal((await fetch(url, { method: "POST", body: new Uint8Array(512 * 1024) })).status, 200);
  assert.equal((await fetch(url, { method: "POST", body: new Uint8Array(512 * 1024 + 1) })).status, 413);
  assert.equal((await read()).data.length, 1);
});
