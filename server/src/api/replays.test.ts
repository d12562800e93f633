import assert from "node:assert/strict";
import { it } from "node:test";
import { OTHER_SPACE, openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { outcomeOf } from "../../test/outcomes.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;
const REPLAYS = `/v1/spaces/${SPACE}/replays`;
const MISSING = "rpl_00000000000000000000";
const SINCE = "2023-11-14T00:00:00Z";

/** An endpoint to which so many deliveries have failed. */
async function failing(api: TestApi, count: number) {
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://a.example/" });
  for (let n = 0; n < count; n++) {
    await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: { n } });
  }
  const { deliveries } = await api.store.claimPending({ idEndpoint: endpoint.id, countMax: count, bytesMax: 10_000 });
  const outcome = outcomeOf("failed");
  await api.store.recordOutcomes(deliveries.map(({ id, ...rest }) => ({ ...rest, idDelivery: id, outcome })));
  const path = `${ENDPOINTS}/${endpoint.id}/replay`;
  return { endpoint, ids: deliveries.map(({ id }) => id), start: (body: object) => api.call("POST", path, body) };
}

async function whenEnded(api: TestApi, id: string) {
  for (;;) {
    const { body } = await api.call("GET", `${REPLAYS}/${id}`);
    if (body.state !== "running") return body;
    await new Promise(setImmediate);
  }
}

it("a preview counts, and starts nothing", async (test) => {
  const api = await openApi(test);
  const { start } = await failing(api, 3);
  const { status, body } = await start({ since: SINCE, is_preview: true });
  assert.deepEqual([status, body], [200, { count: 3 }]);
  assert.deepEqual((await start({ since: SINCE, status: "delivered", is_preview: true })).body, { count: 0 });
  assert.deepEqual((await api.call("GET", REPLAYS)).body, { data: [], next_cursor: null });
});

it("a replay sends each failed delivery once more, and tells how far it is", async (test) => {
  const api = await openApi(test);
  const { endpoint, ids, start } = await failing(api, 3);
  const { status, body } = await start({ since: SINCE });
  assert.equal(status, 202);
  assert.partialDeepStrictEqual(body, {
    id_space: SPACE,
    id_endpoint: endpoint.id,
    since: "2023-11-14T00:00:00.000Z",
    status: "failed",
    state: "running",
    reason: null,
    total: 3,
    done: 0,
    ended_at: null,
  });
  const ended = await whenEnded(api, body.id);
  assert.partialDeepStrictEqual(ended, { state: "done", total: 3, done: 3, delivered: 3, failed: 0, skipped: 0 });
  assert.notEqual(ended.ended_at, null);
  for (const id of ids) {
    const delivery = (await api.call("GET", `/v1/spaces/${SPACE}/deliveries/${id}`)).body;
    assert.deepEqual([delivery.status, delivery.attempts.at(-1).trigger], ["delivered", "replay"]);
  }
  assert.deepEqual((await start({ since: SINCE, is_preview: true })).body, { count: 0 });
  assert.deepEqual((await api.call("GET", REPLAYS)).body.data, [ended]);
  assert.deepEqual((await api.call("GET", `${REPLAYS}?id_endpoint=${endpoint.id}`)).body.data, [ended]);
  assert.deepEqual((await api.call("GET", `${REPLAYS}?id_endpoint=ep_0`)).body.data, []);
});

it("a replay of nothing is done at once", async (test) => {
  const api = await openApi(test);
  const { start } = await failing(api, 0);
  const { status, body } = await start({ since: SINCE });
  assert.equal(status, 202);
  assert.partialDeepStrictEqual(body, { state: "done", total: 0, done: 0 });
  assert.equal(body.ended_at, body.created_at);
});

it("an endpoint has one replay at a time, and a cancelled one makes room for the next", async (test) => {
  const api = await openApi(test);
  // The clock stands still, so only the first few are sent.
  const { start } = await failing(api, 12);
  const { body: first } = await start({ since: SINCE });
  const refused = await start({ since: SINCE });
  assert.deepEqual([refused.status, refused.body.code], [409, "replay_running"]);
  const { status, body } = await api.call("POST", `${REPLAYS}/${first.id}/cancel`);
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, { id: first.id, state: "cancelled", reason: "manual", total: 12 });
  assert.ok(body.done < 12);
  const again = await api.call("POST", `${REPLAYS}/${first.id}/cancel`);
  assert.deepEqual([again.status, again.body.ended_at], [200, body.ended_at]);
  assert.equal((await start({ since: SINCE })).status, 202);
});

it("a range that makes no sense is refused by name", async (test) => {
  const api = await openApi(test);
  const { start } = await failing(api, 1);
  for (const [body, path, message] of [
    [{}, "since", "required"],
    [{ since: "yesterday" }, "since", /^expected a time/],
    [{ since: "2030-01-01T00:00:00Z" }, "since", "must not be in the future"],
    [{ since: SINCE, until: SINCE }, "until", "must be after since"],
    [{ since: SINCE, status: "pending" }, "status", /^expected one of failed, held/],
    [{ since: SINCE, force: true }, "force", "unknown field"],
  ] as const) {
    const answer = await start(body);
    assert.equal(answer.status, 422, answer.text);
    const fault = answer.body.errors.find((error: { path: string }) => error.path === path);
    assert.match(fault?.message, new RegExp(message), answer.text);
  }
  assert.equal((await start({ since: SINCE, until: null, status: null, is_preview: true })).status, 200);
});

it("what is not there, or in another space, is not found", async (test) => {
  const api = await openApi(test);
  const { start, endpoint } = await failing(api, 1);
  const { body } = await start({ since: SINCE });
  const other = { key: await api.spaceKey(OTHER_SPACE) };
  for (const [method, path, options] of [
    ["GET", `${REPLAYS}/${MISSING}`],
    ["GET", `${REPLAYS}/nonsense`],
    ["GET", `/v1/spaces/${OTHER_SPACE}/replays`],
    ["GET", `/v1/spaces/${OTHER_SPACE}/replays/${body.id}`],
    ["POST", `/v1/spaces/${OTHER_SPACE}/replays/${body.id}/cancel`],
    ["POST", `${REPLAYS}/${MISSING}/cancel`],
    ["GET", `${REPLAYS}/${body.id}`, other],
    ["POST", `${REPLAYS}/${body.id}/cancel`, other],
  ] as const) {
    assert.equal((await api.call(method, path, undefined, options)).status, 404, path);
  }
  await api.call("DELETE", `${ENDPOINTS}/${endpoint.id}`);
  assert.equal((await start({ since: SINCE })).status, 404);
});
