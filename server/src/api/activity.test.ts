import assert from "node:assert/strict";
import { it } from "node:test";
import { OTHER_SPACE, openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { outcomeOf } from "../../test/outcomes.ts";

const HOUR_MS = 3_600_000;
const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;

/** An endpoint, and the way to have a delivery of its end like this. */
async function openWithEndpoint(api: TestApi) {
  const { body } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const idEndpoint: string = body.id;
  async function end(kind: "delivered" | "failed", durationMs: number): Promise<void> {
    await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
    const { body: page } = await api.call("GET", `/v1/spaces/${SPACE}/deliveries?limit=1`);
    const outcome = outcomeOf(kind);
    outcome.attempt = { ...outcome.attempt, durationMs };
    const idDelivery = page.data[0].id;
    await api.store.claimPending({ idEndpoint, countMax: 10, bytesMax: 10_000 });
    await api.store.recordOutcomes([{ idDelivery, idSpace: SPACE, idEndpoint, trigger: "event", outcome }]);
  }
  return { idEndpoint, end };
}

it("an endpoint's activity has every part of its span, with counts, durations and reasons", async (test) => {
  const api = await openApi(test);
  api.clock.advance(HOUR_MS - (api.clock.now() % HOUR_MS));
  const begin = api.clock.now();
  const { idEndpoint, end } = await openWithEndpoint(api);
  await end("delivered", 18);
  api.clock.advance(61 * 60_000);
  await end("delivered", 18);
  await end("failed", 650);
  const { body, status } = await api.call("GET", `${ENDPOINTS}/${idEndpoint}/activity?range=24h`);
  assert.equal(status, 200);
  const { buckets, ...whole } = body;
  assert.deepEqual(
    { ...whole, p50_ms: Math.round(whole.p50_ms), p95_ms: Math.round(whole.p95_ms / 100) },
    {
      id_endpoint: idEndpoint,
      range: "24h",
      bucket_s: 1800,
      since: new Date(begin + 1.5 * HOUR_MS - 24 * HOUR_MS).toISOString(),
      until: new Date(begin + 1.5 * HOUR_MS).toISOString(),
      last_delivery_at: new Date(api.clock.now()).toISOString(),
      delivered: 2,
      failed: 1,
      p50_ms: 19,
      p95_ms: 7,
      response_statuses: [
        { status: 200, count: 2 },
        { status: 500, count: 1 },
      ],
      errors: [{ code: "status", count: 1 }],
    },
  );
  assert.equal(buckets.length, 48);
  const happened = buckets.filter(({ p50_ms }: { p50_ms: number | null }) => p50_ms !== null);
  assert.deepEqual(
    happened.map(({ at, delivered, failed }: Record<string, unknown>) => [at, delivered, failed]),
    [
      [new Date(begin).toISOString(), 1, 0],
      [new Date(begin + HOUR_MS).toISOString(), 1, 1],
    ],
  );
  for (const [range, count] of [
    ["1h", 60],
    ["7d", 56],
    ["30d", 60],
  ] as const) {
    const { body: other } = await api.call("GET", `${ENDPOINTS}/${idEndpoint}/activity?range=${range}`);
    assert.equal(other.buckets.length, count);
    assert.equal(other.delivered, range === "1h" ? 1 : 2);
  }
});

it("a space's activity has a row for each live endpoint, newest first, also for one that did nothing", async (test) => {
  const api = await openApi(test);
  const { idEndpoint, end } = await openWithEndpoint(api);
  await end("delivered", 18);
  const { body: idle } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const { body } = await api.call("GET", `/v1/spaces/${SPACE}/activity`);
  assert.deepEqual([body.range, body.bucket_s], ["24h", 3600]);
  assert.deepEqual(
    body.endpoints.map((row: Record<string, unknown>) => [
      row["id_endpoint"],
      row["delivered"],
      row["last_delivery_at"],
    ]),
    [
      [idle.id, 0, null],
      [idEndpoint, 1, new Date(api.clock.now()).toISOString()],
    ],
  );
  for (const { buckets } of body.endpoints) assert.equal(buckets.length, 24);
  assert.equal(body.endpoints[1].buckets.at(-1).delivered, 1);
});

it("activity of what is not there is not found, and another range than there is is refused", async (test) => {
  const api = await openApi(test);
  const { idEndpoint } = await openWithEndpoint(api);
  assert.equal((await api.call("GET", `/v1/spaces/${OTHER_SPACE}/activity`)).status, 404);
  assert.equal((await api.call("GET", `/v1/spaces/${OTHER_SPACE}/endpoints/${idEndpoint}/activity`)).status, 404);
  assert.equal((await api.call("GET", `${ENDPOINTS}/${idEndpoint}/activity?range=1y`)).status, 422);
});
