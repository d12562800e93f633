import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { Posthorn, type SpaceMessage } from "@posthorn/sdk";
import { OPERATOR_KEY, OTHER_SPACE, openApi, SPACE, type TestApi } from "../../test/api-server.ts";

/** The API on a real socket, and a client for it whose pauses take no time. */
async function openLive(test: TestContext) {
  const api = await openApi(test);
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const clientOf = (key: string) => new Posthorn({ url, key, retries: 0 });
  // A client comes back for as long as it is let.
  const end = new AbortController();
  test.after(() => end.abort());
  return { api, clientOf, signal: end.signal };
}

/** Lets gathered changes be told: time passes only here. */
async function pass(api: TestApi, ms = 200): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  api.clock.advance(ms);
}

/** The next messages of a stream, while time passes. */
async function take<Message>(api: TestApi, stream: AsyncIterator<Message>, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  while (messages.length < count) {
    const next = stream.next();
    let isThere = false;
    void next.finally(() => {
      isThere = true;
    });
    while (!isThere) await pass(api);
    const { value, done } = await next;
    if (done) break;
    messages.push(value);
  }
  return messages;
}

it("what happens in a space is streamed with rows as its lists give them", async (test) => {
  const { api, clientOf, signal } = await openLive(test);
  const client = clientOf(await api.spaceKey(SPACE));
  const stream = client.live.space(SPACE, { signal })[Symbol.asyncIterator]();
  assert.deepEqual(await take(api, stream, 1), [{ kind: "reset" }]);
  const { id } = (await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, { url: "https://receiver.example/" })).body;
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {}, id: "event-1" });
  await api.call("POST", "/v1/events", { id_space: OTHER_SPACE, event: "lead.create", payload: {} });
  const messages = await take(api, stream, 3);
  const [event] = (await client.events.list({ id_space: SPACE }).page()).data;
  const [delivery] = (await client.deliveries.list({ id_space: SPACE }).page()).data;
  const [endpoint] = (await client.endpoints.list({ id_space: SPACE }).page()).data;
  assert.equal(endpoint?.id, id);
  assert.deepEqual(messages, [
    { kind: "event", event },
    { kind: "delivery", delivery },
    { kind: "endpoint", endpoint },
  ] satisfies unknown[]);
  await stream.return?.(undefined);
});

it("a stream ends with its session, at its time or when it is revoked, and nobody else's does", async (test) => {
  const { api, clientOf, signal } = await openLive(test);
  const comeIn = async () => {
    const { body } = await api.call("POST", `/v1/spaces/${SPACE}/portal-sessions`, { expires_in_s: 600 });
    const code = new URL(body.url).hash.slice("#code=".length);
    return (await api.call("POST", "/v1/portal-sessions/enter", { code }, { key: null })).body;
  };
  const [revoked, expiring] = [await comeIn(), await comeIn()];
  const streams = [revoked, expiring].map(({ token }) =>
    clientOf(token).live.space(SPACE, { signal })[Symbol.asyncIterator](),
  );
  const [first, second] = streams as [AsyncIterator<SpaceMessage>, AsyncIterator<SpaceMessage>];
  await take(api, first, 1);
  await take(api, second, 1);
  await api.call("DELETE", `/v1/spaces/${SPACE}/portal-sessions/${revoked.id}`);
  await assert.rejects(Promise.resolve(first.next()), { code: "session_over" });
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "lead.create", payload: {} });
  assert.equal((await take(api, second, 1))[0]?.kind, "event");
  api.clock.advance(600_000);
  await assert.rejects(Promise.resolve(second.next()), { code: "session_over" });
});

it("a space's key sees neither another space's stream nor the node's, and no stream begins without a key", async (test) => {
  const { api, clientOf, signal } = await openLive(test);
  const client = clientOf(await api.spaceKey(SPACE));
  for (const [stream, code] of [
    [client.live.space(OTHER_SPACE, { signal }), "not_found"],
    [client.live.node({ signal }), "forbidden"],
    [clientOf("wrong").live.space(SPACE, { signal }), "unauthorized"],
  ] as const) {
    await assert.rejects(
      async () => {
        for await (const _ of stream) assert.fail("nothing comes");
      },
      { code },
    );
  }
  assert.equal((await api.call("HEAD", `/v1/spaces/${SPACE}/stream`)).status, 405);
});

it("an operator sees the node's rates each second", async (test) => {
  const { api, clientOf, signal } = await openLive(test);
  const stream = clientOf(OPERATOR_KEY).live.node({ signal })[Symbol.asyncIterator]();
  const [one, other] = await take(api, stream, 2);
  assert.partialDeepStrictEqual(one, { kind: "rates", rates: { events_per_s: 12.5, pending_count: 0 } });
  assert.ok(one?.kind === "rates" && other?.kind === "rates" && one.rates.at < other.rates.at);
  await stream.return?.(undefined);
});

it("a server that closes ends its streams, so that nothing keeps it open", async (test) => {
  const { api, clientOf } = await openLive(test);
  const states: string[] = [];
  const end = new AbortController();
  const onState = (state: string) => {
    states.push(state);
    if (state === "lost") end.abort();
  };
  const stream = clientOf(OPERATOR_KEY).live.space(SPACE, { signal: end.signal, onState })[Symbol.asyncIterator]();
  await take(api, stream, 1);
  await Promise.all([api.app.close(), stream.next()]);
  assert.deepEqual(states, ["live", "lost"]);
});
