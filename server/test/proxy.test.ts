import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "./api-calls.ts";
import { startNode, workingFolder } from "./node-process.ts";
import { startReceiver } from "./receiver.ts";

const ENDPOINTS = "/v1/spaces/eb8edc65-129a-4cb6-abbe-6bf8979c0658/endpoints";

test("a proxy of the environment is not used: it could reach what must not be reached", {
  timeout: 60_000,
}, async (t) => {
  const folder = workingFolder();
  const proxy = await startReceiver();
  const receiver = await startReceiver();
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
  const env = { NODE_USE_ENV_PROXY: "1", ...Object.fromEntries(names.map((name) => [name, proxy.url])) };
  const node = await startNode({ cwd: folder.path, env });
  t.after(async () => {
    await node.end("SIGKILL");
    await Promise.all([receiver.close(), proxy.close()]);
    folder.remove();
  });
  const { id } = await call("POST", `${node.url}${ENDPOINTS}`, 201, { url: receiver.url });
  const attempt = await call("POST", `${node.url}${ENDPOINTS}/${id}/test`, 200, { event: "lead.create" });
  assert.equal(attempt.response.status, 200);
  assert.equal(attempt.remote_address, new URL(receiver.url).host);
  assert.equal(receiver.requests.length, 1);
  assert.equal(proxy.requests.length, 0);
});
