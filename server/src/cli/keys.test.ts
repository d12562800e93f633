import assert from "node:assert/strict";
import { test } from "node:test";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli, idSpace } = server;

test("a key is made, listed, used and revoked", async () => {
  const made = await cli.json("keys", "create", "--description", "theirs");
  assert.match(made.key, /^phk_/);
  const listed = (await cli("keys")).stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  assert.deepEqual(listed, [[made.id, "active", idSpace, made.created_at, "", "theirs"]]);
  const forbidden = await cli("keys", "--key", made.key);
  assert.equal(forbidden.code, 4);
  assert.match(forbidden.stderr, /^posthorn: .*operator.*\n/);
  const [used] = await cli.json("keys");
  assert.ok(used.last_used_at >= made.created_at, "the key that was refused was in use all the same");
  assert.deepEqual(await cli("keys", "revoke", made.id), { code: 0, stdout: `Revoked ${made.id}\n`, stderr: "" });
  assert.equal((await cli("keys", "--key", made.key)).code, 4);
  const [after] = await cli.json("keys");
  assert.equal(after.id, made.id);
  assert.notEqual(after.revoked_at, null);
});

test("an operator's key has to be asked for by name", async () => {
  const { POSTHORN_SPACE: _, ...env } = server.env;
  const { code, stderr } = await runInTerminal(["keys", "create"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /--space <uuid>.*--operator/);
  const { key } = await cli.json("keys", "create", "--operator");
  assert.equal((await cli("spaces", "--key", key)).code, 0);
});

test("a key that is not there ends with 1", async () => {
  const { code, stdout, stderr } = await cli("keys", "revoke", "key_none");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^posthorn: /);
});

test("a person is asked before a key is revoked, and nothing happens without a yes", async () => {
  const { id } = await cli.json("keys", "create", "--operator");
  const { env } = server;
  const unsure = await runInTerminal(["keys", "revoke", id], { env, input: "\n" });
  assert.deepEqual([unsure.code, unsure.stdout], [1, ""]);
  assert.match(unsure.stderr, new RegExp(`^Revoke ${id}\\?.* \\[y/N\\] \nposthorn: nothing was done\n$`));
  const isActive = async () =>
    (await cli.json("keys")).some(
      (key: { id: string; revoked_at: unknown }) => key.id === id && key.revoked_at === null,
    );
  assert.equal(await isActive(), true);
  const sure = await runInTerminal(["keys", "revoke", id], { env, input: "y\n" });
  assert.deepEqual([sure.code, sure.stdout], [0, `Revoked ${id}\n`]);
  assert.equal(await isActive(), false);
});
