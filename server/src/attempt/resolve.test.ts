import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../system.ts";
import { createResolve, type NameServices } from "./resolve.ts";

const NEVER = new AbortController().signal;
/** A clock whose waits end only when the test says so. */
const stillClock: Clock = { ...systemClock, after: () => () => {} };
const hastyClock: Clock = {
  ...systemClock,
  after(_delayMs, task) {
    queueMicrotask(task);
    return () => {};
  },
};

function services(changes: Partial<NameServices>): NameServices {
  const missing = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  return { resolve4: missing, resolve6: missing, lookup: missing, ...changes };
}

test("addresses of both families are found, IPv4 first", async () => {
  const resolve = createResolve(
    stillClock,
    services({ resolve4: async () => ["192.0.2.1", "192.0.2.2"], resolve6: async () => ["2001:db8::1"] }),
  );
  assert.deepEqual(await resolve("a.example", NEVER), ["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
});

test("a name with addresses of one family only is found, and the system is not asked", async () => {
  const lookup = () => assert.fail("the name servers knew it");
  for (const only of [{ resolve4: async () => ["192.0.2.1"] }, { resolve6: async () => ["2001:db8::1"] }]) {
    const found = await createResolve(stillClock, services({ ...only, lookup }))("a.example", NEVER);
    assert.equal(found.length, 1);
  }
});

test("a name server that never answers for IPv6 delays a name with IPv4 addresses only briefly", async () => {
  const resolve = createResolve(
    hastyClock,
    services({ resolve4: async () => ["192.0.2.1"], resolve6: () => new Promise(() => {}) }),
  );
  assert.deepEqual(await resolve("a.example", NEVER), ["192.0.2.1"]);
});

test("what the name servers do not know, the system may, as in its hosts file; else its error is told", async () => {
  const resolve = createResolve(stillClock, services({ lookup: async () => ["10.0.0.7"] }));
  assert.deepEqual(await resolve("db", NEVER), ["10.0.0.7"]);
  await assert.rejects(createResolve(stillClock, services({}))("nowhere.example", NEVER), { code: "ENOTFOUND" });
});

test("the system is asked for two names at a time, and one that nobody waits for any more is never asked for", async () => {
  const asked: string[] = [];
  const answers: ((addresses: string[]) => void)[] = [];
  const third = Promise.withResolvers<void>();
  const lookup = (host: string) => {
    asked.push(host);
    if (asked.length === 3) third.resolve();
    return new Promise<string[]>((resolve) => answers.push(resolve));
  };
  const resolve = createResolve(stillClock, services({ lookup }));
  const given = new AbortController();
  const [first] = ["a", "b"].map((host) => resolve(host, NEVER));
  const abandoned = resolve("abandoned", given.signal);
  const last = resolve("d", NEVER);
  // Each waits for its failed queries first: some turns of the microtask queue.
  await new Promise((turn) => setImmediate(turn));
  assert.deepEqual(asked, ["a", "b"]);
  given.abort(new Error("nobody waits"));
  await assert.rejects(abandoned, /nobody waits/);
  answers[0]?.(["192.0.2.1"]);
  await first;
  await third.promise;
  answers[2]?.(["192.0.2.4"]);
  assert.deepEqual(await last, ["192.0.2.4"]);
  assert.deepEqual(asked, ["a", "b", "d"]);
});
