import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** As many as a space may have. */
const LISTENERS_MAX = 10;

const folder = workingFolder();
const sockets: WebSocket[] = [];
let node: NodeProcess;

before(async () => {
  node = await startNode({ cwd: folder.path, env: { POSTHORN_LISTEN_GRACE_MS: "600000" } });
});
after(async () => {
  for (const socket of sockets) socket.terminate();
  await node.end("SIGKILL");
  folder.remove();
});

function open(query = "", headers: Record<string, string> = {}, key = OPERATOR_KEY): WebSocket {
  const url = `${node.url.replace("http", "ws")}/v1/spaces/${ID_SPACE}/listen${query}`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  socket.on("error", () => {});
  sockets.push(socket);
  return socket;
}

/** What the first message says. */
async function ready(socket: WebSocket): Promise<{ id_endpoint: string; token: string }> {
  const [data] = await once(socket, "message");
  return JSON.parse(String(data));
}

/** What the server says in the place of a WebSocket. */
async function refusal(socket: WebSocket): Promise<unknown[]> {
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  // A problem document, by its type.
  const problem = (await json(response)) as { code: string };
  return [response.statusCode, response.headers["content-type"], problem.code];
}

const PROBLEM = "application/problem+json; charset=utf-8";

test("who is not let in gets a problem document in the place of a WebSocket", async () => {
  const resumed = { "posthorn-listener": "x".repeat(32) };
  for (const [query, headers, key, status, code] of [
    ["", {}, "wrong-key", 401, "unauthorized"],
    ["?events=lead.creat", {}, OPERATOR_KEY, 422, "invalid_request"],
    ["", { "posthorn-signing-secret": "short" }, OPERATOR_KEY, 422, "invalid_request"],
    ["?id_endpoint=ep_0123456789", resumed, OPERATOR_KEY, 410, "listener_gone"],
  ] as const) {
    assert.deepEqual(await refusal(open(query, headers, key)), [status, PROBLEM, code]);
  }
  const plain = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/listen`, 426);
  assert.equal(plain.code, "upgrade_required");
});

test("a listener is known by its token, of its own endpoint and space only", async () => {
  const { id_endpoint, token } = await ready(open());
  const other = await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, {
    url: `https://hooks.example/tunnel/${token}`,
  });
  for (const [id, shown] of [
    [id_endpoint, "x".repeat(32)],
    [other.id, token],
    [id_endpoint, ""],
  ]) {
    const socket = open(`?id_endpoint=${id}`, { "posthorn-listener": String(shown) });
    assert.deepEqual(await refusal(socket), [410, PROBLEM, "listener_gone"]);
  }
  const back = await ready(open(`?id_endpoint=${id_endpoint}`, { "posthorn-listener": token }));
  assert.deepEqual([back.id_endpoint, back.token], [id_endpoint, token]);
});

test("a space has ten listeners at the most, and one of them less makes room", async () => {
  const { data } = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 200);
  const there = data.filter((endpoint: { is_listener: boolean }) => endpoint.is_listener).length;
  const opened: WebSocket[] = [];
  for (let count = there; count < LISTENERS_MAX; count++) {
    const socket = open();
    await ready(socket);
    opened.push(socket);
  }
  assert.deepEqual(await refusal(open()), [409, PROBLEM, "too_many_listeners"]);
  const [leaving] = opened;
  assert.ok(leaving);
  leaving.send('{"type":"leave"}');
  await once(leaving, "close");
  await ready(open());
});

test("what is no message of a listener ends its connection, and one that is too large does", async () => {
  const { data } = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 200);
  for (const { id } of data) await call("DELETE", `${node.url}/v1/spaces/${ID_SPACE}/endpoints/${id}`, 204);
  for (const [message, code] of [
    ["{}", 1008],
    [`"${"x".repeat(5 * 1024 * 1024)}"`, 1009],
  ] as const) {
    const socket = open();
    await ready(socket);
    socket.send(message);
    assert.equal((await once(socket, "close"))[0], code);
  }
});
