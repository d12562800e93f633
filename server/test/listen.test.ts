import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before, test } from "node:test";
import { verify } from "@posthorn/sdk";
import { call } from "./api-calls.ts";
import { createCli } from "./cli-process.ts";
import { type ListenerProcess, startListener } from "./listener-process.ts";
import { type NodeProcess, startNode, workingFolder } from "./node-process.ts";
import { type Answer, type Receiver, startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** Nothing that tests wait for ends by these. */
const PATIENT = { POSTHORN_LISTEN_GRACE_MS: "600000", POSTHORN_TIMEOUT_MS: "60000" };
/** For what comes when time is up: nothing has to be done within it. */
const IMPATIENT = { POSTHORN_LISTEN_GRACE_MS: "100", POSTHORN_TIMEOUT_MS: "500" };

const folder = workingFolder();
let node: NodeProcess;
const ends: (() => Promise<unknown>)[] = [];

const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;

/** The next life of the node, with the same port and database. */
async function restart(signal: NodeJS.Signals, env: Readonly<Record<string, string>>): Promise<void> {
  const { port } = new URL(node.url);
  await node.end(signal);
  node = await startNode({ cwd: folder.path, env: { ...env, POSTHORN_PORT: port } });
}

before(async () => {
  node = await startNode({ cwd: folder.path, env: PATIENT });
  // A space is there from its first event on.
  await post({ n: 0 });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  // Each test begins with none.
  await untilEndpoints(0);
});
after(async () => {
  await node.end("SIGKILL");
  folder.remove();
});

async function listen(...args: string[]): Promise<ListenerProcess> {
  const listener = await startListener({ cwd: folder.path, url: node.url, idSpace: ID_SPACE, args });
  ends.push(() => listener.end("SIGINT"));
  return listener;
}

async function receive(answer: Answer): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  ends.push(() => receiver.close());
  return receiver;
}

function post(payload: object, event = "lead.create", id?: string) {
  return call("POST", `${node.url}/v1/events`, 202, { id_space: ID_SPACE, event, payload, id });
}

/** The latest attempt of an event's only delivery, once it has one. */
async function attemptOf(idEvent: string) {
  for (;;) {
    const { deliveries } = await call("GET", inSpace(`/events/${idEvent}`), 200);
    const { attempts, status } = await call("GET", inSpace(`/deliveries/${deliveries[0].id}`), 200);
    if (attempts.length > 0) return { ...attempts.at(-1), status };
  }
}

async function untilEndpoints(count: number) {
  for (;;) {
    const { data } = await call("GET", inSpace("/endpoints"), 200);
    if (data.length === count) return data;
  }
}

test("what the local server answers is what came of the delivery, to the byte", async () => {
  const receiver = await receive((_request, response) => {
    response.writeHead(201, { "content-type": "text/plain", "x-mine": "yes" }).end("thänks");
    return undefined;
  });
  const listener = await listen("--forward-to", `${receiver.url}/hooks`);
  const [endpoint] = await untilEndpoints(1);
  assert.partialDeepStrictEqual(endpoint, { is_listener: true, status: "active", events: ["*"] });
  assert.equal(endpoint.description, `posthorn listen, forwarding to ${receiver.url}/hooks`);

  const accepted = await post({ text: "é€ \u0007" });
  const line = await listener.until(({ id }) => id === accepted.id);
  assert.partialDeepStrictEqual(line, { type: "request", event: "lead.create", status: 201, error: null });
  const [request] = receiver.requests;
  assert.ok(request);
  assert.equal(request.path, "/hooks");
  assert.equal(request.headers["content-length"], String(Buffer.byteLength(request.body)));
  const { signing_secret: secret } = listener.lines[0];
  assert.equal((await verify(request, secret)).id, accepted.id);

  const attempt = await attemptOf(accepted.id);
  assert.deepEqual([attempt.status, attempt.error], ["delivered", null]);
  assert.partialDeepStrictEqual(attempt.response, {
    ...{ status: 201, body: "thänks", encoding: "utf8", is_body_cut: false },
    headers: { "content-type": "text/plain", "x-mine": "yes" },
  });
  assert.equal(attempt.request.headers["webhook-signature"], request.headers["webhook-signature"]);
});

test("a failure of the local server is one of the delivery, and so is a local server that is down", async () => {
  const receiver = await receive(() => 503);
  const listener = await listen("--forward-to", receiver.url);
  const failed = await post({ n: 1 });
  await listener.until(({ id, status }) => id === failed.id && status === 503);
  assert.partialDeepStrictEqual(await attemptOf(failed.id), { response: { status: 503 }, error: { code: "status" } });

  await receiver.close();
  const down = await Promise.all(Array.from({ length: 12 }, (_, n) => post({ n })));
  for (const { id } of down) {
    const { error } = await attemptOf(id);
    assert.equal(error.code, "listener_unreachable");
    assert.equal(error.detail, `listener could not reach ${receiver.url}/: nothing listens there`);
  }
  const [endpoint] = await untilEndpoints(1);
  assert.deepEqual([endpoint.status, endpoint.consecutive_failures], ["active", 13]);
});

test("large bodies, slow answers and many at once come through", async () => {
  const answers: (() => void)[] = [];
  const receiver = await receive((_request, response) => {
    answers.push(() => response.writeHead(200).end("x".repeat(300_000)));
    // Nobody is answered before all have come.
    if (answers.length === 10) for (const answer of answers) answer();
    return undefined;
  });
  const listener = await listen("--forward-to", receiver.url);
  const text = "ü".repeat(100_000);
  const posted = await Promise.all(Array.from({ length: 10 }, (_, n) => post({ n, text })));
  for (const { id } of posted) {
    await listener.until((line) => line.id === id && line.status === 200);
    const { status, response } = await attemptOf(id);
    assert.deepEqual([status, response.is_body_cut], ["delivered", true]);
    assert.match(response.body, /^x{16384}$/);
  }
  assert.ok(receiver.requests.every(({ body }) => JSON.parse(body).payload.text === text));
});

test("without a local server webhooks are shown and taken, of the wanted types only", async () => {
  const listener = await listen("--events", "lead.*,tag.create");
  assert.deepEqual(listener.lines[0].events, ["lead.*", "tag.create"]);
  await post({ n: 1 }, "list.create");
  const { id } = await post({ n: 2 });
  const line = await listener.until(({ type }) => type === "request");
  assert.deepEqual([line.id, line.status, JSON.parse(line.body).payload], [id, 200, { n: 2 }]);
});

test("Ctrl-C leaves no endpoint behind", async () => {
  const listener = await listen();
  await untilEndpoints(1);
  assert.equal(await listener.end("SIGINT"), 130);
  // It is gone by the time that the command has ended.
  assert.deepEqual((await call("GET", inSpace("/endpoints"), 200)).data, []);
  assert.equal(listener.stderr(), "");
});

test("a listener whose endpoint somebody deletes begins anew, with the same secret", async () => {
  const listener = await listen();
  const [{ id }] = await untilEndpoints(1);
  await call("DELETE", inSpace(`/endpoints/${id}`), 204);
  const again = await listener.until(({ type, id_endpoint }) => type === "ready" && id_endpoint !== id);
  assert.equal(again.signing_secret, listener.lines[0].signing_secret);
  await post({ n: 1 });
  await listener.until(({ type }) => type === "request");
});

test("what cannot be listened to ends with one line and a code", async () => {
  const cli = createCli(folder.path, node.url, ID_SPACE);
  for (const [args, code, words] of [
    [["--key", "wrong-key-wrong-key"], 4, /key/],
    [["--url", "http://127.0.0.1:9"], 3, /not reached/],
    [["--events", "lead.creat"], 1, /did you mean lead\.create/],
    [["--signing-secret", "whsec_short"], 1, /whsec_/],
    [["--forward-to", "http://"], 2, /--forward-to/],
  ] as const) {
    const { code: actual, stdout, stderr } = await cli("listen", ...args);
    assert.deepEqual([actual, stdout], [code, ""], stderr);
    assert.match(stderr, words);
    assert.match(stderr, /^posthorn: /);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`after the node's ${signal} a listener goes on at the same endpoint, with what came in between`, async () => {
    const receiver = await receive(() => 200);
    const listener = await listen("--forward-to", receiver.url);
    const [{ id: idEndpoint }] = await untilEndpoints(1);
    await restart(signal, PATIENT);
    const posted = await Promise.all(Array.from({ length: 5 }, (_, n) => post({ n })));
    await receiver.until((requests) => new Set(requests.map(({ headers }) => headers["webhook-id"])).size === 5);
    const ready = listener.lines.filter(({ type }) => type === "ready");
    assert.deepEqual(
      ready.map(({ id_endpoint, signing_secret }) => [id_endpoint, signing_secret]),
      [0, 1].map(() => [idEndpoint, listener.lines[0].signing_secret]),
    );
    for (const { id } of posted) assert.equal((await attemptOf(id)).status, "delivered");
    const [endpoint] = await untilEndpoints(1);
    assert.equal(endpoint.status, "active");
  });
}

test("what happens while a killed listener is away is held, also by the next start, which deletes it in the end", async () => {
  const listener = await listen();
  const [{ id }] = await untilEndpoints(1);
  await listener.end("SIGKILL");
  while ((await call("GET", inSpace(`/endpoints/${id}`), 200)).status !== "paused");
  await post({ n: 1 });
  assert.equal((await call("GET", inSpace("/deliveries?status=held"), 200)).data.length, 1);
  await restart("SIGKILL", PATIENT);
  const [endpoint] = await untilEndpoints(1);
  assert.equal(endpoint.status, "paused", "it might come back");
  await restart("SIGKILL", IMPATIENT);
  await untilEndpoints(0);
});

test("when both are killed, the next start deletes the endpoint", async () => {
  const listener = await listen();
  const [{ id }] = await untilEndpoints(1);
  await Promise.all([node.end("SIGKILL"), listener.end("SIGKILL")]);
  await restart("SIGKILL", PATIENT);
  const [endpoint] = await untilEndpoints(1);
  assert.deepEqual([endpoint.id, endpoint.status], [id, "paused"]);
  await restart("SIGKILL", IMPATIENT);
  await untilEndpoints(0);
});

test("a listener that is killed leaves an endpoint that is deleted once its grace is over", async () => {
  await restart("SIGTERM", IMPATIENT);
  const listener = await listen();
  await untilEndpoints(1);
  await listener.end("SIGKILL");
  await untilEndpoints(0);
});

test("an answer that takes too long is a timeout, told on both sides", async () => {
  await restart("SIGTERM", IMPATIENT);
  const receiver = await receive(() => new Promise<number>(() => {}));
  const listener = await listen("--forward-to", receiver.url);
  const { id } = await post({ n: 1 });
  const line = await listener.until((each) => each.id === id);
  assert.deepEqual([line.status, line.error], [null, `${receiver.url}/ took longer than Posthorn waits`]);
  assert.equal((await attemptOf(id)).error.code, "timeout");
});

test("a listener whose key is revoked is cut off and told so, and leaves no endpoint behind", async () => {
  await restart("SIGTERM", IMPATIENT);
  const { id, key } = await call("POST", `${node.url}/v1/keys`, 201, { id_space: ID_SPACE });
  const listener = await startListener({ cwd: folder.path, url: node.url, idSpace: ID_SPACE, key });
  const exited = once(listener.child, "exit");
  await call("DELETE", `${node.url}/v1/keys/${id}`, 204);
  const [code] = await exited;
  assert.equal(code, 4, listener.stderr());
  await untilEndpoints(0);
});
