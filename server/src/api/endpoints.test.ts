import assert from "node:assert/strict";
import { it } from "node:test";
import { openApi, SPACE, type TestApi } from "../../test/api-server.ts";
import type { FieldError } from "../core/problems.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;
const URL = "https://receiver.example/hook";

async function made(api: TestApi, settings: object = {}) {
  const { status, body, text } = await api.call("POST", ENDPOINTS, { url: URL, ...settings });
  assert.equal(status, 201, text);
  return body;
}

it("an endpoint is made with a URL alone, for all events, healthy, with secrets in the seed's and the standard's form", async (test) => {
  const api = await openApi(test);
  const { id, secret, signing_secret, ...rest } = await made(api);
  assert.match(id, /^ep_[0-9A-Za-z]{20}$/);
  assert.match(secret, /^wh_[0-9a-f]{15}$/);
  assert.match(signing_secret, /^whsec_[A-Za-z0-9+/]{32}$/);
  const at = "2023-11-14T22:13:20.000Z";
  assert.deepEqual(rest, {
    id_space: SPACE,
    url: URL,
    description: "",
    events: ["*"],
    headers: {},
    pause_after: 10,
    is_secret_in_body: true,
    is_listener: false,
    envelope: "seed",
    status: "active",
    paused_reason: null,
    paused_at: null,
    consecutive_failures: 0,
    last_failure: null,
    created_at: at,
    updated_at: at,
  });
  const { body } = await api.call("GET", `${ENDPOINTS}/${id}`);
  assert.deepEqual(body, { id, ...rest, pending_count: 0, held_count: 0 });
});

it("an endpoint keeps the settings and secrets that its owner brings along", async (test) => {
  const api = await openApi(test);
  const settings = {
    events: ["lead.create", "campaign.email.*"],
    description: "Zapier – Jean's",
    headers: { "X-Team": "blue" },
    pause_after: 3,
    is_secret_in_body: false,
    envelope: "extended",
    secret: 'an "old" secret',
    signing_secret: `whsec_${Buffer.alloc(64, 7).toString("base64")}`,
  };
  const endpoint = await made(api, settings);
  assert.deepEqual({ ...endpoint, ...settings, headers: { "x-team": "…" } }, endpoint);
});

it("an endpoint is changed field by field, and its secrets cannot be changed that way", async (test) => {
  const api = await openApi(test);
  const endpoint = await made(api, { description: "before" });
  api.clock.advance(1000);
  const changed = await api.call("PATCH", `${ENDPOINTS}/${endpoint.id}`, { events: ["tag.*"], pause_after: 1000 });
  assert.equal(changed.status, 200);
  assert.deepEqual(
    [changed.body.events, changed.body.pause_after, changed.body.description],
    [["tag.*"], 1000, "before"],
  );
  assert.ok(changed.body.updated_at > endpoint.updated_at);
  const refused = await api.call("PATCH", `${ENDPOINTS}/${endpoint.id}`, { secret: "mine" });
  assert.deepEqual(refused.body.errors, [{ path: "secret", message: "unknown field" }]);
});

it("an endpoint is gone once it was deleted", async (test) => {
  const api = await openApi(test);
  const { id } = await made(api);
  assert.equal((await api.call("DELETE", `${ENDPOINTS}/${id}`)).status, 204);
  for (const method of ["GET", "DELETE"]) assert.equal((await api.call(method, `${ENDPOINTS}/${id}`)).status, 404);
  assert.equal((await api.call("PATCH", `${ENDPOINTS}/${id}`, {})).status, 404);
  assert.deepEqual((await api.call("GET", ENDPOINTS)).body, { data: [], next_cursor: null });
});

it("an endpoint shows its secrets where they are asked for and nowhere else", async (test) => {
  const api = await openApi(test);
  const { id, secret, signing_secret } = await made(api);
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
  const shown = await api.call("GET", `${ENDPOINTS}/${id}/secrets`);
  assert.deepEqual(shown.body, { secret, signing_secret, previous_signing_secrets: [], headers: {} });
  assert.equal(shown.headers["cache-control"], "no-store");
  for (const answer of [
    await api.call("GET", ENDPOINTS),
    await api.call("GET", `${ENDPOINTS}/${id}`),
    await api.call("PATCH", `${ENDPOINTS}/${id}`, { description: "x" }),
    await api.call("POST", `${ENDPOINTS}/${id}/pause`),
    await api.call("POST", `${ENDPOINTS}/${id}/resume`),
    await api.call("POST", `${ENDPOINTS}/${id}/test`, { event: "lead.create" }),
    await api.call("GET", `/v1/spaces/${SPACE}/deliveries`),
  ]) {
    assert.equal(answer.status, 200);
    assert.ok(!answer.text.includes(secret) && !answer.text.includes(signing_secret), answer.text);
  }
});

it("an endpoint gets a new signing secret beside the old one, which is shown for as long as it signs: 24 hours", async (test) => {
  const api = await openApi(test);
  const before = await made(api);
  const rotated = await api.call("POST", `${ENDPOINTS}/${before.id}/rotate`);
  assert.notEqual(rotated.body.signing_secret, before.signing_secret);
  assert.equal(rotated.body.secret, before.secret);
  const expected = { signing_secret: before.signing_secret, expires_at: "2023-11-15T22:13:20.000Z" };
  assert.deepEqual(rotated.body.previous_signing_secrets, [expected]);
  api.clock.advance(24 * 60 * 60 * 1000);
  const { body } = await api.call("GET", `${ENDPOINTS}/${before.id}/secrets`);
  assert.deepEqual(body, { ...rotated.body, previous_signing_secrets: [] });
});

it("each secret that was rotated within a day goes on signing, newest first, and a sixth has to wait", async (test) => {
  const api = await openApi(test);
  const { id, signing_secret } = await made(api);
  const past = [signing_secret];
  for (let rotation = 0; rotation < 5; rotation++) {
    api.clock.advance(3_600_000);
    const { body } = await api.call("POST", `${ENDPOINTS}/${id}/rotate`, { secret: "signing" });
    const shown = body.previous_signing_secrets.map((old: { signing_secret: string }) => old.signing_secret);
    assert.deepEqual(shown, past);
    past.unshift(body.signing_secret);
  }
  const refused = await api.call("POST", `${ENDPOINTS}/${id}/rotate`);
  assert.deepEqual([refused.status, refused.body.code], [409, "too_many_secrets"]);
  const oldest = (await api.call("GET", `${ENDPOINTS}/${id}/secrets`)).body.previous_signing_secrets.at(-1);
  assert.ok(refused.body.detail.includes(oldest.expires_at), refused.body.detail);
  api.clock.advance(Date.parse(oldest.expires_at) - api.clock.now());
  const { status, body } = await api.call("POST", `${ENDPOINTS}/${id}/rotate`);
  assert.deepEqual([status, body.previous_signing_secrets.length], [200, 5]);
});

it("secrets rotated at the same moment all go on signing", async (test) => {
  const api = await openApi(test);
  const before = await made(api);
  const rotate = (body?: object) => api.call("POST", `${ENDPOINTS}/${before.id}/rotate`, body);
  const [first, second, third] = await Promise.all([rotate(), rotate({ secret: "body" }), rotate()]);
  const { body } = await api.call("GET", `${ENDPOINTS}/${before.id}/secrets`);
  const signing = [body, ...body.previous_signing_secrets].map((secret) => secret.signing_secret);
  const given = [before, first.body, third.body].map((secret) => secret.signing_secret);
  assert.deepEqual(signing.sort(), given.sort());
  assert.equal(body.secret, second.body.secret);
});
it("the body's secret can be rotated too, with no overlap, and either secret can be brought along", async (test) => {
  const api = await openApi(test);
  const before = await made(api);
  const rotate = (body: object) => api.call("POST", `${ENDPOINTS}/${before.id}/rotate`, body);
  const { body } = await rotate({ secret: "body" });
  assert.match(body.secret, /^wh_[0-9a-f]{15}$/);
  assert.notEqual(body.secret, before.secret);
  assert.deepEqual([body.signing_secret, body.previous_signing_secrets], [before.signing_secret, []]);
  assert.equal((await rotate({ secret: "body", value: 'my "own"' })).body.secret, 'my "own"');
  const value = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  assert.equal((await rotate({ value })).body.signing_secret, value);
  for (const [wrong, path] of [
    [{ value: "whsec_short" }, "value"],
    [{ secret: "body", value: "é" }, "value"],
    [{ secret: "both" }, "secret"],
  ] as const) {
    const { status, body: problem } = await rotate(wrong);
    assert.deepEqual([status, problem.errors[0].path], [422, path]);
  }
});

it("values of an endpoint's headers show with its secrets only, and come back masked without harm", async (test) => {
  const api = await openApi(test);
  const headers = { authorization: "Bearer hush-hush-hush", cookie: "hush", "x-team": "blue-and-green" };
  const { id } = await made(api, { headers });
  const path = `${ENDPOINTS}/${id}`;
  const { body: shown } = await api.call("GET", path);
  assert.deepEqual(shown.headers, { authorization: "Bear…", cookie: "…", "x-team": "blue…" });
  for (const answer of [
    await api.call("GET", ENDPOINTS),
    await api.call("PATCH", path, { headers: { ...shown.headers, "x-team": "red" } }),
    await api.call("POST", `${path}/pause`),
    await api.call("POST", `${path}/resume`),
  ]) {
    assert.equal(answer.status, 200, answer.text);
    assert.ok(!answer.text.includes("hush"), answer.text);
  }
  const { body } = await api.call("GET", `${path}/secrets`);
  assert.deepEqual(body.headers, { ...headers, "x-team": "red" });
  for (const wrong of [{ authorization: "Bea…" }, { "x-new": "…" }]) {
    const refused = await api.call("PATCH", path, { headers: wrong });
    assert.equal(refused.status, 422);
    assert.match(refused.body.errors[0].message, /masked/);
  }
  assert.equal((await api.call("POST", ENDPOINTS, { url: "https://a.example/", headers: { a: "…" } })).status, 422);
});

it("an endpoint says how much it is owed where one asks for it alone", async (test) => {
  const api = await openApi(test);
  const { id } = await made(api);
  const post = () => api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
  const counts = async () => {
    const { body } = await api.call("GET", `${ENDPOINTS}/${id}`);
    return [body.pending_count, body.held_count];
  };
  assert.deepEqual(await counts(), [0, 0]);
  await post();
  await api.call("POST", `${ENDPOINTS}/${id}/pause`);
  await post();
  await post();
  assert.deepEqual(await counts(), [1, 2]);
  assert.ok(!("held_count" in (await api.call("GET", ENDPOINTS)).body.data[0]));
});

it("a list of endpoints comes in pages, newest first, and loses nothing to what is added meanwhile", async (test) => {
  const api = await openApi(test);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.unshift((await made(api)).id);
  const first = await api.call("GET", `${ENDPOINTS}?limit=2`);
  await made(api);
  const second = await api.call("GET", `${ENDPOINTS}?limit=3&cursor=${first.body.next_cursor}`);
  const seen = [...first.body.data, ...second.body.data].map(({ id }) => id);
  assert.deepEqual(seen, ids);
  assert.equal(second.body.next_cursor, null);
});

it("a list of endpoints is not there for a space that nobody has used", async (test) => {
  const api = await openApi(test);
  assert.equal((await api.call("GET", ENDPOINTS)).status, 404);
});

/** What a request is told of its fields. */
async function faults(api: TestApi, settings: object): Promise<Record<string, string>> {
  const { status, body, text } = await api.call("POST", ENDPOINTS, { url: URL, ...settings });
  assert.deepEqual([status, body.code], [422, "invalid_request"], text);
  return Object.fromEntries(body.errors.map(({ path, message }: FieldError) => [path, message]));
}

it("bad settings are refused, each with its field and a reason", async (test) => {
  const api = await openApi(test);
  for (const [path, settings] of [
    ["url", { url: "ftp://receiver.example/" }],
    ["url", { url: "http://receiver.example/" }],
    ["url", { url: "https://user:pass@receiver.example/" }],
    ["url", { url: "https://" }],
    ["url", { url: "https://10.0.0.1/" }],
    ["url", { url: "https://2130706433/" }],
    ["url", { url: "https://[::ffff:127.0.0.1]/" }],
    ["url", { url: "https://localhost/" }],
    ["url", { url: `https://receiver.example/${"x".repeat(3000)}` }],
    ["url", { url: "https://receiver.example/\ud800" }],
    ["url", { url: 5 }],
    ["description", { description: "x".repeat(501) }],
    ["description", { description: "a\u0000b" }],
    ["events", { events: [] }],
    ["events", { events: "lead.create" }],
    ["events[1]", { events: ["lead.create", "lead.*.create"] }],
    ["events[0]", { events: ["leads.*"] }],
    ["pause_after", { pause_after: 0 }],
    ["pause_after", { pause_after: 1001 }],
    ["pause_after", { pause_after: "10" }],
    ["is_secret_in_body", { is_secret_in_body: "yes" }],
    ["envelope", { envelope: "all" }],
    ["secret", { secret: "" }],
    ["secret", { secret: "x".repeat(257) }],
    ["secret", { secret: "tab\there" }],
    ["signing_secret", { signing_secret: "whsec_short" }],
    ["signing_secret", { signing_secret: `whsec_${Buffer.alloc(23).toString("base64")}` }],
    ["signing_secret", { signing_secret: `whsec_${Buffer.alloc(65).toString("base64")}` }],
    ["signing_secret", { signing_secret: `whsec_${Buffer.alloc(32).toString("base64url")}` }],
    ["headers", { headers: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, "v"])) }],
    ['headers["x-a"]', { headers: { "x-a": "a\r\nhost: b" } }],
    ['headers["x-a"]', { headers: { "x-a": 5 } }],
    ['headers["x-a"]', { headers: { "x-a": "v".repeat(1022) } }],
    ['headers["a\\nb"]', { headers: { "a\nb": "v" } }],
    ['headers["Webhook-Id"]', { headers: { "Webhook-Id": "mine" } }],
    ["headers.Host", { headers: { Host: "other" } }],
    ['headers["X-A"]', { headers: { "x-a": "1", "X-A": "2" } }],
    ["color", { color: "red" }],
  ] as const) {
    const found = await faults(api, settings);
    assert.deepEqual(Object.keys(found), [path], JSON.stringify(settings).slice(0, 100));
  }
});

it("bad settings are told all at once, with the names that a wrong event type may mean", async (test) => {
  const api = await openApi(test);
  const found = await faults(api, { url: "https://127.0.0.1/", events: ["lead.creat"] });
  assert.match(found["events[0]"] ?? "", /did you mean lead\.create/);
  assert.match(found["url"] ?? "", /127\.0\.0\.1 is a loopback address/);
});

it("one endpoint more than the space may have is refused", async (test) => {
  const api = await openApi(test);
  for (let i = 0; i < 100; i++) await made(api);
  const { status, body } = await api.call("POST", ENDPOINTS, { url: URL });
  assert.deepEqual([status, body.code], [409, "too_many_endpoints"]);
});
