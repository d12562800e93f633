import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call } from "../../test/api-calls.ts";
import { type Cli, createCli } from "../../test/cli-process.ts";
import { type NodeProcess, startNode, workingFolder } from "../../test/node-process.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const folder = workingFolder();
let node: NodeProcess;
let cli: Cli;

before(async () => {
  node = await startNode({ cwd: folder.path });
  cli = createCli(folder.path, node.url);
});
after(async () => {
  await node.end("SIGKILL");
  folder.remove();
});

test("spaces are listed with how many endpoints they have, and how many are in trouble", async () => {
  assert.deepEqual(await cli("spaces"), { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(await cli.json("spaces"), []);
  const endpoint = await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints`, 201, {
    url: `${node.url}/inbox/a-token`,
  });
  await call("POST", `${node.url}/v1/spaces/${ID_SPACE}/endpoints/${endpoint.id}/pause`, 200);
  const space = await cli.json("spaces", "show", ID_SPACE);
  assert.partialDeepStrictEqual(space, { id_space: ID_SPACE, endpoint_count: 1, paused_count: 1, failing_count: 0 });
  assert.equal((await cli("spaces")).stdout, `${ID_SPACE}\t1\t1\t0\t${space.created_at}\n`);
});

test("a space that nobody has used is not there", async () => {
  assert.equal((await cli("spaces", "show", "00000000-0000-4000-8000-000000000000")).code, 1);
});
