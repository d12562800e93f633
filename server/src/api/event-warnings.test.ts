import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { createCatalogue } from "../catalogue/catalogue.ts";

const EVENTS = `/v1/spaces/${SPACE}/events`;
const NDJSON = { headers: { "content-type": "application/x-ndjson" } };
const LEAD = createCatalogue().find("lead.create")?.sample;
const GOOD = { id_space: SPACE, event: "lead.create", payload: LEAD };
const BAD = { ...GOOD, payload: { ...LEAD, contract_value: "12", phone: 7 } };
const FAULTS = [
  { path: "payload.phone", message: "expected string or null, got 7" },
  { path: "payload.contract_value", message: 'expected number, got "12"' },
];

async function listed(api: TestApi): Promise<[id: string, warnings: number][]> {
  const { body } = await api.call("GET", EVENTS);
  return body.data.map(({ id, warning_count: count }: { id: string; warning_count: number }) => [id, count]);
}

it("with warnings on, a payload with faults is taken, and the answer, the event and the list tell of them", async (test) => {
  const api = await openApi(test, { validation: "warn" });
  const { status, body } = await api.call("POST", "/v1/events", { ...BAD, id: "bad" });
  assert.deepEqual([status, body.warnings], [202, FAULTS]);
  const { body: kept } = await api.call("GET", `${EVENTS}/bad`);
  assert.deepEqual([kept.warnings, kept.warning_count, kept.payload], [FAULTS, 2, BAD.payload]);
  assert.deepEqual(await listed(api), [["bad", 2]]);
});

it("a good payload is answered as if nobody had looked", async (test) => {
  const api = await openApi(test, { validation: "warn" });
  const { status, body } = await api.call("POST", "/v1/events", { ...GOOD, id: "good" });
  assert.equal(status, 202);
  assert.ok(!("warnings" in body));
  const { body: kept } = await api.call("GET", `${EVENTS}/good`);
  assert.deepEqual([kept.warnings, kept.warning_count], [[], 0]);
});

it("a repeat is answered with the warnings of the first time", async (test) => {
  const api = await openApi(test, { validation: "warn" });
  const first = await api.call("POST", "/v1/events", { ...BAD, id: "bad" });
  const again = await api.call("POST", "/v1/events", { ...BAD, id: "bad" });
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, { ...first.body, is_duplicate: true });
});

it("each line of a batch has its own warnings", async (test) => {
  const api = await openApi(test, { validation: "warn" });
  const lines = [
    { ...GOOD, id: "good" },
    { ...BAD, id: "bad" },
    { ...BAD, id: "bad" },
  ].map((line) => JSON.stringify(line));
  const { body } = await api.call("POST", "/v1/events", lines.join("\n"), NDJSON);
  assert.deepEqual(body.results, [
    { index: 0, id: "good" },
    { index: 1, id: "bad", warnings: FAULTS },
    { index: 2, id: "bad", warnings: FAULTS, is_duplicate: true },
  ]);
});

it("strict validation refuses what has faults, keeps nothing of it, and says where they are", async (test) => {
  const api = await openApi(test, { validation: "strict" });
  const { status, body } = await api.call("POST", "/v1/events", { ...BAD, id: "bad" });
  assert.deepEqual([status, body.code, body.errors], [422, "invalid_payload", FAULTS]);
  assert.match(body.detail, /\/v1\/event-types\/lead\.create/);
  const lines = [JSON.stringify({ ...BAD, id: "bad" }), JSON.stringify({ ...GOOD, id: "good" })];
  const batch = await api.call("POST", "/v1/events", lines.join("\n"), NDJSON);
  assert.deepEqual([batch.body.accepted, batch.body.rejected], [1, 1]);
  assert.equal(batch.body.results[0].error.code, "invalid_payload");
  assert.deepEqual(batch.body.results[0].error.errors, FAULTS);
  assert.deepEqual(await listed(api), [["good", 0]]);
});

it("with validation off, payloads are not looked at", async (test) => {
  const api = await openApi(test, { validation: "off" });
  const { status, body } = await api.call("POST", "/v1/events", { ...BAD, id: "bad" });
  assert.deepEqual([status, "warnings" in body], [202, false]);
  assert.deepEqual(await listed(api), [["bad", 0]]);
});

it("what is wrong with the event itself is told before its payload is looked at", async (test) => {
  const api = await openApi(test, { validation: "strict" });
  const { body } = await api.call("POST", "/v1/events", { ...BAD, event: "lead.creat" });
  assert.equal(body.code, "unknown_event_type");
});
