import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { type ApiChanges, OPERATOR_KEY, OTHER_SPACE, openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

const EVENT = { id_space: SPACE, event: "lead.create", payload: { first_name: "Jürgen" } };

interface Sent {
  body: string;
  key?: string;
  headers?: Record<string, string>;
}

/** A server, and how many requests its router has answered. */
async function listening(test: TestContext, changes: ApiChanges = {}) {
  let routed = 0;
  const count: ApiChanges["plugins"] = [
    (root) =>
      root.addHook("onSend", (_request, _reply, _answer, done) => {
        routed += 1;
        done();
      }),
  ];
  const api = await openApi(test, { ...changes, plugins: count });
  const origin = await api.app.listen({ host: "127.0.0.1", port: 0 });
  return { api, routed: () => routed, post: (sent: Sent, query = "") => post(`${origin}/v1/events${query}`, sent) };
}

async function post(url: string, { body, key = OPERATOR_KEY, headers = {} }: Sent) {
  const authorization = `Bearer ${key}`;
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { authorization, "content-type": "application/json", ...headers },
  });
  const { date: _date, ...said } = Object.fromEntries(response.headers);
  return { status: response.status, headers: said, text: await response.text() };
}

/** Posts the same to two servers, by the quick way and through the router, and answers the status that both gave. */
async function postBothWays(test: TestContext, all: readonly Sent[], changes: ApiChanges = {}): Promise<number[]> {
  const [quick, slow] = [await listening(test, changes), await listening(test, changes)];
  const statuses: number[] = [];
  for (const sent of all) {
    const [here, there] = [await quick.post(sent), await slow.post(sent, "?")];
    assert.deepEqual(here, there);
    statuses.push(here.status);
  }
  assert.deepEqual([quick.routed(), slow.routed()], [0, all.length]);
  return statuses;
}

const jsonOf = (changes: object) => JSON.stringify({ ...EVENT, id: "evt-1", ...changes });

it("an event by the quick way gets the very answer that the router's way gives", async (test) => {
  const bodies: Sent[] = [
    { body: jsonOf({}) },
    { body: jsonOf({}) },
    { body: jsonOf({ id: "evt-2" }), headers: { "content-type": "application/json; charset=utf-8" } },
    { body: jsonOf({ payload: { first_name: "Jean" } }) },
    { body: jsonOf({ id: "evt-3", payload: { first_name: 1, Größe: 2 } }) },
    { body: "" },
    { body: "{" },
    { body: "[]" },
    { body: jsonOf({ id: "a.b", more: 1 }) },
    { body: jsonOf({ event: "nothing.known" }) },
    { body: jsonOf({ payload: { text: ".".repeat(300_000) } }) },
  ];
  const statuses = await postBothWays(test, bodies, { validation: "warn" });
  assert.deepEqual(statuses, [202, 200, 202, 409, 202, 400, 400, 422, 422, 422, 413]);
});

it("a store that is away, and a fault that nobody foresaw, are told as by the router", async (test) => {
  for (const [error, status] of [
    [new StoreUnavailable("The database cannot be used: the disk is full"), 503],
    [new Error("a fault that nobody foresaw"), 500],
  ] as const) {
    const ingest = { acceptOne: () => Promise.reject(error), acceptLines: () => Promise.reject(error) };
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const randomText = () => "0123456789abcdef";
    assert.deepEqual(await postBothWays(test, [{ body: jsonOf({}) }], { ingest, log, randomText }), [status]);
  }
});

it("a space's key goes the quick way once it was looked up, and reaches no other space", async (test) => {
  const { api, post: send, routed } = await listening(test);
  const key = await api.spaceKey(SPACE);
  const before = routed();
  assert.equal((await send({ body: jsonOf({}), key })).status, 202);
  assert.equal(routed(), before + 1);
  assert.equal((await send({ body: jsonOf({ id: "evt-2" }), key })).status, 202);
  const elsewhere = await send({ body: jsonOf({ id: "evt-3", id_space: OTHER_SPACE }), key });
  assert.equal(elsewhere.status, 404);
  assert.equal(routed(), before + 1);
  const { keys } = await idsOf(api);
  assert.equal((await api.call("DELETE", `/v1/keys/${keys[0]}`)).status, 204);
  assert.equal((await send({ body: jsonOf({ id: "evt-4" }), key })).status, 401);
});

async function idsOf(api: TestApi): Promise<{ keys: string[] }> {
  const { body } = await api.call("GET", "/v1/keys");
  return { keys: body.data.map(({ id }: { id: string }) => id) };
}

it("what is unusual about a request in any way goes through the router", async (test) => {
  let isAccepting = true;
  const { post: send, routed } = await listening(test, { isAccepting: () => isAccepting });
  const unusual: [Sent, number][] = [
    [{ body: jsonOf({}), key: "wrong" }, 401],
    [{ body: jsonOf({}), headers: { "content-encoding": "gzip" } }, 415],
    [{ body: jsonOf({}), headers: { "content-type": "text/plain" } }, 415],
    [{ body: jsonOf({}), headers: { "content-type": "application/x-ndjson" } }, 200],
    [{ body: ".".repeat(2_000_000) }, 413],
  ];
  for (const [at, [sent, status]] of unusual.entries()) {
    assert.equal((await send(sent)).status, status);
    assert.equal(routed(), at + 1);
  }
  isAccepting = false;
  const { status, headers } = await send({ body: jsonOf({}) });
  assert.deepEqual([status, headers["connection"], routed()], [503, "close", unusual.length + 1]);
});

it("each answer of the quick way is counted as its route's", async (test) => {
  const counted: unknown[] = [];
  const { post: send } = await listening(test, { countAnswer: (answer) => counted.push(answer) });
  await send({ body: jsonOf({}) });
  await send({ body: "{" });
  const answer = { method: "POST", route: "/v1/events" };
  assert.deepEqual(counted, [
    { ...answer, status: 202 },
    { ...answer, status: 400 },
  ]);
});
