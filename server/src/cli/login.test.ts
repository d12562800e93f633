import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withCliServer } from "../../test/cli-server.ts";
import { OPERATOR_KEY } from "../../test/node-process.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const NO_COLOR = { NO_COLOR: "1" };

const newHome = () => mkdtempSync(join(server.folder, "home-"));

test("login keeps what works in a file that only its owner can read, and later commands use it", async () => {
  const home = newHome();
  const words = ["login", "--url", server.node.url, "--space", server.idSpace];
  const login = await runInTerminal(words, { home, input: OPERATOR_KEY, env: NO_COLOR });
  const path = join(home, ".config", "posthorn", "config.json");
  assert.deepEqual(login, { code: 0, stdout: `Kept in ${path}\n`, stderr: "Key: \n" });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(home, ".config", "posthorn")), ["config.json"]);
  const kept = { url: server.node.url, space: server.idSpace, key: OPERATOR_KEY };
  assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), kept);
  assert.equal((await runInTerminal(["spaces"], { home })).code, 0);
  const config = await runInTerminal(["config"], {
    home,
    env: { ...NO_COLOR, POSTHORN_KEY: "another-key" },
    columns: null,
  });
  assert.equal(
    config.stdout,
    `url\t${server.node.url}\t${path}\nkey\tanother-…\tPOSTHORN_KEY\nspace\t${server.idSpace}\t${path}\n`,
  );
});

test("a key comes through a pipe as well, and a later login keeps the space", async () => {
  const home = newHome();
  const settings = { home, input: `${OPERATOR_KEY}\n`, columns: null };
  await runInTerminal(["login", "--url", server.node.url, "--space", server.idSpace], settings);
  const again = await runInTerminal(["login", "--json"], settings);
  assert.deepEqual(JSON.parse(again.stdout), {
    path: join(home, ".config", "posthorn", "config.json"),
    url: server.node.url,
    space: server.idSpace,
  });
});

test("login with a key of one space keeps that space, and is told where another is asked for", async () => {
  const home = newHome();
  const { key } = await server.cli.json("keys", "create");
  const settings = { home, input: key, columns: null };
  const words = ["login", "--json", "--url", server.node.url];
  const other = await runInTerminal([...words, "--space", "00000000-0000-4000-8000-000000000000"], settings);
  assert.equal(other.code, 2);
  assert.match(other.stderr, new RegExp(`the key is for ${server.idSpace} only`));
  assert.equal(JSON.parse((await runInTerminal(words, settings)).stdout).space, server.idSpace);
});

test("a key that does not work is not kept", async () => {
  const home = newHome();
  const ran = await runInTerminal(["login", "--url", server.node.url], { home, input: "no-such-key", env: NO_COLOR });
  assert.equal(ran.code, 4);
  const none = await runInTerminal(["login"], { home, input: "", env: NO_COLOR });
  assert.match(none.stderr, /what was given.*is 0 characters: expected a key/);
  assert.deepEqual(readdirSync(home), []);
});

test("a file that makes no sense is written anew by login", async () => {
  const home = newHome();
  const settings = { home, input: OPERATOR_KEY, env: { ...NO_COLOR, POSTHORN_SPACE: server.idSpace } };
  await runInTerminal(["login", "--url", server.node.url], settings);
  const path = join(home, ".config", "posthorn", "config.json");
  writeFileSync(path, "{");
  const env = { ...settings.env, POSTHORN_KEY: OPERATOR_KEY };
  assert.equal((await runInTerminal(["login", "--url", server.node.url], { ...settings, env })).code, 0);
  assert.equal(JSON.parse(readFileSync(path, "utf8")).key, OPERATOR_KEY);
});
