import assert from "node:assert/strict";
import { test } from "node:test";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";

const server = withCliServer();
const { cli, idSpace } = server;

test("spaces are listed with how many endpoints they have, and how many are in trouble", async () => {
  assert.deepEqual(await cli("spaces"), { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(await cli.json("spaces"), []);
  const { url } = server.node;
  const endpoint = await call("POST", `${url}/v1/spaces/${idSpace}/endpoints`, 201, {
    url: `${url}/inbox/a-token`,
  });
  await call("POST", `${url}/v1/spaces/${idSpace}/endpoints/${endpoint.id}/pause`, 200);
  const space = await cli.json("spaces", "show", idSpace);
  assert.partialDeepStrictEqual(space, { id_space: idSpace, endpoint_count: 1, paused_count: 1, failing_count: 0 });
  assert.equal((await cli("spaces")).stdout, `${idSpace}\t1\t1\t0\t${space.created_at}\n`);
});

test("a space that nobody has used is not there", async () => {
  assert.equal((await cli("spaces", "show", "00000000-0000-4000-8000-000000000000")).code, 1);
});
