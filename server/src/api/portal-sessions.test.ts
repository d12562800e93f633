import assert from "node:assert/strict";
import { it } from "node:test";
import { OTHER_SPACE, openApi, PUBLIC_URL, SPACE, type TestApi } from "../../test/api-server.ts";

const SESSIONS = `/v1/spaces/${SPACE}/portal-sessions`;
const ENTER = "/v1/portal-sessions/enter";
const ENDPOINT = { url: "https://receiver.example/hook" };

function codeIn(url: string): string {
  return new URL(url).hash.slice("#code=".length);
}

/** Makes a session and comes in by its link: the token. */
async function comeIn(api: TestApi, session: object = {}, path = SESSIONS): Promise<{ token: string; id: string }> {
  const made = await api.call("POST", path, session);
  assert.equal(made.status, 201, made.text);
  const entered = await api.call("POST", ENTER, { code: codeIn(made.body.url) }, { key: null });
  assert.equal(entered.status, 200, entered.text);
  return entered.body;
}

it("a portal session's link has its code in the fragment only, and opens its space once", async (test) => {
  const api = await openApi(test);
  const theme = { mode: "dark", accent: "#0a7cff" };
  const back_to = { url: "https://app.example/settings", label: "Back to Acme" };
  const made = await api.call("POST", SESSIONS, { theme, back_to, expires_in_s: 600 });
  const { url, ...session } = made.body;
  assert.match(url, new RegExp(`^${PUBLIC_URL}/#code=phc_[A-Za-z0-9]{40}$`));
  const whole = { mode: "dark", accent: "#0a7cff", background: null, surface: null, text: null };
  assert.partialDeepStrictEqual(session, {
    id_space: SPACE,
    is_read_only: false,
    theme: whole,
    back_to,
    entered_at: null,
  });
  assert.equal(Date.parse(session.expires_at) - Date.parse(session.created_at), 600_000);
  assert.equal(made.headers["cache-control"], "no-store");

  const code = codeIn(url);
  const entered = await api.call("POST", ENTER, { code }, { key: null });
  const { token, ...seen } = entered.body;
  assert.match(token, /^pht_[A-Za-z0-9]{40}$/);
  assert.deepEqual(seen, { ...session, entered_at: seen.entered_at });
  assert.equal(entered.headers["cache-control"], "no-store");
  const again = await api.call("POST", ENTER, { code }, { key: null });
  assert.deepEqual([again.status, again.body.code], [410, "link_used"]);
  assert.doesNotMatch((await api.call("GET", SESSIONS)).text, /ph[ct]_/);
});

it("a code that is not there, has expired or was revoked says which", async (test) => {
  const api = await openApi(test);
  for (const code of ["", "phc_", `phc_${"a".repeat(40)}`, "x".repeat(5000)]) {
    const { status, body } = await api.call("POST", ENTER, { code }, { key: null });
    assert.deepEqual([status, body.code], [404, "not_found"]);
  }
  const [late, revoked] = [(await api.call("POST", SESSIONS, {})).body, (await api.call("POST", SESSIONS, {})).body];
  assert.equal((await api.call("DELETE", `${SESSIONS}/${revoked.id}`)).status, 204);
  const stopped = await api.call("POST", ENTER, { code: codeIn(revoked.url) }, { key: null });
  assert.deepEqual([stopped.status, stopped.body.code], [410, "link_revoked"]);
  api.clock.advance(3_600_000);
  const expired = await api.call("POST", ENTER, { code: codeIn(late.url) }, { key: null });
  assert.deepEqual([expired.status, expired.body.code], [410, "link_expired"]);
});

it("a token sees its space only, and ends at its time or at once when revoked", async (test) => {
  const api = await openApi(test);
  const first = await comeIn(api);
  const as = (token: string, method: string, path: string, body?: unknown) =>
    api.call(method, path, body, { key: token });
  assert.deepEqual((await as(first.token, "GET", `/v1/spaces/${SPACE}/endpoints`)).body.data, []);
  assert.equal((await as(first.token, "POST", `/v1/spaces/${SPACE}/endpoints`, ENDPOINT)).status, 201);
  assert.equal((await as(first.token, "GET", `/v1/spaces/${OTHER_SPACE}/endpoints`)).status, 404);
  assert.equal((await as(first.token, "GET", "/v1/spaces")).status, 403);
  assert.equal((await api.call("DELETE", `${SESSIONS}/${first.id}`)).status, 204);
  assert.equal((await api.call("DELETE", `${SESSIONS}/${first.id}`)).status, 404);
  const revoked = await as(first.token, "GET", "/v1/me");
  assert.deepEqual([revoked.status, revoked.body.code], [401, "session_over"]);
  assert.match(revoked.body.detail, /revoked/);

  const second = await comeIn(api, { expires_in_s: 60 });
  api.clock.advance(59_999);
  assert.equal((await as(second.token, "GET", "/v1/me")).status, 200);
  api.clock.advance(1);
  const expired = await as(second.token, "GET", "/v1/me");
  assert.deepEqual([expired.status, expired.body.code], [401, "session_over"]);
  assert.match(expired.body.detail, /expired/);
  const unknown = await as(`pht_${"a".repeat(40)}`, "GET", "/v1/me");
  assert.deepEqual([unknown.status, unknown.body.code], [401, "unauthorized"]);
});

it("a read-only session may look at everything but secrets, and change nothing", async (test) => {
  const api = await openApi(test);
  const { body: endpoint } = await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, ENDPOINT);
  const { token: key } = await comeIn(api, { is_read_only: true });
  const path = `/v1/spaces/${SPACE}/endpoints/${endpoint.id}`;
  assert.equal((await api.call("GET", path, undefined, { key })).status, 200);
  assert.equal((await api.call("GET", "/v1/me", undefined, { key })).body.is_read_only, true);
  for (const [method, target, body] of [
    ["GET", `${path}/secrets`],
    ["PATCH", path, { description: "x" }],
    ["DELETE", path],
    ["POST", `${path}/test`, { event: "lead.create" }],
    ["POST", `${path}/pause`],
    ["POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} }],
  ] as const) {
    const { status, body: problem } = await api.call(method, target, body, { key });
    assert.deepEqual([status, problem.code], [403, "forbidden"], `${method} ${target}`);
  }
});

it("a customer's session cannot make a way in that outlives it; a key of the space can", async (test) => {
  const api = await openApi(test);
  const { token } = await comeIn(api);
  const key = await api.spaceKey(SPACE);
  const { body: made } = await api.call("POST", SESSIONS, {}, { key });
  for (const [method, path] of [
    ["POST", SESSIONS],
    ["GET", SESSIONS],
    ["DELETE", `${SESSIONS}/${made.id}`],
    ["POST", "/v1/portal-sessions"],
    ["POST", "/v1/keys"],
  ] as const) {
    const { status } = await api.call(method, path, method === "POST" ? {} : undefined, { key: token });
    assert.equal(status, 403, `${method} ${path}`);
  }
  const other = await api.call("POST", `/v1/spaces/${OTHER_SPACE}/portal-sessions`, {}, { key });
  assert.equal(other.status, 404);
  assert.equal((await api.call("GET", SESSIONS, undefined, { key })).body.data.length, 2);
  assert.equal((await api.call("DELETE", `${SESSIONS}/${made.id}`, undefined, { key })).status, 204);
});

it("an operator's session sees all, and is listed and revoked apart from those of spaces", async (test) => {
  const api = await openApi(test);
  const { token: key, id } = await comeIn(api, {}, "/v1/portal-sessions");
  await comeIn(api);
  assert.equal((await api.call("GET", "/v1/spaces", undefined, { key })).status, 200);
  assert.equal((await api.call("POST", SESSIONS, {}, { key })).status, 201);
  const { body } = await api.call("GET", "/v1/portal-sessions");
  assert.deepEqual(
    body.data.map((session: { id: string }) => session.id),
    [id],
  );
  assert.equal((await api.call("DELETE", `${SESSIONS}/${id}`)).status, 404);
  assert.equal((await api.call("DELETE", `/v1/portal-sessions/${id}`)).status, 204);
  assert.equal((await api.call("GET", "/v1/spaces", undefined, { key })).body.code, "session_over");
});

it("what a session is asked to look like is checked, and no link back can run code", async (test) => {
  const api = await openApi(test);
  for (const [body, path] of [
    [{ theme: { accent: "red" } }, "theme.accent"],
    [{ theme: { accent: "#12345" } }, "theme.accent"],
    [{ theme: { accent: "#fff;background:url(x)" } }, "theme.accent"],
    [{ theme: { mode: "blue" } }, "theme.mode"],
    [{ theme: { font: "x" } }, "theme.font"],
    [{ back_to: { url: "javascript:alert(1)", label: "Back" } }, "back_to.url"],
    [{ back_to: { url: "/settings", label: "Back" } }, "back_to.url"],
    [{ back_to: { url: "https://app.example/", label: "" } }, "back_to.label"],
    [{ expires_in_s: 59 }, "expires_in_s"],
    [{ expires_in_s: 86_401 }, "expires_in_s"],
  ] as const) {
    const answer = await api.call("POST", SESSIONS, body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.equal(answer.body.errors[0].path, path);
  }
});

it("a key learns from /v1/me what it is, and a session also when it ends and how it looks", async (test) => {
  const api = await openApi(test);
  const operator = await api.call("GET", "/v1/me");
  assert.partialDeepStrictEqual(operator.body, {
    id_space: null,
    is_read_only: false,
    expires_at: null,
    session: null,
  });
  assert.partialDeepStrictEqual(operator.body.node, {
    version: "0.0.0-test",
    public_url: PUBLIC_URL,
    pause_after: 10,
    event_type_count: 34,
    rotation_overlap_s: 86_400,
  });
  const key = await api.spaceKey(SPACE);
  assert.partialDeepStrictEqual((await api.call("GET", "/v1/me", undefined, { key })).body, {
    id_space: SPACE,
    session: null,
  });
  const { token, id } = await comeIn(api, { theme: { accent: "#ABC" } });
  const { body } = await api.call("GET", "/v1/me", undefined, { key: token });
  assert.equal(body.session.id, id);
  assert.equal(body.session.theme.accent, "#ABC");
  assert.ok(Date.parse(body.expires_at) > 0);
});

it("a node that stops takes no codes any more, so that none is used up in vain", async (test) => {
  const state = { isAccepting: true };
  const api = await openApi(test, { isAccepting: () => state.isAccepting });
  const { body } = await api.call("POST", SESSIONS, {});
  state.isAccepting = false;
  const refused = await api.call("POST", ENTER, { code: codeIn(body.url) }, { key: null });
  assert.deepEqual([refused.status, refused.body.code], [503, "shutting_down"]);
  state.isAccepting = true;
  assert.equal((await api.call("POST", ENTER, { code: codeIn(body.url) }, { key: null })).status, 200);
});

it("a space that only has a session or events has a list of endpoints, with none in it", async (test) => {
  const api = await openApi(test);
  await comeIn(api);
  await api.call("POST", "/v1/events", { id_space: OTHER_SPACE, event: "lead.create", payload: {} });
  for (const idSpace of [SPACE, OTHER_SPACE]) {
    const { status, body } = await api.call("GET", `/v1/spaces/${idSpace}/endpoints`);
    assert.deepEqual([status, body.data], [200, []]);
  }
});
