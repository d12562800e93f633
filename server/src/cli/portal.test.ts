import assert from "node:assert/strict";
import { test } from "node:test";
import { enterPortalSession } from "@posthorn/sdk";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli, idSpace } = server;

function comeIn(url: string) {
  const { origin, hash } = new URL(url);
  return enterPortalSession({ url: origin }, hash.slice("#code=".length));
}

test("a link for a customer opens the space, for looking only where that is asked", async () => {
  const made = await cli.json("portal", "--read-only", "--minutes", "5");
  const { id_space, is_read_only, created_at, expires_at } = await comeIn(made.url);
  assert.deepEqual([id_space, is_read_only], [idSpace, true]);
  assert.equal(Date.parse(expires_at) - Date.parse(created_at), 300_000);
});

test("a link for an operator has to be asked for by name", async () => {
  const { POSTHORN_SPACE: _, ...env } = server.env;
  const { code, stderr } = await runInTerminal(["portal"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /--space <uuid>.*--operator/);
  const made = await cli.json("portal", "--operator");
  const { token } = await comeIn(made.url);
  assert.equal((await cli("spaces", "--key", token)).code, 0);
});

test("a key of one space is enough to make a link for it", async () => {
  const { key } = await cli.json("keys", "create");
  const { POSTHORN_SPACE: _, ...env } = server.env;
  const { code, stdout, stderr } = await runInTerminal(["portal", "--json"], { env: { ...env, POSTHORN_KEY: key } });
  assert.equal(code, 0, stderr);
  assert.equal((await comeIn(JSON.parse(stdout).url)).id_space, idSpace);
});
