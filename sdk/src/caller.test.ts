import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { anyPayload } from "../test/any-payload.ts";
import { instantClock, problemAnswer, startScripted } from "../test/scripted-server.ts";
import { type CallerClock, type CallerOptions, runtimeClock } from "./caller.ts";
import { Posthorn } from "./client.ts";
import { PosthornConnectionError, PosthornError } from "./errors.ts";

const lead = { id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", payload: anyPayload({ name: "Ann" }) };
const endpoint = { id_space: lead.id_space, id: "ep_1" };

function client(url: string, clock: CallerClock = instantClock(), options: Partial<CallerOptions> = {}): Posthorn {
  return new Posthorn({ url, key: "a-key", ...options }, clock);
}

test("an event is posted with an id made here, so that a repeat is never a second event", async (t) => {
  const server = await startScripted(t, (_asked, index) => (index < 2 ? "reset" : { id: "evt_1" }));
  assert.deepEqual(await client(server.url).send("lead.create", lead), { id: "evt_1" });
  const bodies = server.asked.map(({ body }) => body);
  assert.equal(bodies.length, 3);
  assert.deepEqual(new Set(bodies).size, 1, "each try posts the same bytes");
  const posted = JSON.parse(bodies[0] ?? "");
  assert.match(posted.id, /^evt_[0-9A-Za-z]{20}$/);
  assert.deepEqual(posted, { ...lead, event: "lead.create", id: posted.id });
  assert.equal(server.asked[0]?.headers["content-type"], "application/json");
  assert.equal(server.asked[0]?.headers.authorization, "Bearer a-key");
});

test("an id of the app's own is kept; one that is there but undefined is made", async (t) => {
  const server = await startScripted(t, () => ({}));
  await client(server.url).send("lead.create", { ...lead, id: "order-7" });
  // Types forbid it; programs without them do it.
  await client(server.url).send("lead.create", { ...lead, id: undefined } as unknown as typeof lead);
  const [own, made] = server.asked.map(({ body }) => JSON.parse(body).id);
  assert.equal(own, "order-7");
  assert.match(made, /^evt_/);
});

test("429 and 502 to 504 are tried again, no sooner than the server says", async (t) => {
  const script = [
    problemAnswer(503, "shutting_down", { "retry-after": "3" }),
    { status: 429, headers: { "retry-after": "Sat, 31 Jan 2026 09:30:20 GMT" } },
    { status: 502, body: "<html>" },
    { status: 504, headers: { "retry-after": "soon" } },
    { id: "evt_1" },
  ];
  const server = await startScripted(t, (_asked, index) => script[index] ?? "hang");
  const clock = instantClock();
  await client(server.url, clock).send("lead.create", lead);
  assert.deepEqual(clock.pauses, [3000, 20_000, 400, 800]);
});

test("pauses double up to ten seconds, half of each left to chance, and the last fault is told", async (t) => {
  const server = await startScripted(t, () => problemAnswer(503, "overloaded"));
  for (const [random, pauses] of [
    [0, [100, 200, 400, 800, 1600, 3200, 5000, 5000]],
    [1, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]],
  ] as const) {
    const clock = instantClock(random);
    await assert.rejects(client(server.url, clock, { retries: 8 }).send("lead.create", lead), { code: "overloaded" });
    assert.deepEqual(clock.pauses, pauses);
  }
});

test("a server that wants a pause of more than a minute is not waited for", async (t) => {
  const server = await startScripted(t, () => problemAnswer(503, "overloaded", { "retry-after": "61" }));
  await assert.rejects(client(server.url).send("lead.create", lead), { code: "overloaded", status: 503 });
  assert.equal(server.asked.length, 1);
});

test("a refusal and a fault of the server's own are not tried again", async (t) => {
  for (const [status, code] of [
    [401, "unauthorized"],
    [409, "event_id_conflict"],
    [422, "invalid_request"],
    [500, "internal"],
  ] as const) {
    const server = await startScripted(t, () => problemAnswer(status, code));
    await assert.rejects(client(server.url).send("lead.create", lead), {
      code,
      status,
      message: `${code}: Some words.`,
    });
    assert.equal(server.asked.length, 1);
  }
});

test("what would do something twice is not repeated, and the rest is", async (t) => {
  const server = await startScripted(t, () => "reset");
  const { endpoints, deliveries, keys } = client(server.url, instantClock(), { retries: 1 });
  const once = [
    () => endpoints.create({ ...endpoint, url: "https://a.example/" }),
    () => endpoints.rotate(endpoint),
    () => endpoints.resume(endpoint),
    () => endpoints.test(endpoint, "lead.create"),
    () => deliveries.replay(endpoint),
    () => keys.create({ id_space: null }),
  ];
  const again = [
    () => endpoints.list(endpoint).page(),
    () => endpoints.update(endpoint, { description: "x" }),
    () => endpoints.pause(endpoint),
    () => endpoints.delete(endpoint),
  ];
  for (const [calls, tries] of [
    [once, 1],
    [again, 2],
  ] as const) {
    for (const make of calls) {
      const before = server.asked.length;
      await assert.rejects(make, { code: "network" });
      assert.equal(server.asked.length - before, tries, String(make));
    }
  }
});

test("a deletion whose answer was lost has succeeded when the repeat finds nothing", async (t) => {
  const server = await startScripted(t, (_asked, index) => (index === 0 ? "reset" : problemAnswer(404, "not_found")));
  assert.equal(await client(server.url).endpoints.delete(endpoint), undefined);
  await assert.rejects(client(server.url).endpoints.delete(endpoint), { code: "not_found" });
  // A node that refuses has deleted nothing, so there was nothing to delete.
  const stopping = await startScripted(t, (_asked, index) =>
    index === 0 ? problemAnswer(503, "shutting_down") : problemAnswer(404, "not_found"),
  );
  await assert.rejects(client(stopping.url).endpoints.delete(endpoint), { code: "not_found" });
});

test("a server that does not answer in time, or is not there, is a connection error with its cause", async (t) => {
  const server = await startScripted(t, () => "hang");
  let tries = 0;
  const counted: typeof fetch = (url, init) => {
    tries += 1;
    return fetch(url, init);
  };
  const options = { timeoutMs: 20, retries: 1, fetch: counted };
  const slow = client(server.url, instantClock(), options).send("lead.create", lead);
  await assert.rejects(slow, (error) => {
    assert.ok(error instanceof PosthornConnectionError && error instanceof PosthornError);
    assert.deepEqual([error.code, error.status, error.problem], ["timeout", null, null]);
    assert.match(error.message, /within 20 ms/);
    return true;
  });
  assert.equal(tries, 2);
  const absent = client(`http://127.0.0.1:${await freePort()}`).send("lead.create", lead);
  await assert.rejects(absent, (error) => {
    assert.ok(error instanceof PosthornConnectionError);
    assert.equal(error.code, "network");
    assert.match(error.message, /ECONNREFUSED/);
    assert.ok(error.cause instanceof TypeError);
    return true;
  });
});

test("a call may be given all the time there is", async (t) => {
  const server = await startScripted(t, () => ({ id: "evt_1" }));
  const sent = client(server.url, instantClock(), { timeoutMs: Number.POSITIVE_INFINITY }).send("lead.create", lead);
  assert.deepEqual(await sent, { id: "evt_1" });
});

test("an aborted call rejects with the signal's reason, in the middle of a try and of a pause", async (t) => {
  const server = await startScripted(t, () => "hang");
  const abort = new AbortController();
  const sent = client(server.url).send("lead.create", lead, { signal: abort.signal });
  await server.firstAsked;
  const reason = new Error("enough");
  abort.abort(reason);
  await assert.rejects(sent, reason);
  await assert.rejects(client(server.url).send("lead.create", lead, { signal: abort.signal }), reason);
  assert.equal(server.asked.length, 1);

  const failing = await startScripted(t, () => problemAnswer(503, "overloaded", { "retry-after": "60" }));
  const late = new AbortController();
  const clock: CallerClock = {
    ...instantClock(),
    pause(ms, signal) {
      const paused = runtimeClock.pause(ms, signal);
      late.abort(reason);
      return paused;
    },
  };
  await assert.rejects(client(failing.url, clock).send("lead.create", lead, { signal: late.signal }), reason);
});

test("a redirect is not followed: the key and the event stay here", async (t) => {
  const elsewhere = await startScripted(t, () => ({}));
  const server = await startScripted(t, () => ({ status: 308, headers: { location: `${elsewhere.url}/v1` } }));
  await assert.rejects(client(server.url).send("lead.create", lead), {
    code: "unexpected_answer",
    message: new RegExp(`does, to ${elsewhere.url}/v1: check the url`),
  });
  assert.equal(elsewhere.asked.length, 0);
});

test("an answer that is not Posthorn's is told as such", async (t) => {
  for (const answer of [
    { status: 404, headers: { "content-type": "text/html" }, body: "<h1>No such page</h1>" },
    { status: 200, body: "<h1>Log in</h1>" },
    { status: 403, headers: { "content-type": "application/problem+json" }, body: "{" },
    { status: 403, headers: { "content-type": "application/problem+json" }, body: '{"title":"Forbidden"}' },
  ]) {
    const server = await startScripted(t, () => answer);
    const message = new RegExp(`${answer.status} came from something other than Posthorn`);
    await assert.rejects(client(server.url).spaces.get("x"), { code: "unexpected_answer", message });
  }
});

test("a url or key that cannot be one is refused at once, without printing the key", () => {
  for (const url of ["", "localhost:4747", "ftp://a.example", undefined as unknown as string]) {
    assert.throws(() => client(url), { name: "TypeError", message: /^url: expected/ });
  }
  for (const key of ["", "two words", "line\nbreak", undefined as unknown as string]) {
    assert.throws(
      () => client("http://a.example", instantClock(), { key }),
      (error) => {
        assert.ok(error instanceof TypeError);
        assert.ok(!key || !error.message.includes(key));
        return true;
      },
    );
  }
});

test("what cannot be JSON is the caller's TypeError, not a fault of the network", async (t) => {
  const server = await startScripted(t, () => ({}));
  // Types forbid it; programs without them do it.
  const payload = { n: 1n } as unknown as typeof lead.payload;
  await assert.rejects(client(server.url).send("lead.create", { ...lead, payload }), { name: "TypeError" });
  assert.equal(server.asked.length, 0);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}
