import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { Posthorn, PosthornError } from "@posthorn/sdk";
import { OPERATOR_KEY, openApi, SPACE } from "../../test/api-server.ts";

/** The sdk's client against this very API, over a real socket. */
async function clientFor(test: TestContext, key = OPERATOR_KEY): Promise<Posthorn> {
  const { app } = await openApi(test);
  return new Posthorn({ url: `${await app.listen({ host: "127.0.0.1", port: 0 })}/`, key });
}

it("the client makes each call of the API", async (test) => {
  const posthorn = await clientFor(test);
  const made = await posthorn.createEndpoint(SPACE, { url: "https://receiver.example/", events: ["lead.*"] });
  assert.deepEqual((await posthorn.listEndpoints(SPACE, { limit: 1 })).data[0]?.id, made.id);
  assert.equal((await posthorn.updateEndpoint(SPACE, made.id, { description: "x" })).description, "x");
  assert.equal((await posthorn.getEndpoint(SPACE, made.id)).description, "x");
  assert.equal((await posthorn.getSecrets(SPACE, made.id)).secret, made.secret);
  const { previous_signing_secret: previous } = await posthorn.rotateSecret(SPACE, made.id);
  assert.equal(previous?.signing_secret, made.signing_secret);
  assert.equal((await posthorn.pauseEndpoint(SPACE, made.id)).status, "paused");
  const event = { id_space: SPACE, event: "lead.create", payload: { n: 1 } };
  const accepted = await posthorn.sendEvent(event);
  assert.equal((await posthorn.sendEvents([event, { ...event, event: "nope" }])).rejected, 1);
  assert.equal((await posthorn.listEvents(SPACE, { event: "lead.create" })).data.length, 2);
  assert.deepEqual((await posthorn.getEvent(SPACE, accepted.id)).payload, { n: 1 });
  const held = await posthorn.listDeliveries(SPACE, { status: "held", id_endpoint: made.id });
  const id = held.data.at(-1)?.id ?? "";
  assert.equal((await posthorn.replayDelivery(SPACE, id)).trigger, "replay");
  assert.equal((await posthorn.getDelivery(SPACE, id)).status, "delivered");
  assert.equal((await posthorn.resumeEndpoint(SPACE, made.id, { held: "discard" })).discarded, 1);
  assert.equal((await posthorn.testEndpoint(SPACE, made.id, "tag.create")).trigger, "test");
  assert.equal(await posthorn.deleteEndpoint(SPACE, made.id), undefined);
  assert.equal((await posthorn.listSpaces()).data[0]?.id_space, SPACE);
  assert.equal((await posthorn.getSpace(SPACE)).endpoint_count, 0);
  assert.equal((await posthorn.listEventTypes()).data.length, 34);
  assert.equal((await posthorn.getEventType("lead.create")).stability, "stable");
  const key = await posthorn.createKey({ id_space: SPACE });
  assert.equal((await posthorn.listKeys()).data[0]?.id, key.id);
  await posthorn.revokeKey(key.id);
});

it("a refusal is an error that holds the problem document", async (test) => {
  const posthorn = await clientFor(test, "wrong");
  await assert.rejects(posthorn.listKeys(), (error) => {
    assert.ok(error instanceof PosthornError);
    assert.deepEqual([error.status, error.problem.code], [401, "unauthorized"]);
    return true;
  });
});

it("an id stays one segment of the path, whatever it holds", async (test) => {
  const posthorn = await clientFor(test);
  await posthorn.createEndpoint(SPACE, { url: "https://receiver.example/" });
  for (const id of ["../endpoints", "?limit=1", "a/b", "#x"]) {
    await assert.rejects(posthorn.getEndpoint(SPACE, id), { status: 404 });
  }
});
