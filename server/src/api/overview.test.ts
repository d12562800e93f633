import assert from "node:assert/strict";
import { it } from "node:test";
import { OTHER_SPACE, openApi, PUBLIC_URL, SPACE } from "../../test/api-server.ts";

it("an operator sees what happens now, and which spaces are in trouble", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, {
    url: "https://receiver.example/",
  });
  await api.call("POST", `/v1/spaces/${OTHER_SPACE}/endpoints`, { url: "https://receiver.example/" });
  await api.call("POST", `/v1/spaces/${SPACE}/endpoints/${endpoint.id}/pause`);
  api.clock.advance(90_500);
  const { body, status } = await api.call("GET", "/v1/overview");
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, {
    version: "0.0.0-test",
    uptime_s: 90,
    events_per_s: 12.5,
    queued_count: 3,
    space_count: 2,
    endpoint_count: 2,
    paused_endpoint_count: 1,
    disk_free_bytes: null,
    busiest: [],
    failing: [{ id_space: SPACE, paused_count: 1, delivered: 0 }],
  });
  assert.equal(body.nodes.length, 1);
  const key = await api.spaceKey(SPACE);
  assert.equal((await api.call("GET", "/v1/overview", undefined, { key })).status, 403);
});

it("spaces are found by how their id begins and by trouble, and a slip is told", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, {
    url: "https://receiver.example/",
  });
  await api.call("POST", "/v1/events", { id_space: OTHER_SPACE, event: "lead.create", payload: {} });
  await api.call("POST", `/v1/spaces/${SPACE}/endpoints/${endpoint.id}/pause`);
  const find = async (query: string) =>
    (await api.call("GET", `/v1/spaces?${query}`)).body.data.map(({ id_space }: { id_space: string }) => id_space);
  assert.deepEqual(await find(`search=${SPACE.slice(0, 5).toUpperCase()}`), [SPACE]);
  assert.deepEqual(await find("is_failing=true"), [SPACE]);
  assert.deepEqual(await find("is_failing=false"), [OTHER_SPACE, SPACE]);
  assert.equal((await api.call("GET", "/v1/spaces?is_failing=yes")).status, 422);
});

it("a test inbox is made with a token that nobody can guess, unless the operator has switched them off", async (test) => {
  const api = await openApi(test);
  const { status, body } = await api.call("POST", "/v1/inboxes", undefined, { key: await api.spaceKey(SPACE) });
  assert.equal(status, 201);
  assert.match(body.token, /^[A-Za-z0-9]{22}$/);
  assert.equal(body.url, `${PUBLIC_URL}/inbox/${body.token}`);
  const limits = { payloadBytesMax: 1, batchBytesMax: 1, endpointsPerSpaceMax: 1, pauseAfter: 1, timeoutMs: 1 };
  const off = {
    ...limits,
    eventTypesMax: 1,
    retentionDays: 1,
    allowHttp: false,
    validation: "off",
    inbox: false,
  } as const;
  const without = await openApi(test, { limits: off });
  const refused = await without.call("POST", "/v1/inboxes");
  assert.equal(refused.status, 404);
  assert.match(refused.body.detail, /POSTHORN_INBOX/);
});

it("a URL is judged while it is typed, with its host's addresses", async (test) => {
  const api = await openApi(test);
  const check = async (url: string) =>
    (await api.call("POST", `/v1/spaces/${SPACE}/endpoints/check-url`, { url })).body;
  assert.partialDeepStrictEqual(await check("https://receiver.example/"), { is_allowed: true, is_found: true });
  assert.partialDeepStrictEqual(await check("https://inside.example/"), { is_allowed: false, is_found: true });
  assert.partialDeepStrictEqual(await check("http"), { is_allowed: false, is_found: false });
});
