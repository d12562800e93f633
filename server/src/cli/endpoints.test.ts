import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli, idSpace } = server;

/** An endpoint at a test inbox of its own, which answers as it is told. */
async function endpointAt(token: string, answer = "200"): Promise<string> {
  const url = `${server.node.url}/inbox/${token}-of-the-tests`;
  await fetch(url, { method: "PUT", body: JSON.stringify({ answer }) });
  return (await cli.json("endpoints", "create", url)).id;
}

test("an endpoint is made, shown, changed and deleted", async () => {
  const url = `${server.node.url}/inbox/a-token-for-this`;
  const made = await cli.json(
    "endpoints",
    "create",
    url,
    "--events",
    "lead.*,tag.create",
    "--header",
    "x-team: a: b",
    "--pause-after",
    "3",
  );
  assert.partialDeepStrictEqual(made, {
    url,
    events: ["lead.*", "tag.create"],
    headers: { "x-team": "…" },
    pause_after: 3,
  });
  assert.match(made.signing_secret, /^whsec_/);
  assert.deepEqual((await cli.json("endpoints", "secrets", made.id)).headers, { "x-team": "a: b" });
  assert.match(
    (await cli("endpoints")).stdout,
    new RegExp(`^${made.id}\tactive\t${url}\tlead\\.\\* tag\\.create\t$`, "m"),
  );
  const changed = await cli.json(
    "endpoints",
    "update",
    made.id,
    "--events",
    "*",
    "--description",
    "ours",
    "--no-headers",
    "--secret-in-body",
    "no",
  );
  const { signing_secret: _, secret: __, ...endpoint } = made;
  const expected = { ...endpoint, events: ["*"], description: "ours", headers: {}, is_secret_in_body: false };
  assert.deepEqual(changed, { ...expected, updated_at: changed.updated_at });
  const owed = { pending_count: 0, held_count: 0 };
  assert.deepEqual(await cli.json("endpoints", "show", made.id), { ...changed, ...owed });
  assert.deepEqual(await cli("endpoints", "delete", made.id), { code: 0, stdout: `Deleted ${made.id}\n`, stderr: "" });
  assert.equal((await cli("endpoints", "show", made.id)).code, 1);
});

test("secrets are shown and rotated, and the old one is kept for a while", async () => {
  const id = await endpointAt("rotating");
  const before = await cli.json("endpoints", "secrets", id);
  const after = await cli.json("endpoints", "rotate", id);
  assert.notEqual(after.signing_secret, before.signing_secret);
  assert.equal(after.previous_signing_secrets[0].signing_secret, before.signing_secret);
  const { stdout } = await cli("endpoints", "secrets", id);
  assert.match(stdout, new RegExp(`^signing secret\t${after.signing_secret.replaceAll("+", "\\+")}$`, "m"));
});

test("a paused endpoint holds events, and resumes with or without them", async () => {
  const id = await endpointAt("pausing");
  assert.equal((await cli("endpoints", "pause", id)).stdout, `${id} is paused: its events are held\n`);
  await cli("trigger", "lead.create");
  assert.match((await cli("endpoints", "show", id)).stdout, /^pending\t0\nheld\t1$/m);
  const resumed = await cli("endpoints", "resume", id, "--held", "discard");
  assert.equal(resumed.stdout, `${id} is active; 1 held deliveries were discarded\n`);
  assert.equal((await cli("endpoints", "resume", id)).stdout, `${id} is active; what was held is sent now\n`);
});

test("a test send ends with 0 where it is delivered, with 1 where it is not, and tells why", async () => {
  const good = await cli("endpoints", "test", await endpointAt("working"), "lead.create");
  assert.deepEqual([good.code, good.stderr], [0, ""]);
  assert.match(good.stdout, /^result\tdelivered$/m);
  const bad = await cli("endpoints", "test", await endpointAt("failing", "500"), "lead.create");
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /^result\tfailed$/m);
  assert.match(bad.stdout, /^because\t.*answered 500/m);
});

test("a test send can carry a payload of one's own", async () => {
  const id = await endpointAt("with-data");
  const { request } = await cli.json("endpoints", "test", id, "lead.create", "--data", '{"id":"lead-of-mine"}');
  assert.deepEqual(JSON.parse(request.body).payload, { id: "lead-of-mine" });
  const wrong = await cli("endpoints", "test", id, "lead.create", "--data", "{id}");
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /^posthorn: the payload is no JSON: /);
});

test("a rotation tells which secret signs beside the new one, and until when", async () => {
  const id = await endpointAt("rotating-told");
  const { signing_secret: old } = await cli.json("endpoints", "secrets", id);
  const { stdout } = await runInTerminal(["endpoints", "rotate", id, "--yes"], { env: server.env });
  assert.match(stdout, /^previous +whsec_/m);
  assert.ok(stdout.includes(old), stdout);
  assert.match(stdout, /^signs until +in /m);
});

test("what is wrong with an endpoint is told with its place", async () => {
  const { code, stdout, stderr } = await cli("endpoints", "create", "ftp://example.com", "--events", "lead.creat");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^posthorn: .*\n(?: {2}.*\n)* {2}url: /);
});

test("a key of one space needs no word on which space it is about", async () => {
  const { key } = await cli.json("keys", "create");
  const made = await cli.json("endpoints", "create", `${server.node.url}/inbox/space-key-of-the-tests`);
  const { POSTHORN_SPACE: _, ...env } = server.env;
  for (const words of [["endpoints", "show", made.id], ["endpoints", "--all"], ["events"], ["deliveries"]]) {
    const ran = await runInTerminal([...words, "--json"], { env: { ...env, POSTHORN_KEY: key } });
    assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    if (words[0] === "endpoints") assert.match(ran.stdout, new RegExp(made.id));
  }
});

test("without a space an operator is told how to name one", async () => {
  const { POSTHORN_SPACE: _, ...env } = server.env;
  const { code, stderr } = await runInTerminal(["endpoints"], { env });
  assert.equal(code, 2);
  assert.equal(
    stderr,
    "posthorn: which space is it about?\n  Set POSTHORN_SPACE, or give --space <uuid>. posthorn spaces lists them.\n",
  );
});

test("what others have named cannot move the cursor of who lists it", async () => {
  const url = `${server.node.url}/inbox/hostile-of-the-tests`;
  const description = "a\u001b[2Jb\u009b31m\u202ec";
  const { id } = await call("POST", `${server.node.url}/v1/spaces/${idSpace}/endpoints`, 201, { url, description });
  for (const words of [
    ["endpoints", "show", id],
    ["endpoints", "show", id, "--json"],
  ]) {
    const { stdout } = await runInTerminal(words, { env: server.env });
    assert.doesNotMatch(stdout.replaceAll("\n", ""), /\p{Cc}|\u202e/u);
    assert.match(
      stdout,
      words.includes("--json") ? /a\\u001b\[2Jb\\u009b31m\\u202ec/ : /a\\u\{1b\}\[2Jb\\u\{9b\}31m\\u\{202e\}c/,
    );
  }
});

test("a narrow terminal loses no id, and no line goes over its edge", async () => {
  const id = await endpointAt("narrow");
  const { stdout } = await runInTerminal(["endpoints"], { env: server.env, columns: 40 });
  assert.match(stdout, new RegExp(`^${id} `, "m"));
  for (const line of stdout.split("\n")) assert.ok(line.length <= 40, line);
});
