import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { type NodeSettings, runPosthorn, workingFolder } from "../../test/node-process.ts";
import { flagOf, SETTING_GROUPS, SETTING_NAMES, variableOf } from "../settings.ts";
import { readVersion } from "../version.ts";

const folder = workingFolder();
after(() => folder.remove());

/** Runs the command to its end. */
async function run(settings: Omit<NodeSettings, "cwd">): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = runPosthorn({ cwd: folder.path, ...settings });
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, stdout, stderr };
}

test("--version tells the version and nothing else", async () => {
  assert.deepEqual(await run({ args: ["--version"] }), { code: 0, stdout: `${readVersion()}\n`, stderr: "" });
});

test("serve --help lists every setting with its flag and its variable, under headings", async () => {
  const { code, stdout } = await run({ args: ["serve", "--help"] });
  assert.equal(code, 0);
  for (const name of SETTING_NAMES) {
    assert.match(stdout, new RegExp(`^ +${flagOf(name)} [<[]value`, "m"));
    assert.match(stdout, new RegExp(`\\b${variableOf(name)}: `));
  }
  assert.match(stdout, /default:\s+4747/);
  const headings = Object.keys(SETTING_GROUPS).map((group) => stdout.indexOf(`\n${group}:\n`));
  assert.ok(!headings.includes(-1));
});

test("a bad value ends the start with its name, the value and what was expected, and no stack trace", async () => {
  const { code, stdout, stderr } = await run({ env: { POSTHORN_PORT: "abc", POSTHORN_OPERATOR_KEY: "" } });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.deepEqual(stderr.split("\n"), [
    'posthorn: POSTHORN_PORT is "abc": expected a whole number from 0 to 65535',
    "posthorn: POSTHORN_OPERATOR_KEY is 0 characters: expected 16 to 256 visible characters without spaces",
    "  posthorn serve --help lists every setting",
    "",
  ]);
});

test("an unknown variable ends the start with the name that was meant", async () => {
  const { code, stderr } = await run({ env: { POSTHORN_TIMEOUT: "1000" } });
  assert.equal(code, 2);
  assert.match(stderr, /^posthorn: POSTHORN_TIMEOUT: .* did you mean POSTHORN_TIMEOUT_MS\?$/m);
});

test("an unknown flag ends the start with the name that was meant", async () => {
  const { code, stderr } = await run({ args: ["serve", "--prot", "1"] });
  assert.equal(code, 2);
  assert.match(stderr, /--prot/);
  assert.match(stderr, /^ {2}Did you mean --port\?$/m);
});

test("a switch alone means true, and may be given a value", async () => {
  const alone = await run({ args: ["serve", "--allow-http", "--port", "x"] });
  assert.equal(alone.stderr.match(/^posthorn: /gm)?.length, 1);
  const wrong = await run({ args: ["serve", "--allow-http", "maybe"] });
  assert.match(wrong.stderr, /^posthorn: --allow-http is "maybe": expected true or false$/m);
});

test("a reader that has had enough ends it quietly", async () => {
  const child = runPosthorn({ cwd: folder.path, args: ["completion", "bash"] });
  child.stdout?.destroy();
  const [stderr, [code]] = await Promise.all([child.stderr === null ? "" : text(child.stderr), once(child, "exit")]);
  assert.deepEqual([code, stderr], [0, ""]);
});

test("what is compiled is kept for the next run in the user's own folder, and a folder that cannot be is no fault", async () => {
  const cache = join(folder.path, "cache");
  assert.equal(
    (await run({ args: ["--version"], env: { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: cache } })).code,
    0,
  );
  const [kept = ""] = readdirSync(join(cache, "posthorn", "compiled"));
  assert.ok(readdirSync(join(cache, "posthorn", "compiled", kept)).length > 0);
  const { code, stderr } = await run({
    args: ["--version"],
    env: { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: "/dev/null" },
  });
  assert.deepEqual([code, stderr], [0, ""]);
});

test("an older Node is told which one is needed", async () => {
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"24.14.9"}})';
  const { code, stderr } = await run({ env: { NODE_OPTIONS: `--import=${older.replaceAll('"', "'")}` } });
  assert.equal(code, 1);
  assert.match(stderr, /^posthorn needs Node 24\.15 or newer; this is v\S+\n$/);
});
