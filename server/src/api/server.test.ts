import assert from "node:assert/strict";
import { once } from "node:events";
import { METHODS, request } from "node:http";
import { it } from "node:test";
import { OPERATOR_KEY, OTHER_SPACE, openApi, SPACE } from "../../test/api-server.ts";
import { quietLog } from "../../test/stages.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

const EVENT = { id_space: SPACE, event: "lead.create", payload: {} };

it("a space is there from its first event or endpoint on, with the health of its endpoints", async (test) => {
  const api = await openApi(test);
  assert.deepEqual((await api.call("GET", "/v1/spaces")).body, { data: [], next_cursor: null });
  await api.call("POST", "/v1/events", EVENT);
  api.clock.advance(1);
  await api.call("POST", `/v1/spaces/${OTHER_SPACE}/endpoints`, { url: "https://a.example/" });
  const { body } = await api.call("GET", "/v1/spaces?limit=1");
  const counts = { endpoint_count: 1, paused_count: 0, failing_count: 0 };
  assert.deepEqual(body.data, [{ id_space: OTHER_SPACE, created_at: "2023-11-14T22:13:20.001Z", ...counts }]);
  const next = await api.call("GET", `/v1/spaces?limit=1&cursor=${body.next_cursor}`);
  assert.deepEqual([next.body.data[0].id_space, next.body.next_cursor], [SPACE, null]);
  assert.deepEqual((await api.call("GET", `/v1/spaces/${SPACE.toUpperCase()}`)).body, next.body.data[0]);
});

it("the catalogue lists 34 event types, each to be found by its name", async (test) => {
  const api = await openApi(test);
  const { body } = await api.call("GET", "/v1/event-types");
  assert.equal(body.data.length, 34);
  const { body: lead } = await api.call("GET", "/v1/event-types/lead.create");
  assert.deepEqual(lead, body.data[0]);
  assert.deepEqual([lead.group, lead.stability, lead.schema.title], ["Lead Events", "stable", "Lead"]);
  assert.deepEqual(Object.keys(lead.sample), lead.schema.required);
  assert.equal(lead.schema.required.length, 35);
  assert.equal((await api.call("GET", "/v1/event-types/lead.creat")).status, 404);
});

it("an unknown address is 404, a wrong method 405 with the right ones", async (test) => {
  const api = await openApi(test);
  for (const path of [
    "/",
    "/v1",
    "/v1/nothing",
    "/v1/spaces/not-a-uuid",
    "/v1/spaces/%zz",
    `/v1/${"x".repeat(9000)}`,
  ]) {
    const { status, body } = await api.call("GET", path);
    assert.deepEqual([status, body.code], [404, "not_found"], path.slice(0, 40));
  }
  assert.match((await api.call("GET", "/v1/nothing")).body.detail, /no such route.*GET \/openapi\.json/);
  for (const [method, path, allow] of [
    ["GET", "/v1/events", "POST"],
    ["DELETE", "/v1/spaces?x=1", "GET, HEAD"],
    ["PUT", `/v1/spaces/${SPACE}/endpoints/ep_1`, "DELETE, GET, HEAD, PATCH"],
    ["POST", "/healthz", "GET, HEAD"],
  ]) {
    const { status, body, headers } = await api.call(String(method), String(path));
    assert.deepEqual([status, body.code, headers["allow"]], [405, "method_not_allowed", allow]);
  }
});

it("a method that a route lacks is 405 and nowhere 500, of all that HTTP knows", async (test) => {
  const api = await openApi(test);
  const origin = await api.app.listen({ host: "127.0.0.1", port: 0 });
  const headers = { authorization: `Bearer ${OPERATOR_KEY}` };
  for (const method of METHODS) {
    for (const type of [{}, { "content-type": "application/json" }, { "content-type": "text/plain" }]) {
      const asked = request(`${origin}/v1/spaces`, { method, headers: { ...headers, ...type } }).end();
      const [answer] = await once(asked, method === "CONNECT" ? "connect" : "response");
      answer.destroy();
      const isThere = method === "GET" || method === "HEAD";
      assert.equal(answer.statusCode, isThere ? 200 : 405, method);
    }
  }
});

it("a node that is stopping takes no writes, tells the caller to go elsewhere, and still answers reads", async (test) => {
  let isAccepting = true;
  const api = await openApi(test, { isAccepting: () => isAccepting });
  await api.call("POST", "/v1/events", EVENT);
  isAccepting = false;
  for (const [method, path] of [
    ["POST", "/v1/events"],
    ["POST", `/v1/spaces/${SPACE}/endpoints`],
    ["DELETE", "/v1/keys/key_00000000000000000000"],
  ] as const) {
    const { status, body, headers } = await api.call(method, path, EVENT);
    assert.deepEqual([status, body.code], [503, "shutting_down"]);
    assert.equal(headers["retry-after"], "1");
    assert.equal(headers["connection"], "close");
  }
  assert.equal((await api.call("GET", `/v1/spaces/${SPACE}/events`)).status, 200);
  const ready = await api.call("GET", "/readyz", undefined, { key: null });
  assert.deepEqual([ready.status, ready.body.is_ready], [503, false]);
  assert.equal((await api.call("GET", "/healthz", undefined, { key: null })).status, 200);
});

it("a node says why it is not ready, and needs no key for that nor for its metrics", async (test) => {
  let reason: string | null = "the database cannot be written";
  const api = await openApi(test, { checkReady: async () => reason });
  const sick = await api.call("GET", "/readyz", undefined, { key: null });
  assert.deepEqual([sick.status, sick.body, sick.headers["retry-after"]], [503, { is_ready: false, reason }, "1"]);
  reason = null;
  const well = await api.call("GET", "/readyz", undefined, { key: null });
  assert.deepEqual([well.status, well.body], [200, { is_ready: true, reason: null }]);
  const metrics = await api.call("GET", "/metrics", undefined, { key: null });
  assert.deepEqual([metrics.status, metrics.text], [200, "posthorn_up 1\n"]);
});

it("a store that is away is 503 with a time to try again, on the write and on the read", async (test) => {
  const away = async () => {
    throw new StoreUnavailable("disk full");
  };
  const warned: string[] = [];
  const log = { ...quietLog, warn: (_fields: object, message: string) => void warned.push(message) };
  const api = await openApi(test, { log, ingest: { acceptOne: away, acceptLines: away } });
  const posted = await api.call("POST", "/v1/events", EVENT);
  assert.deepEqual([posted.status, posted.body.code, posted.headers["retry-after"]], [503, "store_unavailable", "1"]);
  assert.ok(!posted.text.includes("disk full"));
  test.mock.method(api.store, "getSpace", away);
  assert.equal((await api.call("GET", `/v1/spaces/${SPACE}`)).status, 503);
  assert.equal(warned.length, 1, "said once a second, not once a request");
  api.clock.advance(1000);
  await api.call("GET", `/v1/spaces/${SPACE}`);
  assert.equal(warned.length, 2);
});

it("a fault that nobody foresaw tells the caller an id and nothing else, and the log all but secrets", async (test) => {
  const logged: unknown[] = [];
  const log = { ...quietLog, error: (fields: object) => void logged.push(fields) };
  const fault = new Error("column secret of ep_1 is broken");
  const acceptOne = () => Promise.reject(fault);
  const api = await openApi(test, { log, ingest: { acceptOne, acceptLines: acceptOne } });
  const { status, body, text } = await api.call("POST", "/v1/events", EVENT);
  assert.deepEqual([status, body.code], [500, "internal"]);
  assert.ok(!text.includes("column"));
  const idFault = /[0-9A-Za-z]{16}/.exec(body.detail)?.[0];
  assert.deepEqual(logged, [{ err: fault, id_fault: idFault, route: "/v1/events" }]);
});
