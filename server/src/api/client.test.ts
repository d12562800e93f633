import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { type EventName, Posthorn, PosthornError, PROBLEM_CODES } from "@posthorn/sdk";
import { OPERATOR_KEY, openApi, SPACE } from "../../test/api-server.ts";
import { PROBLEMS } from "../core/problems.ts";

/** The sdk's client against this very API, over a real socket. */
async function clientFor(test: TestContext, key = OPERATOR_KEY): Promise<Posthorn> {
  const { app } = await openApi(test);
  return new Posthorn({ url: `${await app.listen({ host: "127.0.0.1", port: 0 })}/`, key });
}

const inSpace = { id_space: SPACE };
/** What is in it is not what these tests are about: the server takes it, with warnings. */
const ANY_PAYLOAD = { n: 1 } as never;
const lead = { ...inSpace, payload: ANY_PAYLOAD };

it("the client makes each call about endpoints", async (test) => {
  const { endpoints } = await clientFor(test);
  const made = await endpoints.create({ ...inSpace, url: "https://receiver.example/", events: ["lead.*"] });
  assert.equal((await endpoints.list({ ...inSpace, limit: 1 }).page()).data[0]?.id, made.id);
  assert.equal((await endpoints.update(made, { description: "x" })).description, "x");
  assert.equal((await endpoints.get(made)).description, "x");
  assert.equal((await endpoints.secrets(made)).secret, made.secret);
  assert.equal((await endpoints.rotate(made)).previous_signing_secrets[0]?.signing_secret, made.signing_secret);
  assert.equal((await endpoints.pause(made)).status, "paused");
  assert.equal((await endpoints.test(made, "tag.create")).trigger, "test");
  assert.equal((await endpoints.resume(made)).status, "active");
  assert.equal(await endpoints.delete(made), undefined);
});

it("the client makes each call about events and deliveries", async (test) => {
  const posthorn = await clientFor(test);
  const endpoint = await posthorn.endpoints.create({ ...inSpace, url: "https://receiver.example/" });
  await posthorn.endpoints.pause(endpoint);
  const accepted = await posthorn.send("lead.create", lead);
  const bad = { ...lead, event: "lead.create", id: "no dots." } as const;
  assert.equal((await posthorn.sendMany([{ ...lead, event: "lead.update" }, bad])).rejected, 1);
  assert.equal((await posthorn.events.list({ ...inSpace, event: "lead.create" }).page()).data.length, 1);
  assert.deepEqual((await posthorn.events.get(accepted)).payload, { n: 1 });
  assert.match(await posthorn.events.getText(accepted), /"payload":\{"n":1\}/);
  const [newest, oldest] = await Array.fromAsync(posthorn.deliveries.list({ ...inSpace, status: "held", limit: 1 }));
  assert.ok(newest && oldest);
  assert.deepEqual([newest.event, oldest.event], ["lead.update", "lead.create"]);
  assert.equal((await posthorn.deliveries.replay(oldest)).trigger, "replay");
  assert.equal((await posthorn.deliveries.get(oldest)).status, "delivered");
  assert.equal((await posthorn.endpoints.resume(endpoint, { held: "discard" })).discarded, 1);
});

it("the client makes each call about replays", async (test) => {
  const posthorn = await clientFor(test);
  const endpoint = await posthorn.endpoints.create({ ...inSpace, url: "https://receiver.example/" });
  await posthorn.endpoints.pause(endpoint);
  await posthorn.send("lead.create", lead);
  const range = { since: "2023-11-14T00:00:00Z", status: "held" } as const;
  assert.deepEqual(await posthorn.replays.preview(endpoint, range), { count: 1 });
  const replay = await posthorn.replays.start(endpoint, range);
  while ((await posthorn.replays.get(replay)).state === "running");
  assert.equal((await posthorn.replays.cancel(replay)).delivered, 1);
  assert.equal((await posthorn.replays.list({ ...inSpace, id_endpoint: endpoint.id }).page()).data[0]?.id, replay.id);
});

it("the client makes each call about spaces, event types and keys", async (test) => {
  const posthorn = await clientFor(test);
  await posthorn.send("lead.create", lead);
  assert.equal((await posthorn.spaces.list().page()).data[0]?.id_space, SPACE);
  assert.equal((await posthorn.spaces.get(SPACE)).endpoint_count, 0);
  assert.equal((await posthorn.eventTypes.get("lead.create")).stability, "stable");
  const own = { schema: { type: "object" }, sample: {} };
  assert.equal((await posthorn.eventTypes.put("order.paid", own)).is_built_in, false);
  assert.equal((await posthorn.eventTypes.put("lead.create", { validation: "off" })).validation, "off");
  assert.equal(await posthorn.eventTypes.delete("order.paid"), undefined);
  const key = await posthorn.keys.create({ id_space: SPACE });
  assert.equal((await posthorn.keys.list().page()).data[0]?.id, key.id);
  await posthorn.keys.revoke(key.id);
});

it("the client knows every code of a problem", () => {
  assert.deepEqual([...PROBLEM_CODES].sort(), Object.keys(PROBLEMS).sort());
});

it("the client knows the name of every event type", async (test) => {
  const posthorn = await clientFor(test);
  const names = (await Array.fromAsync(posthorn.eventTypes.list())).map(({ name }) => name);
  assert.deepEqual(names.sort(), Object.keys(EVENT_NAMES).sort());
});

it("an event sent again under its id is the same event", async (test) => {
  const posthorn = await clientFor(test);
  const event = { ...lead, id: "order-7", occurred_at: new Date("2026-01-31T09:30:00Z") };
  const first = await posthorn.send("lead.create", event);
  assert.equal(first.occurred_at, "2026-01-31T09:30:00.000Z");
  assert.deepEqual(await posthorn.send("lead.create", event), { ...first, is_duplicate: true });
});

it("a refusal is an error that holds the problem document", async (test) => {
  const posthorn = await clientFor(test, "wrong");
  await assert.rejects(posthorn.keys.list().page(), (error) => {
    assert.ok(error instanceof PosthornError);
    assert.deepEqual([error.status, error.code, error.problem?.code], [401, "unauthorized", "unauthorized"]);
    return true;
  });
});

it("wrong input is an error that names each fault by its path", async (test) => {
  const { endpoints } = await clientFor(test);
  await assert.rejects(endpoints.create({ ...inSpace, url: "nowhere", pause_after: 0 }), (error) => {
    assert.ok(error instanceof PosthornError);
    assert.equal(error.code, "invalid_request");
    assert.ok(error.errors.some(({ path }) => path === "pause_after"));
    return true;
  });
});

it("an id stays one segment of the path, whatever it holds", async (test) => {
  const { endpoints } = await clientFor(test);
  await endpoints.create({ ...inSpace, url: "https://receiver.example/" });
  for (const id of ["../endpoints", "..", ".", "", "?limit=1", "a/b", "#x", "%2e%2e"]) {
    await assert.rejects(endpoints.get({ ...inSpace, id }), { status: 404 });
  }
});

/** The compiler holds this table against the sdk's type, the test against the server's catalogue. */
const EVENT_NAMES: Record<EventName, true> = {
  "lead.create": true,
  "lead.update": true,
  "lead.delete": true,
  "lead.status.update": true,
  "lead.list.update": true,
  "lead.tags.update": true,
  "lead.track": true,
  "lead.task.create": true,
  "lead.task.update": true,
  "lead.task.delete": true,
  "lead.note.create": true,
  "lead.note.update": true,
  "lead.note.delete": true,
  "lead.linkedin.new": true,
  "lead.twitter.new": true,
  "lead.email.new": true,
  "campaign.create": true,
  "campaign.update": true,
  "campaign.delete": true,
  "campaign.email.sent": true,
  "campaign.email.reply": true,
  "campaign.email.open": true,
  "campaign.email.click": true,
  "campaign.email.bounce": true,
  "campaign.email.unsubscribe": true,
  "list.create": true,
  "list.update": true,
  "list.delete": true,
  "status.create": true,
  "status.update": true,
  "status.delete": true,
  "tag.create": true,
  "tag.update": true,
  "tag.delete": true,
};
