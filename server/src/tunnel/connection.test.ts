import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { type FrontDoor, startFrontDoor } from "../../test/front-door.ts";
import { createManualClock } from "../../test/manual-clock.ts";
import { portOf } from "../../test/ports.ts";
import { watchConnection } from "./connection.ts";

const { WebSocket: Client } = await import("ws");

/** Both ends of a connection, with something between them that can stop it. */
async function connect(t: TestContext): Promise<{ server: WebSocket; client: WebSocket; door: FrontDoor }> {
  const listening = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(listening, "listening");
  const door = await startFrontDoor();
  door.leadTo(portOf(listening.address()));
  const client = new Client(door.url.replace("http", "ws"));
  client.on("error", () => {});
  const [[server]] = await Promise.all([once(listening, "connection"), once(client, "open")]);
  t.after(async () => {
    client.terminate();
    await door.close();
    listening.close();
  });
  return { server, client, door };
}

test("a connection on which nothing moves is pinged each ten seconds, and stays", async (t) => {
  const { server, client } = await connect(t);
  const clock = createManualClock();
  watchConnection(clock, server, { heard() {}, closed: () => assert.fail("it stays") });
  for (let minute = 0; minute < 12; minute++) {
    const [pinged, answered] = [once(client, "ping"), once(server, "pong")];
    clock.advance(10_000);
    await Promise.all([pinged, answered]);
  }
  server.removeAllListeners("close");
});

test("a network that was cut without a word is found out by pings without an answer, and told once", async (t) => {
  const { server, door } = await connect(t);
  const clock = createManualClock();
  let closed = 0;
  watchConnection(clock, server, { heard() {}, closed: () => closed++ });
  door.silence();
  const ended = once(server, "close");
  clock.advance(30_000);
  assert.equal(closed, 0, "an answer may still come");
  clock.advance(10_000);
  await ended;
  assert.equal(closed, 1);
  assert.equal(clock.waitingCount(), 0, "no ping is left");
});

test("what is said counts as a sign of life, and comes as text", async (t) => {
  const { server, client, door } = await connect(t);
  const clock = createManualClock();
  const heard = Promise.withResolvers<string>();
  watchConnection(clock, server, { heard: heard.resolve, closed() {} });
  clock.advance(25_000);
  client.send("hällo");
  assert.equal(await heard.promise, "hällo");
  door.silence();
  clock.advance(30_000);
  assert.equal(server.readyState, Client.OPEN, "it was heard of at 25 s");
});
