import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli, folder } = server;
const PAYLOAD = '{"id":"lead-1","order":12345678901234567890,"contract_value":1.50}';

test("a payload is given in place, from a file or through a pipe, and its numbers stay as they are", async () => {
  const path = join(folder, "lead.json");
  writeFileSync(path, PAYLOAD);
  const inPlace = await cli.json("send", "lead.create", "--data", PAYLOAD);
  const fromFile = await cli.json("send", "lead.create", "--data", `@${path}`);
  const piped = await runInTerminal(["send", "lead.create", "--json"], {
    env: server.env,
    columns: null,
    input: PAYLOAD,
  });
  const behind = await cli.json("send", "lead.create", PAYLOAD);
  for (const { id } of [inPlace, behind, fromFile, JSON.parse(piped.stdout)]) {
    const response = await fetch(`${server.node.url}/v1/spaces/${server.idSpace}/events/${id}`, {
      headers: { authorization: `Bearer ${server.env["POSTHORN_KEY"]}` },
    });
    assert.match(await response.text(), /"order":12345678901234567890,"contract_value":1\.50\}/);
  }
});

test("a payload that is given twice or is empty is refused", async () => {
  const twice = await cli("send", "lead.create", "{}", "--data", "{}");
  assert.deepEqual([twice.code, twice.stdout], [2, ""]);
  assert.match(twice.stderr, /there are two payloads\n {2}Give it behind the event or by --data, not both\./);
  const empty = await runInTerminal(["send", "lead.create"], { env: server.env, columns: null, input: "\n" });
  assert.equal(empty.code, 2);
  assert.match(empty.stderr, /the payload is empty\n {2}--data takes JSON/);
});

test("who caused it, what has changed and what joins it with others are sent along", async () => {
  const path = join(folder, "changes.json");
  writeFileSync(path, '{"fields":["city"],"previous":{"city":"Bern"}}');
  const actor = '{"type":"user","id":"u-1"}';
  const beside = ["--actor", actor, "--changes", `@${path}`, "--correlation-id", "import-7"];
  const { id } = await cli.json("send", "lead.update", "--data", PAYLOAD, ...beside);
  const event = await cli.json("events", "show", id);
  assert.deepEqual(event.actor, { type: "user", id: "u-1", name: null });
  assert.deepEqual(event.changes, { fields: ["city"], previous: { city: "Bern" }, added: [], removed: [] });
  assert.equal(event.correlation_id, "import-7");

  const wrong = await cli("send", "lead.update", "--data", PAYLOAD, "--actor", "me");
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /^posthorn: the actor is no JSON: .*\n {2}--actor takes JSON, @file/);
  const twice = await cli("send", "lead.update", "--data", "-", "--changes", "-");
  assert.match(twice.stderr, /only one of --data, --actor and --changes can come from stdin/);
  const refused = await cli("trigger", "lead.update", "--actor", '{"type":"robot"}');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /actor/);
});

test("the app's own id makes a second send harmless", async () => {
  const once = await cli("send", "lead.create", "--data", PAYLOAD, "--id", "my-id");
  assert.match(once.stdout, /^Accepted my-id \(lead\.create\) for 0 endpoints\n$/);
  const twice = await cli("send", "lead.create", "--data", PAYLOAD, "--id", "my-id");
  assert.deepEqual([twice.code, twice.stdout], [0, "Sent before my-id (lead.create) for 0 endpoints\n"]);
  const other = await cli("send", "lead.create", "--data", "{}", "--id", "my-id");
  assert.equal(other.code, 1);
});

test("what is not as the catalogue says is a warning on stderr, and sent all the same", async () => {
  const { code, stdout, stderr } = await cli("send", "tag.create", "--data", '{"name":1}');
  assert.equal(code, 0);
  assert.match(stdout, /^Accepted evt_/);
  assert.match(stderr, /^warning: payload\.name: /m);
});

test("what is no JSON, no file or no event type is told without a stack trace", async () => {
  const refused: [words: string[], code: number, reason: RegExp][] = [
    [["send", "lead.create", "--data", "{id:1}"], 2, /^posthorn: the payload is no JSON: /],
    [["send", "lead.create", "--data", "@missing.json"], 2, /^posthorn: missing\.json cannot be read \(ENOENT\)\n$/],
    [["send", "lead.creat", "--data", "{}"], 1, /lead\.create/],
    [["trigger", "lead.creat"], 1, /^posthorn: there is no event type "lead\.creat"\n {2}posthorn types/],
    [["send", "lead.create", "--data", "[]"], 1, /payload/],
  ];
  for (const [words, code, reason] of refused) {
    const ran = await cli(...words);
    assert.deepEqual([ran.code, ran.stdout], [code, ""], words.join(" "));
    assert.match(ran.stderr, reason);
    assert.doesNotMatch(ran.stderr, / at .*:\d+:\d+/);
  }
});

test("at a terminal a payload has to be given: nobody waits for a pipe that is not there", async () => {
  const { code, stderr } = await runInTerminal(["send", "lead.create"], { env: server.env });
  assert.equal(code, 2);
  assert.match(stderr, /^posthorn: which payload\?\n {2}Give --data/);
});

test("trigger sends the sample as an event that happened", async () => {
  const { id } = await cli.json("trigger", "lead.create", "--occurred-at", "2026-01-31T09:30:00.000Z");
  const event = await cli.json("events", "show", id);
  assert.partialDeepStrictEqual(event, {
    id,
    event: "lead.create",
    is_test: false,
    occurred_at: "2026-01-31T09:30:00.000Z",
  });
  assert.equal(event.payload.first_name, "Jean");
  assert.deepEqual(JSON.parse((await cli("types", "sample", "lead.create")).stdout), event.payload);
});

test("an event is shown with every digit of its numbers", async () => {
  const { id } = await cli.json("send", "tag.create", "--data", '{"id":12345678901234567890,"rate":1.0}');
  for (const words of [[], ["--json"]]) {
    const { stdout } = await cli("events", "show", id, ...words);
    assert.match(stdout, /"id": 12345678901234567890,\n +"rate": 1\.0\n/);
  }
});

test("events are listed newest first, filtered, and only as many as are wanted", async () => {
  const first = await cli.json("trigger", "status.create");
  const second = await cli.json("trigger", "status.create");
  const ids = async (...words: string[]) =>
    (await cli.json("events", "--event", "status.create", ...words)).map(({ id }: { id: string }) => id);
  assert.deepEqual(await ids(), [second.id, first.id]);
  assert.deepEqual(await ids("--limit", "1"), [second.id]);
  assert.deepEqual(await ids("--since", "1h", "--all"), [second.id, first.id]);
  assert.deepEqual(await ids("--until", "1h"), []);
  const { stdout, stderr } = await runInTerminal(["events", "--event", "status.create", "--limit", "1"], {
    env: server.env,
  });
  assert.match(stdout, new RegExp(`^${second.id} +status\\.create +.*(?:now|ago)`, "m"));
  assert.match(stderr, /These are the newest 1\. --limit shows more/);
});

test("deliveries are listed and shown with every attempt, what was sent and what came back", async () => {
  const url = `${server.node.url}/inbox/deliveries-of-the-tests`;
  const endpoint = await cli.json("endpoints", "create", url, "--events", "list.create");
  const { id } = await cli.json("trigger", "list.create");
  const list = `${server.node.url}/v1/spaces/${server.idSpace}/deliveries?status=delivered&id_endpoint=${endpoint.id}`;
  while ((await call("GET", list, 200)).data.length === 0);
  const [delivery] = await cli.json("deliveries", "--endpoint", endpoint.id, "--status", "delivered");
  assert.equal(delivery.id_event, id);
  assert.match(
    (await cli("deliveries", "--endpoint", endpoint.id)).stdout,
    new RegExp(`^${delivery.id}\tdelivered\tlist\\.create\t200\t\\d+ ms\t`),
  );
  const { stdout } = await cli("deliveries", "show", delivery.id, "--request");
  assert.match(stdout, /^result\tdelivered$/m);
  assert.match(stdout, new RegExp(`^request\twebhook-id: ${id}$`, "m"));
  assert.match(stdout, /^body\t\{"id_space":/m);
  assert.match(stdout, /^answer\t200$/m);
  assert.deepEqual((await cli.json("deliveries", "show", delivery.id)).attempts.length, 1);
  assert.match(
    (await cli("events", "show", id)).stdout,
    new RegExp(`^${delivery.id}\tdelivered\t${endpoint.id}\t200\t`, "m"),
  );
});
