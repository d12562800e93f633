import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import { createCatalogue } from "../catalogue/catalogue.ts";

const TYPES = "/v1/event-types";
const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;
const SCHEMA = { type: "object", properties: { total: { type: "number", minimum: 0 } }, required: ["total"] };
const ORDER_PAID = { schema: SCHEMA, sample: { total: 12.5 } };

function put(api: TestApi, name: string, body: unknown = ORDER_PAID) {
  return api.call("PUT", `${TYPES}/${name}`, body);
}

function post(api: TestApi, event: string, payload: object = { total: 1 }, more: object = {}) {
  return api.call("POST", "/v1/events", { id_space: SPACE, event, payload, ...more });
}

async function names(api: TestApi): Promise<string[]> {
  const { body } = await api.call("GET", `${TYPES}?limit=200`);
  return body.data.map(({ name }: { name: string }) => name);
}

it("a type of the app's own is listed after those that are built in, and its events are taken at once", async (test) => {
  const api = await openApi(test);
  assert.equal((await post(api, "order.paid")).body.code, "unknown_event_type");
  const { status, body } = await put(api, "order.paid", { ...ORDER_PAID, description: "Paid.", group: "Orders" });
  assert.equal(status, 201);
  const marks = { stability: "stable", is_built_in: false, validation: null };
  assert.deepEqual(body, { name: "order.paid", description: "Paid.", group: "Orders", ...marks, ...ORDER_PAID });
  assert.equal((await post(api, "order.paid")).status, 202);
  assert.deepEqual((await names(api)).slice(33), ["tag.delete", "order.paid"]);
  assert.deepEqual((await api.call("GET", `${TYPES}/order.paid`)).body, body);
  const { body: builtIn } = await api.call("GET", `${TYPES}/lead.create`);
  assert.deepEqual([builtIn.is_built_in, builtIn.validation], [true, null]);
});

it("a type is replaced as a whole, and its payloads are held against the new schema at once", async (test) => {
  const api = await openApi(test, { validation: "warn" });
  await put(api, "order.paid", { ...ORDER_PAID, description: "Paid.", validation: "strict" });
  const refused = await post(api, "order.paid", {});
  assert.deepEqual([refused.status, refused.body.code], [422, "invalid_payload"]);
  assert.deepEqual(refused.body.errors, [{ path: "payload.total", message: "required" }]);
  const { status, body } = await put(api, "order.paid", { schema: { type: "object" }, sample: {} });
  assert.deepEqual([status, body.description, body.group, body.validation], [200, "", "Own Events", null]);
  const taken = await post(api, "order.paid", {});
  assert.deepEqual([taken.status, taken.body.warnings], [202, undefined]);
});

it("each type may be validated in its own way, whatever the node's settings say", async (test) => {
  const api = await openApi(test, { validation: "off" });
  await put(api, "order.paid", { ...ORDER_PAID, validation: "warn" });
  const wrong = [{ path: "payload.total", message: "expected at least 0, got -1" }];
  assert.deepEqual((await post(api, "order.paid", { total: -1 })).body.warnings, wrong);
  assert.equal((await put(api, "lead.create", { validation: "strict" })).body.validation, "strict");
  assert.equal((await post(api, "lead.create", {})).body.code, "invalid_payload");
  assert.equal((await put(api, "lead.create", { validation: null })).body.validation, null);
  assert.equal((await post(api, "lead.create", {})).status, 202);
});

it("after a type is deleted its events are refused, and those that came before can be read", async (test) => {
  const api = await openApi(test);
  await put(api, "order.paid");
  await post(api, "order.paid", { total: 1 }, { id: "before" });
  assert.equal((await api.call("DELETE", `${TYPES}/order.paid`)).status, 204);
  assert.equal((await api.call("DELETE", `${TYPES}/order.paid`)).status, 404);
  assert.equal((await post(api, "order.paid")).body.code, "unknown_event_type");
  const { body } = await api.call("GET", `/v1/spaces/${SPACE}/events/before`);
  assert.deepEqual([body.event, body.payload], ["order.paid", { total: 1 }]);
  assert.equal((await names(api)).length, 34);
});

it("what is built in can neither be deleted nor be given another schema", async (test) => {
  const api = await openApi(test);
  const before = (await api.call("GET", `${TYPES}/lead.create`)).body;
  for (const [method, body] of [
    ["PUT", ORDER_PAID],
    ["PUT", { description: "Mine.", validation: "off" }],
    ["DELETE", undefined],
  ] as const) {
    const answer = await api.call(method, `${TYPES}/lead.create`, body);
    assert.deepEqual([answer.status, answer.body.code], [409, "event_type_built_in"]);
    assert.match(answer.body.detail, /^lead\.create is built in\. /);
  }
  assert.deepEqual((await api.call("GET", `${TYPES}/lead.create`)).body, before);
});

it("only an operator may change the types; a space's key may read them", async (test) => {
  const api = await openApi(test);
  const key = await api.spaceKey(SPACE);
  assert.equal((await api.call("PUT", `${TYPES}/order.paid`, ORDER_PAID, { key })).body.code, "forbidden");
  assert.equal((await api.call("DELETE", `${TYPES}/order.paid`, undefined, { key })).body.code, "forbidden");
  assert.equal((await api.call("GET", TYPES, undefined, { key })).status, 200);
});

it("families and * take types of the app's own, and an endpoint may ask for one once it is there", async (test) => {
  const api = await openApi(test);
  const subscribe = (...events: string[]) => api.call("POST", ENDPOINTS, { url: "https://a.example/", events });
  assert.equal((await subscribe("order.*")).status, 422);
  await put(api, "order.paid");
  await put(api, "lead.archive");
  for (const wanted of ["*", "order.*", "order.paid", "lead.*", "tag.*"]) {
    assert.equal((await subscribe(wanted)).status, 201, wanted);
  }
  assert.equal((await post(api, "order.paid")).body.deliveries, 3);
  assert.equal((await post(api, "lead.archive")).body.deliveries, 2);
});

it("a test send of a type carries its sample", async (test) => {
  const api = await openApi(test);
  await put(api, "order.paid");
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://a.example/" });
  const { body: attempt } = await api.call("POST", `${ENDPOINTS}/${endpoint.id}/test`, { event: "order.paid" });
  const { event, payload } = JSON.parse(attempt.request.body);
  assert.deepEqual([event, payload], ["order.paid", { total: 12.5 }]);
});

it("an unknown name is told the nearest ones, the app's own included", async (test) => {
  const api = await openApi(test);
  await put(api, "order.paid");
  assert.match((await post(api, "order.pay")).body.detail, /Did you mean order\.paid\?/);
});

it("every refusal names the place, the rule and what to do", async (test) => {
  const api = await openApi(test);
  await put(api, "order.paid");
  const deep = JSON.parse(`${'{"a":'.repeat(40)}{}${"}".repeat(40)}`);
  const cases: [name: string, body: unknown, path: string, message: RegExp][] = [
    ["order..paid", ORDER_PAID, "name", /expected parts of A-Z a-z 0-9 _ with full stops .* got "order\.\.paid"/],
    ["order.*", ORDER_PAID, "name", /such as order\.paid/],
    ["order-paid", ORDER_PAID, "name", /got "order-paid"/],
    ["Order.Paid", ORDER_PAID, "name", /there is order\.paid already, with other capitals/],
    ["LEAD.create", ORDER_PAID, "name", /there is lead\.create already/],
    ["order.open", { schema: SCHEMA }, "sample", /required, since this type is not built in/],
    ["order.open", { sample: {} }, "schema", /required/],
    ["order.open", { ...ORDER_PAID, schema: [] }, "schema", /object/],
    ["order.open", { ...ORDER_PAID, sample: {} }, "sample.total", /^required$/],
    ["order.open", { ...ORDER_PAID, sample: { total: "1" } }, "sample.total", /expected number, got "1"/],
    ["order.open", { ...ORDER_PAID, sample: { total: 1, x: "y".repeat(70_000) } }, "sample", /at most 65536/],
    ["order.open", { ...ORDER_PAID, schema: { $ref: "https://a.example/" } }, "schema.$ref", /within the schema/],
    ["order.open", { ...ORDER_PAID, schema: deep }, "schema", /41 levels deep; at most 32/],
    ["order.open", { ...ORDER_PAID, schema: { pattern: "(" } }, "schema.pattern", /missing closing/],
    ["order.open", { ...ORDER_PAID, validation: "loud" }, "validation", /off, warn, strict/],
    ["order.open", { ...ORDER_PAID, group: "" }, "group", /./],
    ["order.open", { ...ORDER_PAID, stability: "stable" }, "stability", /unknown field/],
  ];
  for (const [name, body, path, message] of cases) {
    const answer = await put(api, name, body);
    assert.equal(answer.status, 422, answer.text);
    const [fault] = answer.body.errors;
    assert.equal(fault.path, path, answer.text);
    assert.match(fault.message, message);
  }
  assert.equal((await names(api)).length, 35);
});

it("there can be only so many, and those that are there can still be replaced", async (test) => {
  const api = await openApi(test);
  for (let at = 0; at < 20; at++) assert.equal((await put(api, `own.t${at}`)).status, 201);
  const { status, body } = await put(api, "own.more");
  assert.deepEqual([status, body.code], [409, "too_many_event_types"]);
  assert.match(body.detail, /20 event types of its own/);
  assert.equal((await put(api, "own.t7")).status, 200);
  assert.equal((await put(api, "lead.create", { validation: "off" })).status, 200);
});

it("the list has pages, which go on after the last name", async (test) => {
  const api = await openApi(test);
  await put(api, "b");
  await put(api, "a");
  const all: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const { body } = await api.call("GET", `${TYPES}?limit=10${cursor === null ? "" : `&cursor=${cursor}`}`);
    all.push(...body.data.map(({ name }: { name: string }) => name));
    cursor = body.next_cursor;
    if (cursor === null) break;
  }
  const builtIn = createCatalogue()
    .list()
    .map(({ name }) => name);
  assert.deepEqual(all, [...builtIn, "a", "b"]);
  assert.equal((await api.call("GET", `${TYPES}?cursor=nonsense`)).body.code, "invalid_cursor");
});

it("the OpenAPI document has the app's own types among its webhooks, as they are now", async (test) => {
  const api = await openApi(test);
  const webhooks = async () => (await api.call("GET", "/openapi.json", undefined, { key: null })).body.webhooks;
  assert.equal((await webhooks())["order.paid"], undefined);
  await put(api, "order.paid");
  const { schema, example } = (await webhooks())["order.paid"].post.requestBody.content["application/json"];
  assert.deepEqual({ ...SCHEMA, ...schema.properties.payload }, schema.properties.payload);
  assert.deepEqual(example.payload, ORDER_PAID.sample);
  const referring = {
    schema: { $defs: { sum: { type: "number" } }, properties: { a: { $ref: "#/$defs/sum", title: "A" } } },
    sample: {},
  };
  await put(api, "order.paid", referring);
  const written = (await webhooks())["order.paid"].post.requestBody.content["application/json"].schema;
  assert.deepEqual(written.properties.payload.properties.a, { title: "A", allOf: [{ type: "number" }] });
  await api.call("DELETE", `${TYPES}/order.paid`);
  assert.equal(Object.keys(await webhooks()).length, 34);
});

it("no schema whatever makes the route answer 500", async (test) => {
  const api = await openApi(test);
  const property = fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.string(), async (schema, sample, name) => {
    const { status, text } = await put(api, encodeURIComponent(name), { schema, sample });
    assert.ok(status < 500, text);
  });
  await fc.assert(property, { numRuns: 200 });
});
