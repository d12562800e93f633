import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";

const EVENTS = `/v1/spaces/${SPACE}/events`;
const NDJSON = { headers: { "content-type": "application/x-ndjson" } };
const CHANGES = { fields: ["city"], previous: { city: null }, added: [], removed: [] };
const ACTOR = { type: "user", id: "u-1", name: null };
const SAID = { changes: CHANGES, actor: ACTOR, correlation_id: "run-7" };

function post(api: TestApi, more: object = {}) {
  return api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.update", payload: {}, id: "order-7", ...more });
}

it("what is said beside a payload is told by the event, and the small of it by the list", async (test) => {
  const api = await openApi(test);
  assert.equal((await post(api, SAID)).status, 202);
  const { body: kept } = await api.call("GET", `${EVENTS}/order-7`);
  assert.deepEqual([kept.changes, kept.actor, kept.correlation_id], [CHANGES, ACTOR, "run-7"]);
  const { body: listed } = await api.call("GET", EVENTS);
  const [event] = listed.data;
  assert.deepEqual([event.actor, event.correlation_id, "changes" in event], [ACTOR, "run-7", false]);
});

it("what nobody said is null", async (test) => {
  const api = await openApi(test);
  await post(api);
  const { body } = await api.call("GET", `${EVENTS}/order-7`);
  assert.deepEqual([body.changes, body.actor, body.correlation_id], [null, null, null]);
});

it("the changes are shown to the digit", async (test) => {
  const api = await openApi(test);
  const previous = '{ "n":12345678901234567890 }';
  const changes = `{"fields":["n"],"previous":${previous}}`;
  await api.call(
    "POST",
    "/v1/events",
    `{"id_space":"${SPACE}","event":"lead.update","payload":{},"id":"a","changes":${changes}}`,
  );
  const { text } = await api.call("GET", `${EVENTS}/a`);
  assert.ok(text.includes(`"previous":${previous}`), text);
});

it("a repeat with other words beside the payload is another event under the same id", async (test) => {
  const api = await openApi(test);
  await post(api, SAID);
  assert.equal((await post(api, SAID)).body.is_duplicate, true);
  for (const other of [{ changes: null }, { actor: { type: "api" } }, { correlation_id: "run-8" }]) {
    const { status, body } = await post(api, { ...SAID, ...other });
    assert.deepEqual([status, body.code], [409, "event_id_conflict"]);
  }
});

it("each line of a batch may have its own, and faults in them are named", async (test) => {
  const api = await openApi(test);
  const line = { id_space: SPACE, event: "lead.update", payload: {} };
  const lines = [
    { ...line, id: "a", ...SAID },
    { ...line, id: "b", changes: { fields: "city" } },
    { ...line, id: "c" },
  ];
  const { body } = await api.call("POST", "/v1/events", lines.map((one) => JSON.stringify(one)).join("\n"), NDJSON);
  assert.deepEqual([body.accepted, body.rejected], [2, 1]);
  const [fault] = body.results[1].error.errors;
  assert.deepEqual(fault, { path: "changes.fields", message: 'expected an array, got "city"' });
  const { body: listed } = await api.call("GET", EVENTS);
  const correlated = listed.data.map((event: { correlation_id: string | null }) => event.correlation_id);
  assert.deepEqual(correlated, [null, "run-7"]);
});

it("an event with the largest payload has room for the largest changes", async (test) => {
  const api = await openApi(test);
  const text = (size: number) => "x".repeat(size);
  const payload = { text: text(256 * 1024 - 11) };
  const changes = { fields: ["text"], previous: { text: text(64 * 1024 - 100) } };
  assert.equal((await post(api, { payload, changes })).status, 202);
});
