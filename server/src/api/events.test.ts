import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";

const EVENTS = `/v1/spaces/${SPACE}/events`;
const NDJSON = { headers: { "content-type": "application/x-ndjson" } };

function post(api: TestApi, changes: object = {}) {
  return api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: { n: 1 }, ...changes });
}

it("an event is accepted with 202 and told as it is kept", async (test) => {
  const api = await openApi(test);
  await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, { url: "https://receiver.example/" });
  const { status, body } = await post(api, { id: "order-7", occurred_at: "2023-04-29T13:13:55.021+02:00" });
  assert.equal(status, 202);
  assert.deepEqual(body, {
    id: "order-7",
    id_space: SPACE,
    event: "lead.create",
    occurred_at: "2023-04-29T11:13:55.021Z",
    created_at: "2023-11-14T22:13:20.000Z",
    deliveries: 1,
  });
});

it("the same id again gets 200 with the first answer; with other content 409", async (test) => {
  const api = await openApi(test);
  const first = await post(api, { id: "order-7" });
  api.clock.advance(24 * 60 * 60 * 1000);
  const again = await post(api, { id: "order-7" });
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, { ...first.body, is_duplicate: true });
  const other = await post(api, { id: "order-7", payload: { n: 2 } });
  assert.deepEqual([other.status, other.body.code], [409, "event_id_conflict"]);
});

it("an event's id and time may be null, which is not to give them", async (test) => {
  const api = await openApi(test);
  const { status, body } = await post(api, { id: null, occurred_at: null });
  assert.equal(status, 202);
  assert.match(body.id, /^evt_/);
  assert.equal(body.occurred_at, body.created_at);
});

it("a time that does not exist is refused in an event and in a list's filter, in the same words", async (test) => {
  const api = await openApi(test);
  const time = "2026-02-30T00:00:00Z";
  const posted = await post(api, { occurred_at: time });
  const listed = await api.call("GET", `${EVENTS}?since=${time}`);
  assert.deepEqual([posted.status, listed.status], [422, 422]);
  const message = `"${time}" is no time: that month has 28 days`;
  assert.deepEqual(posted.body.errors, [{ path: "occurred_at", message }]);
  assert.deepEqual(listed.body.errors, [{ path: "since", message }]);
  const plus = await api.call("GET", `${EVENTS}?since=2026-01-31T09:30:00+02:00`);
  assert.match(plus.body.detail, /send it as %2B/);
});

it("an event that no endpoint wants is kept all the same", async (test) => {
  const api = await openApi(test);
  const { body } = await post(api);
  assert.equal(body.deliveries, 0);
  assert.equal((await api.call("GET", `${EVENTS}/${body.id}`)).status, 200);
});

it("a payload is shown byte for byte as it was posted", async (test) => {
  const api = await openApi(test);
  const payload = '{ "b": 1.0,"a":12345678901234567890, "e":1e3,"u":"\\u00e9\\/", "b": 2 }';
  const body = `{"id_space":"${SPACE}","event":"lead.create","payload":${payload},"id":"exact"}`;
  assert.equal((await api.call("POST", "/v1/events", body)).status, 202);
  const { text } = await api.call("GET", `${EVENTS}/exact`);
  assert.ok(text.includes(`"payload":${payload},`), text);
});

it("an event is shown with its deliveries", async (test) => {
  const api = await openApi(test);
  for (const url of ["https://a.example/", "https://b.example/"]) {
    await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, { url });
  }
  const { body: posted } = await post(api);
  const { body } = await api.call("GET", `${EVENTS}/${posted.id}`);
  assert.deepEqual(body.payload, { n: 1 });
  assert.deepEqual(
    body.deliveries.map(({ status, id_event }: Record<string, string>) => [status, id_event]),
    [
      ["pending", posted.id],
      ["pending", posted.id],
    ],
  );
});

it("events are listed newest first, by type and by time, page by page", async (test) => {
  const api = await openApi(test);
  for (const [id, event] of [
    ["e1", "lead.create"],
    ["e2", "tag.create"],
    ["e3", "lead.create"],
    ["e4", "lead.create"],
  ]) {
    await post(api, { id, event });
    api.clock.advance(1000);
  }
  const idsOf = async (query: string, cursor = ""): Promise<string[]> => {
    const { body } = await api.call("GET", `${EVENTS}?${query}${cursor}`);
    const ids = body.data.map(({ id }: { id: string }) => id);
    return body.next_cursor === null ? ids : [...ids, ...(await idsOf(query, `&cursor=${body.next_cursor}`))];
  };
  assert.deepEqual(await idsOf("limit=1"), ["e4", "e3", "e2", "e1"]);
  assert.deepEqual(await idsOf("limit=1&event=lead.create"), ["e4", "e3", "e1"]);
  assert.deepEqual(await idsOf("since=2023-11-14T22:13:21Z&until=2023-11-14T22:13:23Z"), ["e3", "e2"]);
});

it("a list says what is wrong with its query", async (test) => {
  const api = await openApi(test);
  await post(api);
  for (const [query, path] of [
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=ten", "limit"],
    ["limit=1&limit=2", "limit"],
    ["since=yesterday", "since"],
    ["since=2023-02-30T00:00:00Z", "since"],
    ["until=2016-12-31T23:59:60Z", "until"],
    ["since=2023-11-14T22:13:20Z&until=2023-11-14T22:13:20Z", "until"],
    ["color=red", "color"],
  ]) {
    const { status, body, text } = await api.call("GET", `${EVENTS}?${query}`);
    assert.deepEqual([status, body.errors?.[0].path], [422, path], text);
  }
  const { status, body } = await api.call("GET", `${EVENTS}?cursor=%00nonsense`);
  assert.deepEqual([status, body.code], [400, "invalid_cursor"]);
});

it("what is not there is not found: events, and lists of a space that nobody has used", async (test) => {
  const api = await openApi(test);
  assert.equal((await api.call("GET", EVENTS)).status, 404);
  await post(api);
  for (const id of ["nope", "a.b", "%00", "x".repeat(65), "..%2f..%2fkeys"]) {
    assert.equal((await api.call("GET", `${EVENTS}/${id}`)).status, 404, id);
  }
  assert.deepEqual((await api.call("GET", `${EVENTS}?event=tag.create`)).body, { data: [], next_cursor: null });
});

it("of a batch the good lines are kept, the bad ones named, and a repeat is said to be one", async (test) => {
  const api = await openApi(test);
  const good = { id_space: SPACE, event: "lead.create", payload: {}, id: "a" };
  const lines = [
    JSON.stringify(good),
    "{broken",
    JSON.stringify({ ...good, event: "lead.creat" }),
    "",
    JSON.stringify(good),
    JSON.stringify({ ...good, color: "red" }),
  ];
  const { status, body } = await api.call("POST", "/v1/events", lines.join("\n"), NDJSON);
  assert.equal(status, 200);
  assert.deepEqual([body.accepted, body.rejected], [2, 3]);
  const said = body.results.map((line: { id?: string; error?: { code: string } }) => line.id ?? line.error?.code);
  assert.deepEqual(said, ["a", "malformed_json", "unknown_event_type", "a", "invalid_request"]);
  assert.deepEqual(
    body.results.map(({ index }: { index: number }) => index),
    [0, 1, 2, 3, 4],
  );
  assert.equal(body.results[3].is_duplicate, true);
  assert.equal(body.results[4].error.errors[0].path, "color");
});

it("a batch of more events than may be is refused whole", async (test) => {
  const api = await openApi(test);
  const line = JSON.stringify({ id_space: SPACE, event: "lead.create", payload: {} });
  const { status, body } = await api.call("POST", "/v1/events", `${line}\n`.repeat(1001), NDJSON);
  assert.deepEqual([status, body.code], [413, "batch_too_large"]);
  assert.equal((await api.call("GET", EVENTS)).status, 404);
});
