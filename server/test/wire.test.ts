import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verify, verifyBodySecret } from "@posthorn/sdk";
import { Webhook } from "standardwebhooks";
import { call } from "./api-calls.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** Payloads whose meaning or spelling a JSON library would change on the way through. */
const PAYLOADS = [
  '{ "b" : 1.0,\n\t"a":1e3 ,"c":-0,"n":12345678901234567890,"big":1e400 }',
  '{"escaped":"\\u00e9\\ud83d\\ude00\\/","plain":"é😀","lone":"\\ud800"}',
  '{"twice":1,"twice":2,"__proto__":{"a":1},"":null}',
  "{}",
];

const folder = workingFolder();
let receiver: Receiver;
let node: NodeProcess;
let endpoint: { id: string; secret: string; signing_secret: string };

before(async () => {
  receiver = await startReceiver();
  node = await startNode({ cwd: folder.path });
  endpoint = await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: `${receiver.url}/hook` });
});

after(async () => {
  await node.end("SIGKILL");
  await receiver.close();
  folder.remove();
});

async function send(payload: string, id: string) {
  const response = await fetch(`${node.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    body: `{ "payload" :\n${payload} , "event":"lead.create","id_space":"${ID_SPACE}","id":"${id}"}`,
  });
  assert.equal(response.status, 202, await response.text());
  await receiver.until((requests) => requests.some(({ headers }) => headers["webhook-id"] === id));
  const request = receiver.requests.find(({ headers }) => headers["webhook-id"] === id);
  return request ?? assert.fail("it has arrived");
}

test("the body has the seed's four keys in its order, around the payload's own bytes", async () => {
  for (const [at, payload] of PAYLOADS.entries()) {
    const { body, path, headers } = await send(payload, `bytes-${at}`);
    const head = `{"id_space":"${ID_SPACE}","event":"lead.create","secret":"${endpoint.secret}","payload":`;
    assert.equal(body, `${head}${payload}}`);
    assert.equal(path, "/hook");
    assert.equal(headers["content-type"], "application/json");
    assert.match(String(headers["user-agent"]), /^Posthorn\/\d+\.\d+\.\d+$/);
    assert.equal(headers["posthorn-event"], "lead.create");
  }
});

test("the headers are Standard Webhooks': its own library verifies them", async () => {
  const { body, headers } = await send('{"a":"Zoë ☃ 😀"}', "signed");
  const verified = new Webhook(endpoint.signing_secret).verify(body, webhookHeaders(headers));
  assert.deepEqual(verified, JSON.parse(body));
  assert.throws(() => new Webhook(endpoint.signing_secret).verify(body.replace("Zoë", "Zoe"), webhookHeaders(headers)));
});

test("the SDK verifies the request as Node has received it, and the secret in its body", async () => {
  const request = await send('{"b":1.0,"a":"\\u00e9"}', "by-sdk");
  const event = await verify(request, endpoint.signing_secret);
  assert.deepEqual([event.id, event.event, event.payload], ["by-sdk", "lead.create", { b: 1, a: "é" }]);
  assert.equal(verifyBodySecret(request.body, endpoint.secret).id_space, ID_SPACE);
  const rewritten = JSON.stringify(JSON.parse(request.body));
  await assert.rejects(verify({ ...request, body: rewritten }, endpoint.signing_secret), { code: "body_changed" });
});

test("after a rotation both secrets verify, the old one's signature last", async () => {
  const path = `${node.url}/v1/spaces/${ID_SPACE}/endpoints/${endpoint.id}`;
  const rotated = await call("POST", `${path}/rotate`, 200);
  assert.notEqual(rotated.signing_secret, endpoint.signing_secret);
  const { body, headers } = await send("{}", "rotated");
  for (const secret of [rotated.signing_secret, endpoint.signing_secret]) {
    new Webhook(secret).verify(body, webhookHeaders(headers));
  }
  const last = String(headers["webhook-signature"]).split(" ")[1] ?? "";
  new Webhook(endpoint.signing_secret).verify(body, { ...webhookHeaders(headers), "webhook-signature": last });
});

test("an endpoint without its secret in the body still gets the key, and its own headers", async () => {
  const path = `${node.url}/v1/spaces/${ID_SPACE}/endpoints/${endpoint.id}`;
  await call("PATCH", path, 200, { is_secret_in_body: false, headers: { "X-Team": "sales" } });
  const { body, headers } = await send("{}", "no-secret");
  assert.equal(body, `{"id_space":"${ID_SPACE}","event":"lead.create","secret":"","payload":{}}`);
  assert.equal(headers["x-team"], "sales");
});

test("a replay has the same webhook-id, a new attempt, the same payload bytes, and counts for nothing", async () => {
  const first = receiver.requests.find(({ headers }) => headers["webhook-id"] === "bytes-0");
  const idDelivery = String(first?.headers["posthorn-delivery"]);
  const attempt = await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/deliveries/${idDelivery}/replay`, 200);
  assert.equal(attempt.response.status, 200);
  const again = receiver.requests.at(-1);
  assert.equal(again?.headers["webhook-id"], "bytes-0");
  assert.equal(again?.headers["posthorn-trigger"], "replay");
  assert.notEqual(again?.headers["posthorn-attempt"], first?.headers["posthorn-attempt"]);
  assert.ok(again?.body.endsWith(`"payload":${PAYLOADS[0]}}`));
});

test("the evidence shows the request as it was sent, its secret masked, and the answer", async () => {
  const request = receiver.requests.find(({ headers }) => headers["webhook-id"] === "signed");
  const idDelivery = String(request?.headers["posthorn-delivery"]);
  const delivery = await call("GET", `${node.url}/v1/spaces/${ID_SPACE}/deliveries/${idDelivery}`, 200);
  const [attempt] = delivery.attempts;
  assert.equal(attempt.request.body, request?.body.replace(endpoint.secret, "*".repeat(endpoint.secret.length)));
  for (const [name, value] of Object.entries(attempt.request.headers))
    assert.equal(request?.headers[name], value, name);
  assert.equal(attempt.response.status, 200);
  assert.equal(attempt.error, null);
});

function webhookHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
