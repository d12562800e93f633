import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE } from "../../test/api-server.ts";
import { PATTERN_WORDS, toFieldErrors } from "./input-faults.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;
const URL = "https://receiver.example/";

it("every fault of an input says what was expected and what came, shortened", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: URL });
  const one = `${ENDPOINTS}/${endpoint.id}`;
  const long = "x".repeat(3000);
  const cases: [method: string, path: string, body: unknown, fault: string, message: string][] = [
    ["POST", ENDPOINTS, [], "", "expected object, got an array"],
    ["POST", ENDPOINTS, {}, "url", "required"],
    ["POST", ENDPOINTS, { url: 7 }, "url", "expected string, got 7"],
    ["POST", ENDPOINTS, { url: long }, "url", "expected at most 2048 characters, got 3000"],
    ["PATCH", one, { pause_after: "10" }, "pause_after", 'expected integer, got "10"'],
    ["PATCH", one, { pause_after: 0 }, "pause_after", "expected at least 1, got 0"],
    ["PATCH", one, { pause_after: 1001 }, "pause_after", "expected at most 1000, got 1001"],
    ["PATCH", one, { events: [] }, "events", "expected at least 1 items, got 0"],
    [
      "PATCH",
      one,
      { events: ["lead.create", "lead.**"] },
      "events[1]",
      'expected the name of an event type, a family such as lead.*, or *, got "lead.**"',
    ],
    ["PATCH", one, { headers: { "x-a": 1 } }, 'headers["x-a"]', "expected string, got 1"],
    [
      "PATCH",
      one,
      { description: "a\u0000" },
      "description",
      String.raw`expected a text without NUL and without halves of surrogate pairs, got "a\u0000"`,
    ],
    [
      "PATCH",
      one,
      { envelope: "extendet" },
      "envelope",
      'expected one of seed, extended, got "extendet"; did you mean extended?',
    ],
    ["POST", "/v1/keys", { id_space: "acme" }, "id_space", 'expected a uuid or null, got "acme"'],
    ["POST", "/v1/keys", { id_space: 7 }, "id_space", "expected string or null, got 7"],
    [
      "PUT",
      "/v1/event-types/a",
      { validation: "of" },
      "validation",
      'expected one of off, warn, strict or null, got "of"; did you mean off?',
    ],
    [
      "GET",
      `/v1/spaces/${SPACE}/deliveries?status=faild`,
      undefined,
      "status",
      'expected one of pending, held, delivered, failed, discarded, got "faild"; did you mean failed?',
    ],
    ["GET", `/v1/spaces/${SPACE}/events?limit=many`, undefined, "limit", 'expected integer, got "many"'],
  ];
  for (const [method, path, body, fault, message] of cases) {
    const { status, body: problem, text } = await api.call(method, path, body);
    assert.equal(status, 422, text);
    assert.deepEqual(problem.errors, [{ path: fault, message }]);
  }
});

it("a slip in a field's name is told as what is missing and as what nobody knows", async (test) => {
  const api = await openApi(test);
  const { body } = await api.call("POST", ENDPOINTS, { ur: URL, "a/b~c": 1 });
  assert.deepEqual(body.errors, [
    { path: "url", message: "required" },
    { path: "ur", message: "unknown field" },
    { path: '["a/b~c"]', message: "unknown field" },
  ]);
});

it("of thousands of faults only so many are put into words as an answer tells, and those are the first", () => {
  const items = Array.from({ length: 12_000 }, () => 1);
  const errors = items.map((_, at) => ({
    instancePath: `/events/${at}`,
    schemaPath: "",
    keyword: "type",
    params: { type: "string" },
  }));
  const faults = toFieldErrors(errors, { events: items });
  assert.ok(faults.length >= 20 && faults.length <= 60, `${faults.length}`);
  assert.deepEqual(faults[0], { path: "events[0]", message: "expected string, got 1" });
});

it("a secret that is not taken is not said again", async (test) => {
  const api = await openApi(test);
  const { text } = await api.call("POST", ENDPOINTS, { url: URL, signing_secret: "whsec_mine!", secret: "Zoë's" });
  assert.match(text, /signing_secret: expected whsec_ and the base64 of 24 to 64 bytes, got 11 characters/);
  assert.ok(!text.includes("mine!") && !text.includes("Zoë"), text);
});

it("every pattern of an input has its words", async (test) => {
  const patterns = new Set<string>();
  function gather(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "pattern" && typeof inner === "string") patterns.add(inner);
      gather(inner);
    }
  }
  const plugin: Parameters<typeof openApi>[1] = {
    plugins: [
      (app) => {
        app.addHook("onRoute", ({ schema }) => gather([schema?.body, schema?.querystring, schema?.params]));
      },
    ],
  };
  const api = await openApi(test, plugin);
  await api.app.ready();
  assert.ok(patterns.size > 3);
  for (const pattern of patterns) assert.ok(PATTERN_WORDS.has(pattern), pattern);
});

it("a key that comes twice is refused in every body, wherever it is", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: URL });
  for (const [method, path, body, at] of [
    ["POST", ENDPOINTS, `{"url":"${URL}","url":"${URL}"}`, "url"],
    ["PATCH", `${ENDPOINTS}/${endpoint.id}`, '{"headers":{"x-a":"1","x-a":"2"}}', 'headers["x-a"]'],
    ["POST", "/v1/keys", '{"id_space":null,"id_space":null}', "id_space"],
    ["PUT", "/v1/event-types/order.paid", '{"schema":{"type":"object","type":"string"},"sample":{}}', "schema.type"],
  ] as const) {
    const { status, body: problem } = await api.call(method, path, body);
    assert.deepEqual([status, problem.code, problem.errors[0].path], [422, "invalid_request", at]);
    assert.match(problem.errors[0].message, /given twice/);
  }
});

it("a list of an event type that nobody knows says so, and a deleted one is known by its events", async (test) => {
  const api = await openApi(test);
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
  await api.call("PUT", "/v1/event-types/order.paid", { schema: {}, sample: {} });
  for (const list of ["events", "deliveries"]) {
    const of = (event: string) => api.call("GET", `/v1/spaces/${SPACE}/${list}?event=${event}`);
    const { status, body } = await of("lead.creat");
    assert.deepEqual([status, body.code], [422, "unknown_event_type"]);
    assert.match(body.detail, /no event type "lead\.creat"\. Did you mean lead\.create\?/);
    for (const known of ["lead.create", "lead.delete", "order.paid"]) assert.equal((await of(known)).status, 200);
  }
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "order.paid", payload: {} });
  await api.call("DELETE", "/v1/event-types/order.paid");
  const { body } = await api.call("GET", `/v1/spaces/${SPACE}/events?event=order.paid`);
  assert.equal(body.data.length, 1);
});
