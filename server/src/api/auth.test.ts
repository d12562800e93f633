import assert from "node:assert/strict";
import { it } from "node:test";
import { OPERATOR_KEY, OTHER_SPACE, openApi, SPACE } from "../../test/api-server.ts";
import { createManualClock } from "../../test/manual-clock.ts";
import type { ApiKey } from "../core/key.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { createKeyring, hashKey } from "./auth.ts";

const EVENT = { id_space: SPACE, event: "lead.create", payload: {} };
const ENDPOINT = { url: "https://receiver.example/hook" };

it("keys are asked for: none, an empty one, a wrong one and another scheme get 401 and learn how to send one", async (test) => {
  const api = await openApi(test);
  const answers = await Promise.all(
    [undefined, "", "Bearer", "Bearer ", "Bearer  ", `Basic ${OPERATOR_KEY}`, OPERATOR_KEY, "Bearer wrong"]
      .concat(`Bearer phk_${"a".repeat(40)}`, `Bearer ${hashKey(OPERATOR_KEY)}`, `Bearer ${"x".repeat(5000)}`)
      .map((authorization) =>
        api.call("GET", "/v1/keys", undefined, {
          key: null,
          headers: authorization === undefined ? {} : { authorization },
        }),
      ),
  );
  for (const { status, headers, body } of answers) {
    assert.equal(status, 401);
    assert.equal(headers["www-authenticate"], "Bearer");
    assert.equal(body.code, "unauthorized");
  }
});

it("keys make nobody an operator where the settings hold none", async (test) => {
  for (const operatorKeyHash of [null, ""]) {
    const api = await openApi(test, { operatorKeyHash });
    for (const authorization of ["", "Bearer", "Bearer ", "Bearer null", "Bearer undefined"]) {
      const { status } = await api.call("GET", "/v1/keys", undefined, { key: null, headers: { authorization } });
      assert.equal(status, 401, `${operatorKeyHash} ${authorization}`);
    }
  }
});

it("keys are asked for before a body is read", async (test) => {
  const api = await openApi(test);
  const { status } = await api.call("POST", "/v1/events", "{broken", { key: null });
  assert.equal(status, 401);
});

it("keys of a space see that space, in either spelling, and nothing of another", async (test) => {
  const api = await openApi(test);
  const { body: theirs } = await api.call("POST", `/v1/spaces/${OTHER_SPACE}/endpoints`, ENDPOINT);
  const key = await api.spaceKey(SPACE.toUpperCase());
  assert.equal((await api.call("POST", `/v1/spaces/${SPACE.toUpperCase()}/endpoints`, ENDPOINT, { key })).status, 201);
  const never = "11111111-2222-3333-4444-555555555555";
  const missing = await api.call("GET", `/v1/spaces/${never}`);
  assert.equal(missing.status, 404);
  for (const [method, path, body] of [
    ["GET", ""],
    ["GET", "/endpoints"],
    ["POST", "/endpoints", ENDPOINT],
    ["POST", "/endpoints", "{broken"],
    ["GET", `/endpoints/${theirs.id}`],
    ["PATCH", `/endpoints/${theirs.id}`, {}],
    ["DELETE", `/endpoints/${theirs.id}`],
    ["GET", `/endpoints/${theirs.id}/secrets`],
    ["POST", `/endpoints/${theirs.id}/rotate`],
    ["POST", `/endpoints/${theirs.id}/pause`],
    ["POST", `/endpoints/${theirs.id}/resume`],
    ["POST", `/endpoints/${theirs.id}/test`, { event: "lead.create" }],
    ["GET", "/events"],
    ["GET", "/events/evt-1"],
    ["GET", "/deliveries"],
    ["GET", "/deliveries/dlv_00000000000000000000"],
    ["POST", "/deliveries/dlv_00000000000000000000/replay"],
  ] as const) {
    const answer = await api.call(method, `/v1/spaces/${OTHER_SPACE}${path}`, body, { key });
    assert.equal(answer.status, 404, `${method} ${path}`);
    assert.equal(answer.text, missing.text, "the same words as for a space that is not there");
  }
  // Its own endpoint's id below its own space is found; the other's id there is not.
  assert.equal((await api.call("GET", `/v1/spaces/${SPACE}/endpoints/${theirs.id}`, undefined, { key })).status, 404);
});

it("a space that nobody has used yet is empty for its own key, and not there for an operator", async (test) => {
  const api = await openApi(test);
  const key = await api.spaceKey(OTHER_SPACE);
  for (const path of ["endpoints", "events", "deliveries", "replays", "rejected-events"]) {
    const { status, body } = await api.call("GET", `/v1/spaces/${OTHER_SPACE}/${path}`, undefined, { key });
    assert.deepEqual([status, body], [200, { data: [], next_cursor: null }], path);
    assert.equal((await api.call("GET", `/v1/spaces/${OTHER_SPACE}/${path}`)).status, 404, path);
  }
  assert.equal((await api.call("GET", `/v1/spaces/${OTHER_SPACE}/activity`, undefined, { key })).status, 200);
});

it("keys of a space cannot post another's events, in one or in many", async (test) => {
  const api = await openApi(test);
  const key = await api.spaceKey(SPACE);
  assert.equal((await api.call("POST", "/v1/events", EVENT, { key })).status, 202);
  assert.equal((await api.call("POST", "/v1/events", { ...EVENT, id_space: OTHER_SPACE }, { key })).status, 404);
  const lines = `${JSON.stringify({ ...EVENT, id_space: OTHER_SPACE })}\n${JSON.stringify(EVENT)}`;
  const ndjson = { key, headers: { "content-type": "application/x-ndjson" } };
  const { body } = await api.call("POST", "/v1/events", lines, ndjson);
  assert.deepEqual([body.accepted, body.rejected, body.results[0].error.code], [1, 1, "not_found"]);
  assert.equal((await api.call("GET", `/v1/spaces/${OTHER_SPACE}`)).status, 404, "nothing has come to be there");
});

it("keys of a space may not do what is an operator's", async (test) => {
  const api = await openApi(test);
  const key = await api.spaceKey(SPACE);
  for (const [method, path, body] of [
    ["GET", "/v1/spaces"],
    ["GET", "/v1/keys"],
    ["POST", "/v1/keys", { id_space: null }],
    ["DELETE", "/v1/keys/key_00000000000000000000"],
  ] as const) {
    const answer = await api.call(method, path, body, { key });
    assert.deepEqual([answer.status, answer.body.code], [403, "forbidden"], `${method} ${path}`);
  }
  assert.equal((await api.call("GET", "/v1/event-types", undefined, { key })).status, 200);
});

it("keys are shown once, listed without their text, and refused at once when they are revoked", async (test) => {
  const api = await openApi(test);
  const { body: made } = await api.call("POST", "/v1/keys", { id_space: null, description: "for the page" });
  assert.match(made.key, /^phk_[A-Za-z0-9]{40}$/);
  const withIt = { key: made.key };
  assert.equal((await api.call("GET", "/v1/keys", undefined, withIt)).status, 200);
  const listed = await api.call("GET", "/v1/keys");
  assert.deepEqual(
    listed.body.data.map(({ description }: { description: string }) => description),
    ["for the page"],
  );
  assert.ok(!listed.text.includes(made.key) && !listed.text.includes(hashKey(made.key)));
  assert.equal((await api.call("DELETE", `/v1/keys/${made.id}`)).status, 204);
  assert.equal((await api.call("GET", "/v1/keys", undefined, withIt)).status, 401);
  assert.equal((await api.call("DELETE", `/v1/keys/${made.id}`)).status, 404);
});

it("keys name their space or say null: leaving it out makes no operator", async (test) => {
  const api = await openApi(test);
  const { status, body } = await api.call("POST", "/v1/keys", { description: "x" });
  assert.equal(status, 422);
  assert.deepEqual(body.errors, [{ path: "id_space", message: "required" }]);
});

const key: ApiKey = {
  id: "key_00000000000000000000",
  idSpace: SPACE,
  description: "",
  hash: hashKey(`phk_${"a".repeat(40)}`),
  createdAt: 0,
  lastUsedAt: null,
  revokedAt: null,
};
const noteUse = async () => {};
const sessions = { findByToken: async () => null };
const authorization = `Bearer phk_${"a".repeat(40)}`;

it("the keyring remembers a key for five seconds, so that the database is not asked for every event", async () => {
  const clock = createManualClock();
  let lookUps = 0;
  const findLive = async () => {
    lookUps++;
    return key;
  };
  const keyring = createKeyring({ clock, store: { keys: { findLive, noteUse }, sessions }, operatorKeyHash: null });
  for (let i = 0; i < 3; i++) assert.equal((await keyring.find(authorization))?.idSpace, SPACE);
  assert.equal(lookUps, 1);
  clock.advance(5_001);
  await keyring.find(authorization);
  assert.equal(lookUps, 2);
});

it("the keyring notes a key's use at most once a minute, and lets who comes with it in where that fails", async () => {
  const clock = createManualClock();
  const noted: number[] = [];
  let isWritable = true;
  const keys = {
    findLive: async () => ({ ...key, lastUsedAt: noted.at(-1) ?? null }),
    async noteUse(id: string, now: number) {
      assert.equal(id, key.id);
      if (!isWritable) throw new StoreUnavailable("full");
      noted.push(now);
    },
  };
  const keyring = createKeyring({ clock, store: { keys, sessions }, operatorKeyHash: null });
  const begin = clock.now();
  for (let i = 0; i < 20; i++) {
    assert.notEqual(await keyring.find(authorization), null);
    clock.advance(6_000);
  }
  assert.deepEqual(noted, [begin, begin + 60_000]);
  isWritable = false;
  clock.advance(60_000);
  assert.notEqual(await keyring.find(authorization), null);
});

it("the keyring does not remember what a look-up finds that began before a revocation", async () => {
  const found = Promise.withResolvers<ApiKey | null>();
  const answers = [found.promise, Promise.resolve(null)];
  const store = { keys: { findLive: () => answers.shift() ?? Promise.resolve(null), noteUse }, sessions };
  const keyring = createKeyring({ clock: createManualClock(), store, operatorKeyHash: null });
  const first = keyring.find(authorization);
  keyring.forget(key.id);
  found.resolve(key);
  await first;
  assert.equal(await keyring.find(authorization), null);
});

it("the keyring looks every key up again once some may have been revoked unheard, and tells who holds on to one", async () => {
  const answers = [key, null];
  const store = { keys: { findLive: async () => answers.shift() ?? null, noteUse }, sessions };
  const keyring = createKeyring({ clock: createManualClock(), store, operatorKeyHash: null });
  await keyring.find(authorization);
  const forgotten: (string | null)[] = [];
  keyring.watch((id) => forgotten.push(id));
  keyring.forgetAll();
  assert.deepEqual(forgotten, [null]);
  assert.equal(await keyring.find(authorization), null);
});
