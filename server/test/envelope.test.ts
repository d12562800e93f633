import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verify } from "@posthorn/sdk";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const PAYLOAD = '{ "n" : 1.0 }';
const PREVIOUS = '{ "n" : 12345678901234567890 }';
const CHANGES = `{"fields":[ "n" ],"previous":${PREVIOUS},"added":[],"removed":[]}`;
const ACTOR = '{"type":"import","id":"7","name":null}';
const TAIL = `"occurred_at":"2026-01-31T09:30:00.000Z","changes":${CHANGES},"actor":${ACTOR},"correlation_id":"run-7"}`;

const folder = workingFolder();
let isAnswering = true;
let receiver: Receiver;
let node: NodeProcess;
let endpoint: { id: string; secret: string; signing_secret: string };

const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;

before(async () => {
  receiver = await startReceiver(() => (isAnswering ? 200 : undefined));
  node = await startNode({ cwd: folder.path });
  endpoint = await call("POST", inSpace("/endpoints"), 201, { url: receiver.url, envelope: "extended" });
});

after(async () => {
  await node.end("SIGKILL");
  await receiver.close();
  folder.remove();
});

async function post(id: string): Promise<void> {
  const response = await fetch(`${node.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    body:
      `{"id_space":"${ID_SPACE}","event":"lead.update","payload":${PAYLOAD},"id":"${id}","correlation_id":"run-7",` +
      `"occurred_at":"2026-01-31T10:30:00+01:00","changes":{"previous":${PREVIOUS},"fields":[ "n" ]},` +
      `"actor":{"id":"7","type":"import"}}`,
  });
  assert.equal(response.status, 202, await response.text());
}

/** The requests that have come for an event, once there are so many. */
async function requestsOf(id: string, count: number) {
  const ofEvent = () => receiver.requests.filter(({ headers }) => headers["webhook-id"] === id);
  await receiver.until(() => ofEvent().length >= count);
  return ofEvent();
}

function bodyOf(id: string, secret: string): string {
  const head = `{"id_space":"${ID_SPACE}","event":"lead.update","secret":"${secret}","payload":${PAYLOAD}`;
  return `${head},"id":"${id}",${TAIL}`;
}

test("an extended body says what was posted beside the payload, byte for byte, and is signed as a whole", async () => {
  await post("first");
  const [request = assert.fail("it has arrived")] = await requestsOf("first", 1);
  assert.equal(request.body, bodyOf("first", endpoint.secret));
  const event = await verify(request, endpoint.signing_secret);
  assert.deepEqual([event.id, event.occurred_at], ["first", "2026-01-31T09:30:00.000Z"]);
  assert.deepEqual([event.changes?.fields, event.actor?.type, event.correlation_id], [["n"], "import", "run-7"]);
});

test("each attempt shows the body that it sent, also after the endpoint has asked for another", async () => {
  await call("PATCH", inSpace(`/endpoints/${endpoint.id}`), 200, { envelope: "seed" });
  const idDelivery = String((await requestsOf("first", 1))[0]?.headers["posthorn-delivery"]);
  const replayed = await call("POST", inSpace(`/deliveries/${idDelivery}/replay`), 200);
  await call("PATCH", inSpace(`/endpoints/${endpoint.id}`), 200, { envelope: "extended" });
  await call("POST", inSpace(`/deliveries/${idDelivery}/replay`), 200);
  const masked = "*".repeat(endpoint.secret.length);
  const sent = (await requestsOf("first", 3)).map(({ body }) => body.replace(endpoint.secret, masked));
  const extended = bodyOf("first", masked);
  assert.deepEqual(sent, [extended, `${extended.slice(0, extended.indexOf(',"id":'))}}`, extended]);
  assert.equal(replayed.request.body, sent[1]);
  const { attempts } = await call("GET", inSpace(`/deliveries/${idDelivery}`), 200);
  assert.deepEqual(
    attempts.map(({ request }: { request: { body: string } }) => request.body),
    sent,
  );
});

test("a test send has the keys too, null where a sample says nothing", async () => {
  const attempt = await call("POST", inSpace(`/endpoints/${endpoint.id}/test`), 200, { event: "tag.create" });
  const body = JSON.parse(attempt.request.body);
  assert.equal(body.id, attempt.request.headers["webhook-id"]);
  assert.deepEqual([body.changes, body.actor, body.correlation_id], [null, null, null]);
  const [request] = await requestsOf(body.id, 1);
  assert.equal(request?.body.replace(endpoint.secret, "*".repeat(endpoint.secret.length)), attempt.request.body);
});

test("what a dead node had in hand is sent by the next one with all that it says", async () => {
  isAnswering = false;
  await post("owed");
  await requestsOf("owed", 1);
  await node.end("SIGKILL");
  isAnswering = true;
  node = await startNode({ cwd: folder.path });
  const [before, taken] = await requestsOf("owed", 2);
  assert.equal(taken?.headers["posthorn-trigger"], "takeover");
  assert.deepEqual([before?.body, taken?.body], [bodyOf("owed", endpoint.secret), bodyOf("owed", endpoint.secret)]);
});
