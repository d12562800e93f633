import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;

/** Every route that reads a body, on things that are there. */
async function writeRoutes(api: TestApi): Promise<[method: string, path: string][]> {
  const { body: endpoint } = await api.call("POST", ENDPOINTS, { url: "https://receiver.example/" });
  const one = `${ENDPOINTS}/${endpoint.id}`;
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
  const { body: deliveries } = await api.call("GET", `/v1/spaces/${SPACE}/deliveries`);
  return [
    ["POST", "/v1/events"],
    ["POST", "/v1/keys"],
    ["POST", ENDPOINTS],
    ["PATCH", one],
    ["POST", `${one}/rotate`],
    ["POST", `${one}/pause`],
    ["POST", `${one}/resume`],
    ["POST", `${one}/test`],
    ["POST", `${one}/replay`],
    ["POST", `/v1/spaces/${SPACE}/deliveries/${deliveries.data[0].id}/replay`],
  ];
}

it("a body that is no JSON is 400, of another type 415, too large 413, on every route", async (test) => {
  const api = await openApi(test);
  for (const [method, path] of await writeRoutes(api)) {
    for (const body of ["{broken", "{} {}", "undefined", Buffer.from([0x7b, 0xff, 0x7d]), `{"a":"${"\u0001"}"}`]) {
      const { status, body: problem } = await api.call(method, path, body);
      assert.deepEqual([status, problem.code], [400, "malformed_json"], `${method} ${path} ${body}`);
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"]) {
      const { status, body } = await api.call(method, path, "{}", { headers: { "content-type": type } });
      assert.deepEqual([status, body.code], [415, "unsupported_media_type"], `${method} ${path} ${type}`);
    }
    const { status, body } = await api.call(method, path, `{"a":"${"x".repeat(400 * 1024)}"}`);
    assert.deepEqual([status, body.code], [413, "body_too_large"], `${method} ${path}`);
  }
});

it("what is no object, and a field that nobody knows, is 422 and named", async (test) => {
  const api = await openApi(test);
  for (const [method, path] of await writeRoutes(api)) {
    for (const body of ["[]", '"text"', "5", "true"]) {
      assert.equal((await api.call(method, path, body)).status, 422, `${method} ${path} ${body}`);
    }
    for (const name of ["color", "__proto__", "constructor", "a b", "a/b~c"]) {
      const { status, body } = await api.call(method, path, `{${JSON.stringify(name)}:1}`);
      assert.equal(status, 422);
      const paths = body.errors.map((error: { path: string }) => error.path);
      assert.ok(paths.includes(name) || paths.includes(`[${JSON.stringify(name)}]`), `${method} ${path}: ${paths}`);
    }
  }
});

it("a payload over the limit is 413, in words that say how large it may be", async (test) => {
  const api = await openApi(test);
  const body = { id_space: SPACE, event: "lead.create", payload: { text: "x".repeat(256 * 1024) } };
  const answer = await api.call("POST", "/v1/events", body);
  assert.deepEqual([answer.status, answer.body.code], [413, "payload_too_large"]);
  assert.match(answer.body.detail, /262144/);
});

it("a body with a thousand faults gets an answer of at most twenty, none of them long", async (test) => {
  const api = await openApi(test);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}`.padEnd(40, "x"), i]));
  const long = { ["x".repeat(60_000)]: 1 };
  for (const [method, path] of await writeRoutes(api)) {
    for (const wrong of [many, long]) {
      const { body, text } = await api.call(method, path, wrong);
      assert.ok(body.errors.length > 0 && body.errors.length <= 20);
      assert.ok(text.length < 10_000, `${method} ${path}: ${text.length}`);
    }
  }
});

it("no JSON whatever makes a route answer 500", async (test) => {
  const api = await openApi(test);
  const routes = await writeRoutes(api);
  const known = [
    "id_space",
    "event",
    "payload",
    "id",
    "occurred_at",
    "changes",
    "actor",
    "url",
    "events",
    "headers",
    "description",
  ];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(SPACE, "lead.create", "https://receiver.example/", ["*"], null, 1e308, -0, "\u0000", "\ud800"),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("x-a", "__proto__")), fc.oneof(fc.string(), fc.jsonValue())),
  );
  const more = ["pause_after", "is_secret_in_body", "secret", "signing_secret", "held"];
  const object = fc.dictionary(fc.oneof(fc.constantFrom(...known, ...more), fc.string()), value);
  // With what each route needs, so that the rest is looked at as well.
  const needed = fc.constantFrom(
    {},
    { url: "https://receiver.example/" },
    { id_space: SPACE },
    { event: "tag.create" },
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.tuple(needed, object).map(([base, rest]) => ({ ...base, ...rest })),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), body, async ([method, path], sent) => {
      const { status, text } = await api.call(method, path, JSON.stringify(sent));
      assert.ok(status < 500, `${method} ${path} ${JSON.stringify(sent)}: ${text}`);
    }),
    { numRuns: 300 },
  );
});
