import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { it, type TestContext } from "node:test";
import { OPERATOR_KEY, openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import type { ApiDependencies } from "./dependencies.ts";

const EVENTS = `/v1/spaces/${SPACE}/events`;

async function listening(
  test: TestContext,
  changes?: Partial<ApiDependencies>,
): Promise<{ api: TestApi; origin: string; open(): Promise<Socket> }> {
  const api = await openApi(test, changes);
  const origin = await api.app.listen({ host: "127.0.0.1", port: 0 });
  // A server that listens on a port has an address with a port.
  const { port } = api.app.server.address() as AddressInfo;
  return {
    api,
    origin,
    async open() {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {}); // The server may cut a connection while the test still writes to it.
      await once(socket, "connect");
      return socket;
    },
  };
}

function head(...headers: string[]): string {
  const lines = ["POST /v1/events HTTP/1.1", "host: posthorn", `authorization: Bearer ${OPERATOR_KEY}`];
  return [...lines, "content-type: application/json", ...headers, "", ""].join("\r\n");
}

/** A client that hangs up once it has read this. */
function ending(socket: Socket, last: string): Socket {
  socket.on("data", (bytes: Buffer) => {
    if (bytes.includes(last)) socket.end();
  });
  return socket;
}

const EVENT = JSON.stringify({ id_space: SPACE, event: "lead.create", payload: { n: 1 } });

it("a body cut off midway leaves nothing behind", async (test) => {
  const { api, open } = await listening(test);
  for (const framing of [`content-length: ${EVENT.length}`, "transfer-encoding: chunked"]) {
    const socket = await open();
    const arrived = once(api.app.server, "request");
    const half = EVENT.slice(0, 40);
    socket.write(head(framing) + (framing.startsWith("content") ? half : `28\r\n${half}\r\n`));
    const [request] = await arrived;
    const gone = new Promise((resolve) => request.once("close", resolve));
    socket.destroy();
    await gone;
  }
  assert.equal((await api.call("GET", EVENTS)).status, 404);
  assert.equal((await api.call("POST", "/v1/events", EVENT)).status, 202, "and the server goes on");
});

it("a body in chunks is read like any other", async (test) => {
  const { open } = await listening(test);
  const socket = await open();
  const chunks = [EVENT.slice(0, 20), EVENT.slice(20)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  socket.write(`${head("transfer-encoding: chunked", "connection: close")}${chunks.join("")}0\r\n\r\n`);
  assert.match(await text(socket), /^HTTP\/1\.1 202 /);
});

it("a body that is too large is refused by its length before it is sent, and in chunks when it has grown", async (test) => {
  const { open } = await listening(test);
  const announced = await open();
  announced.write(head("content-length: 10000000", "connection: close"));
  assert.match(await text(ending(announced, "}")), /^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/);

  const endless = await open();
  const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
  const answered = once(endless, "data");
  endless.write(head("transfer-encoding: chunked", "connection: close"));
  for (let i = 0; i < 10 && !endless.destroyed; i++) endless.write(chunk);
  const [answer] = await answered;
  endless.destroy();
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
});

it("an answer that comes before the body was read reaches a client that sends all of it first", async (test) => {
  const isAccepting = test.mock.fn(() => true);
  const { open } = await listening(test, { isAccepting });
  const body = Buffer.alloc(5_000_000, " ");
  const json = "content-type: application/json";
  const key = `authorization: Bearer ${OPERATOR_KEY}`;
  for (const [status, path, ...headers] of [
    [413, "/v1/events", key, json],
    [413, "/v1/keys", key, json],
    [401, "/v1/events", json],
    [404, "/nothing", json],
    [405, "/v1/spaces", json],
    [415, "/v1/events", key, "content-type: text/plain"],
    [503, "/v1/events", key, json],
  ] as const) {
    if (status === 503) isAccepting.mock.mockImplementation(() => false);
    for (const connection of ["close", "keep-alive"]) {
      const socket = await open();
      const faults: unknown[] = [];
      socket.on("error", (error) => faults.push(error));
      const lines = [`POST ${path} HTTP/1.1`, "host: posthorn", ...headers, `connection: ${connection}`];
      socket.write(`${lines.join("\r\n")}\r\ncontent-length: ${body.length}\r\n\r\n`);
      await new Promise((resolve) => socket.write(body, resolve));
      assert.match(await text(ending(socket, "}")), new RegExp(`^HTTP/1.1 ${status} .*"code":"[a-z_]+"`, "s"));
      assert.deepEqual(faults, [], `${status} ${connection}`);
    }
  }
});

it("a body that is too large is refused in words that name the limit, also to fetch", async (test) => {
  const { origin } = await listening(test);
  const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" };
  for (const [path, limit] of [
    ["/v1/events", 344_064],
    ["/v1/keys", 65_536],
  ] as const) {
    const answer = await fetch(origin + path, { method: "POST", headers, body: Buffer.alloc(5_000_000, " ") });
    assert.equal(answer.status, 413);
    assert.ok((await answer.text()).includes(`more than ${limit} bytes`));
  }
});

it("a body without end is thrown away up to a bound, and then cut off", async (test) => {
  const { api, open } = await listening(test);
  const chunk = `100000\r\n${" ".repeat(0x10_0000)}\r\n`;
  const endless = await open();
  const cutOff = new Promise((resolve) => endless.once("close", resolve));
  endless.resume();
  endless.write(head("transfer-encoding: chunked"));
  let written = 0;
  const more = () => {
    while (!endless.destroyed && endless.write(chunk)) written += chunk.length;
    written += chunk.length;
  };
  endless.on("drain", more);
  more();
  await cutOff;
  assert.ok(written > 64 * 1024 * 1024);

  const slow = await open();
  const answered = once(slow, "data");
  slow.write(head("content-length: 10000000"));
  await answered;
  const closed = new Promise((resolve) => slow.once("close", resolve));
  api.clock.advance(30_000);
  await closed;
  assert.equal(api.clock.waitingCount(), 0);
});

it("what is no HTTP, or has a head without end, is told so in a problem document, and nobody else notices", async (test) => {
  const { api, open } = await listening(test);
  for (const [status, code, bytes] of [
    [400, "malformed_request", "nonsense\r\n\r\n"],
    [400, "malformed_request", "GET /\u0000 HTTP/1.1\r\nhost: x\r\n\r\n"],
    [431, "headers_too_large", `GET /${"a".repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    [431, "headers_too_large", `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(500_000)}\r\n\r\n`],
    [400, "malformed_request", `${head("content-length: 1", "content-length: 2")}{`],
    [400, "malformed_request", head("content-length: -1")],
    [400, "malformed_request", `${head("transfer-encoding: chunked")}zz\r\n`],
    [400, "malformed_request", "GET /v1/keys HTTP/1.1\r\n\r\n"],
    [417, "expectation_failed", head("expect: a-miracle")],
    [405, "method_not_allowed", "CONNECT other.example:443 HTTP/1.1\r\nhost: other.example\r\n\r\n"],
    [404, "not_found", "GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n"],
  ] as const) {
    const socket = await open();
    const faults: unknown[] = [];
    socket.on("error", (error) => faults.push(error));
    await new Promise((resolve) => socket.write(bytes, resolve));
    const answer = await text(ending(socket, "}"));
    assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), `${bytes.slice(0, 40)}: ${answer}`);
    assert.match(answer, /content-type: application\/problem\+json/);
    assert.equal(JSON.parse(answer.slice(answer.indexOf("{"))).code, code);
    assert.deepEqual(faults, []);
  }
  assert.equal((await api.call("GET", "/v1/keys")).status, 200);
});

it("a client that goes on sending what is no HTTP is cut off", async (test) => {
  const { api, open } = await listening(test);
  const socket = await open();
  const answered = once(socket, "data");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write("nonsense\r\n\r\n");
  await answered;
  for (let i = 0; i < 10; i++) socket.write("more of it");
  assert.equal(api.clock.waitingCount(), 1);
  api.clock.advance(2_000);
  await closed;
  assert.equal(api.clock.waitingCount(), 0);
});
