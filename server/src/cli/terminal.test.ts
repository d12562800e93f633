import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { withCliServer } from "../../test/cli-server.ts";
import { OPERATOR_KEY } from "../../test/node-process.ts";
import { lacksPseudoTerminal, runInPseudoTerminal } from "../../test/pseudo-terminal.ts";

const server = withCliServer();
const skip = lacksPseudoTerminal;

/** Runs a command in a terminal, as somebody does who has set everything. */
function run(words: readonly string[], { columns = 80, env = {} as Record<string, string> } = {}) {
  const { NO_COLOR: _, ...set } = server.env;
  return runInPseudoTerminal(words, { columns, cwd: server.folder, env: { HOME: server.folder, ...set, ...env } });
}

test("a terminal is taken for one: colours, a header, its own width", { skip }, async () => {
  const { id } = await server.cli.json("endpoints", "create", `${server.node.url}/inbox/looks-of-the-tests`);
  const wide = run(["endpoints"], { columns: 100 });
  assert.equal(await wide.ended, 0);
  assert.ok(wide.shown().includes("\u001b[32mactive\u001b[39m"), wide.shown());
  assert.match(stripVTControlCharacters(wide.shown()), new RegExp(`^ENDPOINT .*TROUBLE\r\n${id} +active`));
  const narrow = run(["endpoints"], { columns: 40 });
  await narrow.ended;
  const lines = stripVTControlCharacters(narrow.shown()).trimEnd().split("\r\n");
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 40), narrow.shown());
  const plain = run(["endpoints"], { env: { NO_COLOR: "1" } });
  await plain.ended;
  assert.ok(!plain.shown().includes("\u001b"));
});

test("a key that is typed is not shown, and is kept", { skip }, async () => {
  const login = run(["login"]);
  await login.whenShown(/Key: $/);
  login.type(`${OPERATOR_KEY}\r`);
  assert.equal(await login.ended, 0);
  assert.ok(!login.shown().includes(OPERATOR_KEY), login.shown());
  const path = join(server.folder, ".config", "posthorn", "config.json");
  assert.equal(JSON.parse(readFileSync(path, "utf8")).key, OPERATOR_KEY);
});

test("Ctrl-C at a question ends with 130, and nothing is done", { skip }, async () => {
  const { id } = await server.cli.json("endpoints", "create", `${server.node.url}/inbox/asked-of-the-tests`);
  for (const words of [["endpoints", "delete", id], ["login"]]) {
    const asked = run(words);
    await asked.whenShown(/(?:\[y\/N\]|Key:) $/);
    asked.type("\u0003");
    assert.equal(await asked.ended, 130, asked.shown());
    assert.doesNotMatch(asked.shown(), /posthorn:|at .*\.ts/);
  }
  assert.equal((await server.cli("endpoints", "show", id)).code, 0);
});

test("a yes is a yes", { skip }, async () => {
  const { id } = await server.cli.json("endpoints", "create", `${server.node.url}/inbox/gone-of-the-tests`);
  const asked = run(["endpoints", "delete", id]);
  await asked.whenShown(/\[y\/N\] $/);
  asked.type("y\r");
  assert.equal(await asked.ended, 0);
  assert.match(asked.shown(), new RegExp(`Deleted ${id}`));
});
