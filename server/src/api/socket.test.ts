import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { it, type TestContext } from "node:test";
import { OPERATOR_KEY, openApi, SPACE, type TestApi } from "../../test/api-server.ts";

const EVENTS = `/v1/spaces/${SPACE}/events`;

async function listening(test: TestContext): Promise<{ api: TestApi; open(): Promise<Socket> }> {
  const api = await openApi(test);
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  // A server that listens on a port has an address with a port.
  const { port } = api.app.server.address() as AddressInfo;
  return {
    api,
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
  socket.end(`${head("transfer-encoding: chunked", "connection: close")}${chunks.join("")}0\r\n\r\n`);
  assert.match(await text(socket), /^HTTP\/1\.1 202 /);
});

it("a body that is too large is refused by its length before it is sent, and in chunks when it has grown", async (test) => {
  const { open } = await listening(test);
  const announced = await open();
  announced.write(head("content-length: 10000000", "connection: close"));
  assert.match(await text(announced), /^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/);

  const endless = await open();
  const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
  const answered = once(endless, "data");
  endless.write(head("transfer-encoding: chunked", "connection: close"));
  for (let i = 0; i < 10 && !endless.destroyed; i++) endless.write(chunk);
  const [answer] = await answered;
  endless.destroy();
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
});

it("what is no HTTP, or has a head without end, is cut off and nobody else notices", async (test) => {
  const { api, open } = await listening(test);
  for (const bytes of [
    "nonsense\r\n\r\n",
    "GET /\u0000 HTTP/1.1\r\nhost: x\r\n\r\n",
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(100_000)}\r\n\r\n`,
    "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{",
    "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
    "GET /v1/keys HTTP/1.1\r\n\r\n",
  ]) {
    const socket = await open();
    socket.write(bytes);
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1\.1 4/, bytes.slice(0, 40));
    socket.destroy();
  }
  assert.equal((await api.call("GET", "/v1/keys")).status, 200);
});
