import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { outcomeOf } from "../../test/outcomes.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;

async function pausedWithHeld(api: TestApi, count: number) {
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const paused = await api.call("POST", `${ENDPOINTS}/${endpoint.id}/pause`);
  assert.deepEqual(
    [paused.body.status, paused.body.paused_reason, paused.body.paused_at],
    ["paused", "manual", "2023-11-14T22:13:20.000Z"],
  );
  for (let i = 0; i < count; i++) {
    await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: { i } });
  }
  return endpoint;
}

async function countOf(api: TestApi, status: string): Promise<number> {
  const { body } = await api.call("GET", `/v1/spaces/${SPACE}/deliveries?status=${status}`);
  return body.data.length;
}

it("a paused endpoint's deliveries are held, and a resume without words keeps them to be sent", async (test) => {
  const api = await openApi(test);
  const { id } = await pausedWithHeld(api, 3);
  assert.equal(await countOf(api, "held"), 3);
  const { status, body } = await api.call("POST", `${ENDPOINTS}/${id}/resume`);
  assert.deepEqual([status, body.status, body.paused_reason, body.discarded], [200, "active", null, 0]);
  assert.equal(await countOf(api, "discarded"), 0);
});

it("a resume can discard what was held, and says how much that was", async (test) => {
  const api = await openApi(test);
  const { id } = await pausedWithHeld(api, 3);
  const { body } = await api.call("POST", `${ENDPOINTS}/${id}/resume`, { held: "discard" });
  assert.deepEqual([body.status, body.discarded], ["active", 3]);
  assert.equal(await countOf(api, "discarded"), 3);
  const again = await api.call("POST", `${ENDPOINTS}/${id}/resume`, { held: "discard" });
  assert.deepEqual([again.status, again.body.discarded], [200, 0]);
});

it("a resume takes two words only, and pausing needs none", async (test) => {
  const api = await openApi(test);
  const { id } = await pausedWithHeld(api, 0);
  const wrong = await api.call("POST", `${ENDPOINTS}/${id}/resume`, { held: "keep" });
  assert.deepEqual(wrong.body.errors, [{ path: "held", message: 'expected one of send, discard, got "keep"' }]);
  assert.equal((await api.call("POST", `${ENDPOINTS}/${id}/pause`, { reason: "x" })).status, 422);
  assert.equal((await api.call("POST", `${ENDPOINTS}/${id}/pause`, "")).status, 200);
});

it("ten failures show on the endpoint: paused, why, since when, and the last failure in words", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const failed = async () => {
    await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
    const { deliveries } = await api.store.claimPending({ idEndpoint: endpoint.id, countMax: 10, bytesMax: 10_000 });
    const [delivery] = deliveries;
    assert.ok(delivery);
    const { id: idDelivery, idSpace, idEndpoint, trigger } = delivery;
    await api.store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger, outcome: outcomeOf("failed") }]);
    return idDelivery;
  };
  let last = "";
  for (let i = 1; i <= 9; i++) last = await failed();
  const nine = await api.call("GET", `${ENDPOINTS}/${endpoint.id}`);
  assert.deepEqual([nine.body.status, nine.body.consecutive_failures], ["active", 9]);
  assert.equal(nine.body.last_failure.id_delivery, last);
  last = await failed();
  const { body } = await api.call("GET", `${ENDPOINTS}/${endpoint.id}`);
  assert.deepEqual([body.status, body.paused_reason, body.consecutive_failures], ["paused", "failures", 10]);
  assert.deepEqual(body.last_failure, {
    at: "2023-11-14T22:13:20.000Z",
    code: "status",
    detail: "answered 500",
    id_delivery: last,
  });
});

it("a test send goes out while paused, carries the type's sample, and changes nothing", async (test) => {
  const api = await openApi(test);
  const { id } = await pausedWithHeld(api, 0);
  const { status, body } = await api.call("POST", `${ENDPOINTS}/${id}/test`, { event: "tag.create" });
  assert.deepEqual([status, body.trigger, body.error, body.response.status], [200, "test", null, 200]);
  const sent = JSON.parse(body.request.body);
  assert.deepEqual([sent.event, sent.secret, sent.payload.id_space], ["tag.create", "*".repeat(18), SPACE]);
  const after = await api.call("GET", `${ENDPOINTS}/${id}`);
  assert.deepEqual([after.body.status, after.body.consecutive_failures], ["paused", 0]);
  const { body: listed } = await api.call("GET", `/v1/spaces/${SPACE}/events`);
  assert.deepEqual(
    listed.data.map(({ is_test, event }: { is_test: boolean; event: string }) => [is_test, event]),
    [[true, "tag.create"]],
  );
});

it("a test may send a payload of one's own in place of the sample, up to the size of any other", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const path = `${ENDPOINTS}/${endpoint.id}/test`;
  const own = { id: "1", note: "\u00e9 🦄" };
  const { status, body } = await api.call("POST", path, { event: "lead.create", payload: own });
  assert.deepEqual([status, JSON.parse(body.request.body).payload], [200, own]);
  const large = await api.call("POST", path, { event: "lead.create", payload: { note: "x".repeat(262_144) } });
  assert.deepEqual([large.status, large.body.code], [413, "payload_too_large"]);
  for (const payload of ["text", null, [1]]) {
    const wrong = await api.call("POST", path, { event: "lead.create", payload });
    assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.path], [422, "payload"]);
  }
});

it("a test send of an unknown event type names the nearest ones", async (test) => {
  const api = await openApi(test);
  const { id } = await pausedWithHeld(api, 0);
  const { status, body } = await api.call("POST", `${ENDPOINTS}/${id}/test`, { event: "tag.creat" });
  assert.deepEqual([status, body.code], [422, "unknown_event_type"]);
  assert.match(body.detail, /tag\.create/);
});
