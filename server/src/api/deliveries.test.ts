import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import type { Outcome } from "../core/outcome.ts";

const DELIVERIES = `/v1/spaces/${SPACE}/deliveries`;
const MISSING = "dlv_00000000000000000000";

/** An endpoint and one delivery to it, which has ended with this outcome. */
async function ended(api: TestApi, outcome: Outcome) {
  const { body: endpoint } = await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, { url: "https://a.example/" });
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: { n: 1 } });
  const { deliveries } = await api.store.claimPending({ idEndpoint: endpoint.id, countMax: 1, bytesMax: 1000 });
  const [delivery] = deliveries;
  assert.ok(delivery);
  const { id: idDelivery, idSpace, idEndpoint, trigger } = delivery;
  await api.store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger, outcome }]);
  return { endpoint, idDelivery };
}

it("a delivery shows each attempt: what was sent with its secret masked, what came back, and why it failed", async (test) => {
  const api = await openApi(test);
  const outcome = outcomeOf("failed");
  const request = {
    url: "https://a.example/",
    headers: { "webhook-id": "evt-1" },
    secretLength: 18,
    envelope: "seed" as const,
  };
  const response = { status: 500, headers: { server: "x" }, body: Buffer.from("oh né"), isBodyCut: false };
  const { endpoint, idDelivery } = await ended(api, {
    ...outcome,
    attempt: { ...outcome.attempt, request, response, remoteAddress: "203.0.113.7:443" },
  });
  const { body, text } = await api.call("GET", `${DELIVERIES}/${idDelivery}`);
  assert.ok(!text.includes(endpoint.secret) && !text.includes(endpoint.signing_secret));
  assert.deepEqual([body.status, body.attempt_count, body.last_error_code], ["failed", 1, "status"]);
  const [attempt] = body.attempts;
  const sent = `{"id_space":"${SPACE}","event":"lead.create","secret":"${"*".repeat(18)}","payload":{"n":1}}`;
  assert.deepEqual(attempt, {
    id: outcome.attempt.id,
    trigger: "event",
    started_at: new Date(outcome.attempt.startedAt).toISOString(),
    duration_ms: 1,
    timing: { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: 1 },
    remote_address: "203.0.113.7:443",
    request: { url: request.url, headers: request.headers, body: sent, encoding: "utf8" },
    response: { status: 500, headers: { server: "x" }, body: "oh né", encoding: "utf8", is_body_cut: false },
    error: { code: "status", detail: "answered 500" },
  });
});

it("an answer that is no text is shown in base64, a missing one as null", async (test) => {
  const api = await openApi(test);
  const outcome = outcomeOf("failed");
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  const response = { status: 500, headers: {}, body: bytes, isBodyCut: true };
  const binary = await ended(api, { ...outcome, attempt: { ...outcome.attempt, response } });
  const { body } = await api.call("GET", `${DELIVERIES}/${binary.idDelivery}`);
  const shown = { status: 500, headers: {}, body: bytes.toString("base64"), encoding: "base64", is_body_cut: true };
  assert.deepEqual(body.attempts[0].response, shown);
  const other = outcomeOf("failed");
  const none = await ended(api, { ...other, attempt: { ...other.attempt, response: null } });
  assert.equal((await api.call("GET", `${DELIVERIES}/${none.idDelivery}`)).body.attempts[0].response, null);
});

it("deliveries are listed by endpoint, state, type and time", async (test) => {
  const api = await openApi(test);
  const failed = await ended(api, outcomeOf("failed"));
  api.clock.advance(1000);
  await api.call("DELETE", `/v1/spaces/${SPACE}/endpoints/${failed.endpoint.id}`);
  const delivered = await ended(api, outcomeOf("delivered"));
  for (const [query, expected] of [
    ["", [delivered.idDelivery, failed.idDelivery]],
    ["status=failed", [failed.idDelivery]],
    ["status=held", []],
    [`id_endpoint=${delivered.endpoint.id}`, [delivered.idDelivery]],
    [`id_endpoint=${MISSING}`, []],
    ["event=tag.create", []],
    ["event=lead.create&status=delivered", [delivered.idDelivery]],
    ["until=2023-11-14T22:13:21Z", [failed.idDelivery]],
    ["since=2023-11-14T22:13:21Z", [delivered.idDelivery]],
  ] as const) {
    const { body, text } = await api.call("GET", `${DELIVERIES}?${query}`);
    assert.deepEqual(
      body.data?.map(({ id }: { id: string }) => id),
      expected,
      `${query} ${text}`,
    );
  }
  const { body } = await api.call("GET", `${DELIVERIES}?status=lost`);
  assert.equal(body.errors[0].message, 'expected one of pending, held, delivered, failed, discarded, got "lost"');
});

it("a replay is one more attempt that makes good what had failed", async (test) => {
  const api = await openApi(test);
  const { idDelivery } = await ended(api, outcomeOf("failed"));
  const { status, body } = await api.call("POST", `${DELIVERIES}/${idDelivery}/replay`);
  assert.deepEqual([status, body.trigger, body.error], [200, "replay", null]);
  assert.deepEqual(JSON.parse(body.request.body).payload, { n: 1 });
  const after = await api.call("GET", `${DELIVERIES}/${idDelivery}`);
  assert.deepEqual([after.body.status, after.body.attempt_count], ["delivered", 2]);
  assert.deepEqual(after.body.attempts.at(-1), body);
});

it("no state of a delivery refuses a replay, and a pending one keeps its own turn", async (test) => {
  const api = await openApi(test);
  const { endpoint, idDelivery: delivered } = await ended(api, outcomeOf("delivered"));
  const post = async () => {
    await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: { n: 2 } });
    return (await api.call("GET", `${DELIVERIES}?limit=1`)).body.data[0].id;
  };
  const pending = await post();
  const at = `/v1/spaces/${SPACE}/endpoints/${endpoint.id}`;
  await api.call("POST", `${at}/pause`);
  const discarded = await post();
  await api.call("POST", `${at}/resume`, { held: "discard" });
  await api.call("POST", `${at}/pause`);
  const held = await post();
  for (const [id, before, after, attempts] of [
    [delivered, "delivered", "delivered", 2],
    [pending, "pending", "pending", 1],
    [discarded, "discarded", "delivered", 1],
    [held, "held", "delivered", 1],
  ]) {
    assert.equal((await api.call("GET", `${DELIVERIES}/${id}`)).body.status, before);
    const { status, text } = await api.call("POST", `${DELIVERIES}/${id}/replay`);
    assert.equal(status, 200, text);
    const { body } = await api.call("GET", `${DELIVERIES}/${id}`);
    assert.deepEqual([body.status, body.attempt_count], [after, attempts]);
  }
});

it("a replay of what is not there is not found, and one to a deleted endpoint is refused", async (test) => {
  const api = await openApi(test);
  const { idDelivery, endpoint } = await ended(api, outcomeOf("failed"));
  for (const id of [MISSING, "nonsense", endpoint.id]) {
    for (const [method, path] of [
      ["POST", `/${id}/replay`],
      ["GET", `/${id}`],
    ] as const) {
      assert.equal((await api.call(method, DELIVERIES + path)).status, 404, id);
    }
  }
  await api.call("DELETE", `/v1/spaces/${SPACE}/endpoints/${endpoint.id}`);
  const { status, body } = await api.call("POST", `${DELIVERIES}/${idDelivery}/replay`);
  assert.deepEqual([status, body.code], [409, "endpoint_deleted"]);
});

it("of many attempts the latest fifty are shown, and their number", async (test) => {
  const api = await openApi(test);
  const { idDelivery } = await ended(api, outcomeOf("failed"));
  let last = "";
  for (let i = 0; i < 55; i++) last = (await api.call("POST", `${DELIVERIES}/${idDelivery}/replay`)).body.id;
  const { body } = await api.call("GET", `${DELIVERIES}/${idDelivery}`);
  assert.deepEqual([body.attempt_count, body.attempts.length, body.attempts.at(-1).id], [56, 50, last]);
});
