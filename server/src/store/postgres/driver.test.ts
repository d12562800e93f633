import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { StoreUnavailable } from "../store-errors.ts";
import { openDatabase } from "./driver.ts";
import { isInDoubt } from "./faults.ts";

/** A message of Postgres' protocol: its letter, its length, its body. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const AUTHENTICATED = message("R", Buffer.alloc(4));
const READY = message("Z", Buffer.from("I"));
const ENDED = message("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"));

test("a connection that the server ends in the very moment in which it is made is a fault of the store's, not the process's", async (t) => {
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATED, READY, ENDED])));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  const url = `postgres://posthorn@127.0.0.1:${port}/app`;
  const database = openDatabase({ url, connectionsMax: 1, after: () => () => {} });
  t.after(async () => {
    await database.close();
    server.close();
  });
  await assert.rejects(database.run("select 1"), StoreUnavailable);
});

test("what could not even be sent is not in doubt", async (t) => {
  const database = openDatabase({
    url: "postgres://posthorn@127.0.0.1:1/app",
    connectionsMax: 1,
    after: () => () => {},
  });
  t.after(() => database.close());
  const unsent = await database.run("select 1").catch((error: unknown) => error);
  assert.ok(unsent instanceof StoreUnavailable);
  assert.equal(isInDoubt(unsent), false);
  assert.equal(isInDoubt(new StoreUnavailable("Connection terminated unexpectedly")), true);
});
