import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { instantClock, problemAnswer } from "../test/scripted-server.ts";
import { Posthorn } from "./client.ts";
import type { LiveState } from "./live-calls.ts";

const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** A server on loopback that answers its nth request with the nth of these. */
async function startStreams(
  test: TestContext,
  ...answers: ((response: ServerResponse, request: IncomingMessage) => void)[]
) {
  const asked: { url: string | undefined; from: string | string[] | undefined; key: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { url, headers } = request;
    const answer = answers[asked.push({ url, from: headers["last-event-id"], key: headers.authorization }) - 1];
    if (answer === undefined) response.destroy();
    else answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  const clock = instantClock();
  const client = new Posthorn({ url: `http://127.0.0.1:${port}/sub/`, key: "a-key" }, clock);
  return { asked, client, clock };
}

function stream(text: string) {
  return (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(text);
    response.end();
  };
}

function problem(status: number, code: string, headers: Record<string, string> = {}) {
  const answer = problemAnswer(status, code, headers);
  return (response: ServerResponse) => response.writeHead(answer.status, answer.headers).end(answer.body);
}

const reset = 'id: 1\ndata: {"kind":"reset"}\n\n';

test("a stream goes on where it was after a lost connection", async (t) => {
  const { asked, client } = await startStreams(
    t,
    stream(`${reset}id: 2\ndata: {"kind":"endpoint_deleted","id_endpoint":"ep_1"}\n\n`),
    (response) => response.destroy(),
    stream('id: 3\ndata: {"kind":"endpoint_deleted","id_endpoint":"ep_2"}\n\n'),
  );
  const states: LiveState[] = [];
  const seen: unknown[] = [];
  for await (const message of client.live.space(SPACE, { onState: (state) => states.push(state) })) {
    seen.push(message);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, [
    { kind: "reset" },
    { kind: "endpoint_deleted", id_endpoint: "ep_1" },
    { kind: "endpoint_deleted", id_endpoint: "ep_2" },
  ]);
  assert.deepEqual(
    asked.map(({ from }) => from),
    [undefined, "2", "2"],
  );
  assert.equal(asked[0]?.url, `/sub/v1/spaces/${SPACE}/stream`);
  assert.equal(asked[0]?.key, "Bearer a-key");
  assert.deepEqual(states, ["live", "lost", "lost", "live"]);
});

test("connections that come to nothing are tried ever more slowly, and no sooner than the server says", async (t) => {
  const away = problem(503, "shutting_down");
  const { clock, client } = await startStreams(
    t,
    away,
    away,
    problem(503, "overloaded", { "retry-after": "3" }),
    away,
    stream(reset),
  );
  for await (const _ of client.live.inbox("token-token")) break;
  assert.deepEqual(clock.pauses, [100, 200, 3000, 800]);
});

test("a refusal ends the stream with the error", async (t) => {
  const { asked, client } = await startStreams(t, problem(401, "session_over"));
  const reading = Array.fromAsync(client.live.space(SPACE));
  await assert.rejects(reading, { code: "session_over", status: 401 });
  assert.equal(asked.length, 1);
});

test("something that is no stream is not taken for one, nor asked for again", async (t) => {
  const { asked, client } = await startStreams(t, (response) => response.end("<html>"));
  await assert.rejects(Array.fromAsync(client.live.node()), { name: "PosthornError", code: "unexpected_answer" });
  assert.equal(asked.length, 1);
});

test("its signal ends a stream that waits, and closes the connection", async (t) => {
  const closed = Promise.withResolvers<void>();
  const { client } = await startStreams(t, (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(reset);
    response.once("close", () => closed.resolve());
  });
  const end = new AbortController();
  let seen = 0;
  for await (const _ of client.live.space(SPACE, { signal: end.signal })) {
    seen++;
    queueMicrotask(() => end.abort());
  }
  assert.equal(seen, 1);
  await closed.promise;
});

test("leaving the loop closes the connection", async (t) => {
  const closed = Promise.withResolvers<void>();
  const { client } = await startStreams(t, (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(reset);
    response.once("close", () => closed.resolve());
  });
  for await (const _ of client.live.space(SPACE)) break;
  await closed.promise;
});
