import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli, idSpace } = server;

/** An endpoint that has failed `count` times, and works again. */
async function mendedEndpoint(name: string, count: number): Promise<string> {
  const url = `${server.node.url}/inbox/${name}-of-the-tests`;
  const answer = (status: string) => fetch(url, { method: "PUT", body: JSON.stringify({ answer: status }) });
  await answer("500");
  const { id } = await cli.json("endpoints", "create", url, "--events", "lead.create");
  const space = `${server.node.url}/v1/spaces/${idSpace}`;
  for (let sent = 0; sent < count; sent++) {
    const { sample } = await call("GET", `${server.node.url}/v1/event-types/lead.create`, 200);
    await call("POST", `${server.node.url}/v1/events`, 202, {
      id_space: idSpace,
      event: "lead.create",
      payload: sample,
    });
  }
  const failed = async () =>
    (await call("GET", `${space}/deliveries?status=failed&id_endpoint=${id}`, 200)).data.length;
  while ((await failed()) < count);
  await answer("200");
  return id;
}

test("one delivery is sent once more, and the exit code says whether it was delivered", async () => {
  const id = await mendedEndpoint("one", 1);
  const [delivery] = await cli.json("deliveries", "--endpoint", id);
  const { code, stdout, stderr } = await cli("replay", delivery.id);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^result\tdelivered$/m);
  assert.match(stdout, /^why\ta replay by hand$/m);
  await fetch(`${server.node.url}/inbox/one-of-the-tests`, { method: "PUT", body: '{"answer":"500"}' });
  assert.equal((await cli("replay", delivery.id)).code, 1);
  await cli("endpoints", "delete", id);
});

test("a range is counted and confirmed at a terminal, watched until it is done, and listed", async () => {
  const id = await mendedEndpoint("range", 3);
  const words = ["replay", "--endpoint", id, "--since", "1h"];
  const unsure = await runInTerminal(words, { env: server.env, input: "n\n" });
  assert.deepEqual([unsure.code, unsure.stdout], [1, ""]);
  assert.match(unsure.stderr, new RegExp(`^Send 3 failed deliveries of ${id} once more\\? \\[y/N\\]`));
  assert.deepEqual(await cli.json("replay", "list", "--endpoint", id), []);
  const sure = await runInTerminal(words, { env: server.env, input: "y\n" });
  assert.equal(sure.code, 0);
  assert.match(sure.stderr, /0 of 3/);
  assert.ok(sure.stderr.endsWith("\r\u001b[K"), "nothing of the bar is left");
  assert.match(sure.stdout, /^done +3 of 3$/m);
  const [replay] = await cli.json("replay", "list", "--endpoint", id);
  assert.partialDeepStrictEqual(replay, { state: "done", total: 3, delivered: 3, failed: 0 });
  assert.match((await cli("replay", "show", replay.id)).stdout, /^state\tdone$/m);
  const none = await cli("replay", "--endpoint", id, "--since", "1h");
  assert.equal(none.code, 0);
  assert.match(none.stdout, /^There is nothing to replay/);
});

test("a script is not asked, and may leave a replay alone and come back to it", async () => {
  const id = await mendedEndpoint("detached", 2);
  const started = await cli.json("replay", "--endpoint", id, "--since", "1h", "--detach");
  assert.equal(started.total, 2);
  const ended = await cli("replay", "show", started.id, "--watch");
  assert.deepEqual([ended.code, ended.stderr], [0, ""]);
  assert.match(ended.stdout, /^delivered\t2$/m);
  const { code, stdout } = await cli("replay", "cancel", started.id);
  assert.equal(code, 0);
  assert.match(stdout, /^state\tdone$/m);
});

test("Ctrl-C leaves a range replay to the server, and says how to come back to it", async () => {
  const id = await mendedEndpoint("left", 1);
  const controller = new AbortController();
  const running = runInTerminal(["replay", "--endpoint", id, "--since", "1h", "--yes"], {
    env: server.env,
    interrupted: controller.signal,
    onStderr: () => controller.abort(),
  });
  const { code, stdout, stderr } = await running;
  assert.deepEqual([code, stdout], [130, ""]);
  const [, idReplay = ""] = /It goes on without you\. posthorn replay show (rpl_\S+) --watch/.exec(stderr) ?? [];
  assert.equal((await cli("replay", "show", idReplay, "--watch")).code, 0);
});

test("what is to be replayed has to be said", async () => {
  for (const words of [
    ["replay"],
    ["replay", "--endpoint", "ep_1"],
    ["replay", "dlv_1", "--endpoint", "ep_1", "--since", "1h"],
  ]) {
    const { code, stderr } = await cli(...words);
    assert.equal(code, 2);
    assert.match(stderr, /\n {2}Give the id of a delivery, or --endpoint <id> and --since <time>\.\n$/);
  }
});
