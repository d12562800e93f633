import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { createStreams, type Stream } from "./streams.ts";

/** A client that has asked for a stream, the stream that it got, and whether that is over. */
async function openStream(t: TestContext) {
  const clock = createManualClock();
  const streams = createStreams(clock);
  const asked = Promise.withResolvers<ServerResponse>();
  const closed = Promise.withResolvers<void>();
  const server = createServer((_request, response) => asked.resolve(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  const socket: Socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  t.after(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  const stream: Stream | null = streams.open(await asked.promise, closed.resolve);
  assert.ok(stream);
  return { clock, streams, stream, socket, closed: closed.promise };
}

async function whenRead(socket: Socket, words: string): Promise<string> {
  let text = "";
  for await (const chunk of socket) {
    text += chunk;
    if (text.includes(words)) return text;
  }
  return assert.fail(`it ended without ${words}`);
}

test("a stream begins at once, says what it is told, and that it lives while nothing happens", async (t) => {
  const { clock, stream, socket } = await openStream(t);
  stream.send("data: 1\n\n");
  clock.advance(15_000);
  const text = await whenRead(socket, ": posthorn is there\n\n");
  assert.match(text, /content-type: text\/event-stream/);
  assert.match(text, /data: 1\n\n/);
});

test("who does not read is cut off, and what was left unread is bounded", async (t) => {
  const { stream, socket, closed } = await openStream(t);
  socket.pause();
  const message = `data: ${"x".repeat(64 * 1024)}\n\n`;
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  // The kernel's buffers take some megabytes; then Node's would grow without end.
  for (let sent = 0; !isClosed; sent++) {
    assert.ok(sent < 1_000, "it is cut off in the end");
    stream.send(message);
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test("a stop ends all streams, and begins no more", async (t) => {
  const { clock, streams, socket, closed } = await openStream(t);
  streams.stop();
  const [end] = await Promise.all([once(socket.resume(), "end"), closed]);
  assert.deepEqual(end, []);
  assert.equal(
    streams.open({} as ServerResponse, () => {}),
    null,
  );
  assert.equal(clock.waitingCount(), 0);
});
