import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import { gzipSync } from "node:zlib";
import { openApi, SPACE } from "../../test/api-server.ts";
import { quietLog } from "../../test/stages.ts";
import type { CountedAnswer } from "./answer-count.ts";

const ENDPOINTS = `/v1/spaces/${SPACE}/endpoints`;
const EVENT = { id_space: SPACE, event: "lead.create", payload: {} };

it("a compressed body is refused in words, and one that says it is plain is read", async (test) => {
  const api = await openApi(test);
  const zipped = gzipSync(JSON.stringify(EVENT));
  for (const path of ["/v1/events", "/v1/keys", "/v1/portal-sessions/enter"]) {
    for (const encoding of ["gzip", "br", "x-unknown", "gzip, identity"]) {
      const answer = await api.call("POST", path, zipped, { headers: { "content-encoding": encoding } });
      assert.deepEqual([answer.status, answer.body.code], [415, "unsupported_media_type"], path);
      assert.match(answer.body.detail, /without content-encoding/);
      assert.equal(answer.headers["accept-encoding"], "identity");
    }
  }
  const plain = await api.call("POST", "/v1/events", EVENT, { headers: { "content-encoding": "Identity" } });
  assert.equal(plain.status, 202);
});

it("no page of another origin may call: no answer allows one, and a browser's question beforehand is refused", async (test) => {
  const api = await openApi(test);
  const headers = { origin: "https://elsewhere.example", "access-control-request-method": "POST" };
  for (const [method, path] of [
    ["OPTIONS", "/v1/events"],
    ["OPTIONS", ENDPOINTS],
    ["GET", "/v1/spaces"],
    ["GET", "/openapi.json"],
    ["GET", "/v1/nothing"],
  ] as const) {
    const answer = await api.call(method, path, undefined, { headers });
    if (method === "OPTIONS") assert.equal(answer.status, 405);
    const names = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
    assert.deepEqual(names, [], `${method} ${path}`);
  }
});

it("every answer is counted by its route, also where no route or no request was found", async (test) => {
  const counted: string[] = [];
  const countAnswer = ({ method, route, status }: CountedAnswer) => void counted.push(`${method} ${route} ${status}`);
  const api = await openApi(test, { countAnswer });
  await api.call("POST", "/v1/events", EVENT);
  await api.call("POST", "/v1/events", EVENT, { key: null });
  await api.call("POST", "/v1/events", { ...EVENT, payload: { text: "x".repeat(300_000) } });
  await api.call("GET", `${ENDPOINTS}/ep_00000000000000000000`);
  await api.call("GET", "/v1/nothing");
  await api.call("PUT", "/v1/events", {});
  assert.deepEqual(counted, [
    "POST /v1/events 202",
    "POST /v1/events 401",
    "POST /v1/events 413",
    "GET /v1/spaces/:id_space/endpoints/:id 404",
    "GET none 404",
    "PUT none 405",
  ]);
  const { port, hostname } = new URL(await api.app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write("no http at all\r\n\r\n");
  assert.match(await text(socket), /^HTTP\/1\.1 400 /);
  assert.equal(counted.at(-1), "none none 400");
});

it("each change is one line in the log: who, what and to what, and nothing that was said", async (test) => {
  const lines: [fields: object, message: string][] = [];
  const log = { ...quietLog, info: (fields: object, message: string) => void lines.push([fields, message]) };
  const api = await openApi(test, { log });
  const by = "the operator's key of the settings";
  const { body: madeKey } = await api.call("POST", "/v1/keys", { id_space: SPACE, description: "hush" });
  const own = { key: madeKey.key };
  const url = "https://hush.example/hush";
  const secret = "hush-hush";
  const { body } = await api.call("POST", ENDPOINTS, { url, secret, headers: { authorization: secret } }, own);
  const { id } = body;
  await api.call("PATCH", `${ENDPOINTS}/${id}`, { description: "hush" }, own);
  await api.call("POST", `${ENDPOINTS}/${id}/rotate`, {}, own);
  await api.call("DELETE", `${ENDPOINTS}/${id}`);
  assert.deepEqual(lines, [
    [{ by, what: "createKey", id: madeKey.id }, "changed"],
    [{ by: madeKey.id, what: "createEndpoint", id_space: SPACE, id }, "changed"],
    [{ by: madeKey.id, what: "updateEndpoint", id_space: SPACE, id }, "changed"],
    [{ by: madeKey.id, what: "rotateEndpointSecret", id_space: SPACE, id }, "changed"],
    [{ by, what: "deleteEndpoint", id_space: SPACE, id }, "changed"],
  ]);
  for (const hidden of ["hush", body.signing_secret, madeKey.key]) assert.ok(!JSON.stringify(lines).includes(hidden));
  await api.call("GET", ENDPOINTS);
  await api.call("POST", "/v1/events", EVENT);
  await api.call("PATCH", `${ENDPOINTS}/${id}`, {});
  assert.equal(lines.length, 5, "what changes nothing is not logged, nor is each event");
});
