import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { enterPortalSession } from "@posthorn/sdk";
import { call } from "../../test/api-calls.ts";
import { type NodeProcess, type NodeSettings, runPosthorn, startNode, workingFolder } from "../../test/node-process.ts";
import { startReceiver } from "../../test/receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const CURL = fileURLToPath(new URL("../../test/curl.ts", import.meta.url));
/** A start by somebody who has set nothing, but for the port: tests share a machine. */
const NOTHING_SET = {
  POSTHORN_OPERATOR_KEY: undefined,
  POSTHORN_ALLOW_ADDRESSES: undefined,
  POSTHORN_ALLOW_HTTP: undefined,
};

let folder: ReturnType<typeof workingFolder>;
let running: NodeProcess[];

beforeEach(() => {
  folder = workingFolder();
  running = [];
});
afterEach(async () => {
  for (const node of running) await node.end("SIGKILL");
  folder.remove();
});

/** A node that is ended with the test, whatever comes of it. */
async function start(env: Record<string, string | undefined> = {}): Promise<NodeProcess> {
  const node = await startNode({ cwd: folder.path, env });
  running.push(node);
  return node;
}

/** A start that should not succeed: its exit code and what it says. */
async function startInVain(
  env: Record<string, string>,
  settings: Pick<NodeSettings, "fileKibMax"> = {},
): Promise<{ code: number; stdout: string; words: string[] }> {
  const child = runPosthorn({ cwd: folder.path, env: { POSTHORN_LOG_LEVEL: "silent", ...env }, ...settings });
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, stdout, words: stderr.trimEnd().split("\n") };
}

/** Reads what a node writes until it has said `words`. */
async function whenSaid(node: NodeProcess, words: string): Promise<void> {
  const { child, stdout, stderr } = node;
  while (!(stdout() + stderr()).includes(words)) {
    assert.equal(child.exitCode, null, `it ended without saying ${words}: ${stderr()}`);
    await Promise.race(
      [child.stdout, child.stderr, child].map((source) => source && once(source, source === child ? "exit" : "data")),
    );
  }
}

/** Pastes a line into a shell, with a `curl` that is there on every machine. */
async function paste(line: string): Promise<unknown> {
  const curl = `curl() { '${process.execPath}' '${CURL}' "$@"; }`;
  const { stdout } = await promisify(execFile)("sh", ["-c", `${curl}\n${line}`]);
  return JSON.parse(stdout);
}

test("the lines that a first start prints work when they are pasted", async () => {
  const node = await start(NOTHING_SET);
  await whenSaid(node, `curl -s ${node.url}/inbox/`);
  const [endpoint = "", event = "", inbox = ""] = node.stdout().match(/^curl .*$/gm) ?? [];
  assert.partialDeepStrictEqual(await paste(endpoint), { id_space: ID_SPACE, status: "active" });
  const accepted = await paste(event);
  assert.ok(typeof accepted === "object" && accepted !== null && !("warnings" in accepted));
  assert.partialDeepStrictEqual(accepted, { id_space: ID_SPACE, event: "lead.create", deliveries: 1 });
  const deliveries = `${node.url}/v1/spaces/${ID_SPACE}/deliveries?status=delivered`;
  const [, key] = /shown this once: (\S+)/.exec(node.stdout()) ?? [];
  while ((await call("GET", deliveries, 200, undefined, key)).data.length === 0);
  assert.partialDeepStrictEqual(await paste(inbox), { data: [{ method: "POST", answer: "200" }] });
  assert.match(JSON.stringify(await paste(inbox)), /webhook-signature.*\\"first_name\\":\\"Jean\\"/);
});

test("the link that a first start prints signs an operator in, once", async () => {
  const node = await start(NOTHING_SET);
  await whenSaid(node, "shown this once");
  const [, code = ""] = /works once: \S+\/#code=(\S+)/.exec(node.stdout()) ?? [];
  const { token, id_space } = await enterPortalSession({ url: node.url }, code);
  assert.equal(id_space, null);
  assert.deepEqual((await call("GET", `${node.url}/v1/spaces`, 200, undefined, token)).data, []);
  await assert.rejects(enterPortalSession({ url: node.url }, code), { code: "link_used" });
});

test("a later start prints one line and no key", async () => {
  const first = await start(NOTHING_SET);
  await whenSaid(first, "shown this once");
  assert.equal(await first.end("SIGTERM"), 0);
  const later = await start(NOTHING_SET);
  assert.equal(await later.end("SIGTERM"), 0);
  assert.match(
    later.stdout(),
    /^Posthorn \S+ listens at http:\/\/127\.0\.0\.1:\d+, database posthorn\.db, Node v24\S+\n$/,
  );
});

test("a taken port ends the start with one line and a hint, and uses up no first key", async () => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  const { code, stdout, words } = await startInVain({ POSTHORN_PORT: port });
  await receiver.close();
  assert.deepEqual([code, stdout], [1, ""]);
  assert.equal(words.length, 2);
  assert.match(words[0] ?? "", new RegExp(`^posthorn: .*${port}.* in use`));
  assert.match(words[1] ?? "", /--port/);
  const next = await start(NOTHING_SET);
  await whenSaid(next, "shown this once");
});

test("a second node on the same file ends with one line and a hint", async () => {
  const first = await start();
  const { code, words } = await startInVain({ POSTHORN_PORT: "0" });
  assert.equal(code, 1);
  assert.equal(words.length, 2);
  assert.match(words[0] ?? "", new RegExp(`^posthorn: .*${first.child.pid}`));
  assert.equal((await fetch(`${first.url}/healthz`)).status, 200, "the first goes on");
});

test("a damaged database ends the start with one line and a hint", async () => {
  const first = await start();
  assert.equal(await first.end("SIGTERM"), 0);
  const path = join(folder.path, "posthorn.db");
  writeFileSync(path, readFileSync(path).fill(0xff, 12_288, 28_672));
  const { code, words } = await startInVain({ POSTHORN_PORT: "0" });
  assert.equal(code, 1);
  assert.equal(words.length, 2);
  assert.match(words[0] ?? "", /^posthorn: posthorn\.db is .* damaged/);
  assert.match(words[1] ?? "", /restore a backup/);
});

// The lock, the schema, and what a node that listens already writes: each finds that there is no more room.
for (const fileKibMax of [4, 64, 120]) {
  test(`a disk with room for ${fileKibMax} KiB ends the start with one line and a hint`, async () => {
    const { code, stdout, words } = await startInVain({ POSTHORN_PORT: "0" }, { fileKibMax });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(words.length, 2, words.join("\n"));
    assert.match(words[0] ?? "", /^posthorn: .* cannot be (written|used): /);
    assert.match(words[1] ?? "", /room/);
    const next = await start(NOTHING_SET);
    await whenSaid(next, "shown this once");
  });
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} stops a node cleanly`, async () => {
    const node = await start();
    assert.equal(await node.end(signal), 0);
    assert.match(node.stderr(), /"msg":"stopped"/);
  });
}

for (const [signal, code] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const) {
  test(`a second signal, ${signal}, ends a node that waits for a slow receiver at once`, async (t) => {
    const { promise: isSent, resolve } = Promise.withResolvers<undefined>();
    const receiver = await startReceiver(() => {
      resolve(undefined);
      return new Promise<number>(() => {});
    });
    t.after(() => receiver.close());
    const node = await start();
    await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, { url: receiver.url });
    await call("POST", `${node.url}/v1/events`, 202, { id_space: ID_SPACE, event: "lead.create", payload: {} });
    await isSent;
    node.child.kill("SIGTERM");
    await whenSaid(node, '"msg":"stopping"');
    assert.equal(await node.end(signal), code);
  });
}

test("logs are JSON lines on stderr, and hold no key", async () => {
  const node = await start();
  const endpoint = { url: `${node.url}/inbox/token-token` };
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, endpoint);
  assert.equal(await node.end("SIGTERM"), 0);
  for (const line of node.stderr().trimEnd().split("\n")) assert.equal(typeof JSON.parse(line).msg, "string");
  assert.doesNotMatch(node.stderr(), /operator-key-of-the-tests/);
});
