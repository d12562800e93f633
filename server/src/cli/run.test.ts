import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { runInTerminal } from "../../test/terminal.ts";
import { type Command, type CommandGroup, isGroup } from "./command.ts";
import { COMMANDS } from "./commands.ts";

const NO_SERVER = { POSTHORN_URL: "http://127.0.0.1:9", POSTHORN_KEY: "a-key-of-the-tests" };

/** Every command with the words that call it. */
function everyCommand(): [path: string[], command: Command][] {
  const all = COMMANDS.flatMap((entry: Command | CommandGroup): [string[], Command][] =>
    isGroup(entry) ? entry.commands.map((command) => [[entry.name, command.name], command]) : [[[entry.name], entry]],
  );
  return all;
}

test("posthorn alone shows what there is, and what the exit codes mean", async () => {
  const { code, stdout, stderr } = await runInTerminal([]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const { name } of COMMANDS) assert.match(stdout, new RegExp(`^  ${name}\\b`, "m"));
  for (const exitCode of [0, 1, 2, 3, 4, 130]) assert.match(stdout, new RegExp(`^  ${exitCode} `, "m"));
});

test("every command has a help with its options and examples that it can read", async () => {
  for (const [path, command] of everyCommand()) {
    const { code, stdout } = await runInTerminal([...path, "--help"]);
    assert.equal(code, 0);
    assert.ok(command.examples.length > 0, path.join(" "));
    for (const [line] of command.examples) assert.ok(stdout.includes(line), line);
    assert.ok(stdout.includes(command.summary.slice(0, 40)), command.summary);
  }
});

test("an unknown command is told with the one that was meant", async () => {
  const { code, stdout, stderr } = await runInTerminal(["kyes"], { env: { NO_COLOR: "1" } });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.equal(stderr, "posthorn: unknown command 'kyes'\n  Did you mean keys?\n");
  const below = await runInTerminal(["keys", "creat"], { env: { NO_COLOR: "1" } });
  assert.equal(below.stderr, "posthorn: unknown command 'keys creat'\n  Did you mean posthorn keys create?\n");
});

test("an unknown option, a missing argument and a bad value end with 2 and one line and a hint", async () => {
  const env = { ...NO_SERVER, NO_COLOR: "1" };
  for (const words of [
    ["keys", "--limti", "3"],
    ["keys", "revoke"],
    ["keys", "--limit", "many"],
    ["keys", "create"],
  ]) {
    const { code, stdout, stderr } = await runInTerminal(words, { env });
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
    assert.match(stderr, /^posthorn: [^\n]+\n(?: {2}[^\n]+\n)?$/);
  }
});

test("every command refuses a word too many", async () => {
  for (const [path, { args }] of everyCommand()) {
    const words = [...path, ...Object.keys(args), "more"];
    const { code, stdout, stderr } = await runInTerminal(words, { env: { ...NO_SERVER, NO_COLOR: "1" } });
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
    assert.match(stderr, /^posthorn: too many arguments/, words.join(" "));
  }
});

test("without a key nothing is called, and it is said where one goes", async () => {
  const { code, stderr } = await runInTerminal(["keys"], { env: { NO_COLOR: "1" } });
  assert.equal(code, 4);
  assert.match(stderr, /^posthorn: there is no key .*\n {2}Set POSTHORN_KEY.*\n$/);
});

test("a server that is not there ends with 3", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  const env = { ...NO_SERVER, POSTHORN_URL: `http://127.0.0.1:${port}`, NO_COLOR: "1" };
  const { code, stdout, stderr } = await runInTerminal(["keys"], { env });
  assert.deepEqual([code, stdout], [3, ""]);
  assert.match(stderr, /^posthorn: Posthorn was not reached: .*\n {2}Is a node running there\?.*\n$/);
});

test("Ctrl-C ends a call with 130, and says nothing more", async () => {
  const { code, stdout, stderr } = await runInTerminal(["keys"], { env: NO_SERVER, interrupted: AbortSignal.abort() });
  assert.deepEqual([code, stdout, stderr], [130, "", ""]);
});

test("an option counts before the name of a command as after it", async () => {
  const before = await runInTerminal(["keys", "--no-color", "--url", "ftp://x", "list"]);
  assert.equal(before.stderr.split(":").slice(0, 2).join(":"), 'posthorn: --url is "ftp');
  const after = await runInTerminal(["keys", "list", "--no-color", "--url", "ftp://x"]);
  assert.deepEqual(before, after);
});

test("an option before the name of a command that does not have it is refused, not ignored", async () => {
  const { code, stdout, stderr } = await runInTerminal(["deliveries", "--limit", "3", "show", "dlv_1"], {
    env: { NO_COLOR: "1" },
  });
  assert.deepEqual([code, stdout], [2, ""]);
  const words = "--limit is no option of posthorn deliveries show";
  assert.equal(stderr, `posthorn: ${words}\n  posthorn deliveries show --help tells what there is.\n`);
});

test("help asks for the help, of a command too", async () => {
  assert.deepEqual(await runInTerminal(["help"]), await runInTerminal(["--help"]));
  const { stdout } = await runInTerminal(["help", "replay"], { env: { NO_COLOR: "1" } });
  assert.match(stdout, /^Usage: posthorn replay \[command\] \[options\] \[delivery\]$/m);
});

test("no command has an option and an argument of one name", () => {
  for (const [path, { args, options, commonOptions }] of everyCommand()) {
    const names = [args, options, commonOptions].flatMap((each) => Object.keys(each));
    assert.equal(new Set(names).size, names.length, path.join(" "));
  }
});
