import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { workingFolder } from "../../test/node-process.ts";
import { CommandError } from "./failure.ts";
import { remoteConfig } from "./remote-config.ts";

const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
let folder: ReturnType<typeof workingFolder>;

beforeEach(() => {
  folder = workingFolder();
});
afterEach(() => folder.remove());

function writeConfig(text: string, { mode = 0o600, below = ".config" } = {}): string {
  const path = join(folder.path, below, "posthorn", "config.json");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function config(env: Record<string, string> = {}, flags: Parameters<typeof remoteConfig>[1] = {}) {
  return remoteConfig({ env, home: folder.path }, flags);
}

/** What it says where it is refused. */
function refusal(env: Record<string, string> = {}, flags: Parameters<typeof remoteConfig>[1] = {}): string {
  try {
    config(env, flags);
  } catch (error) {
    assert.ok(error instanceof CommandError);
    assert.equal(error.exitCode, 2);
    return `${error.message} | ${error.hint}`;
  }
  assert.fail("it was taken");
}

test("where nothing is set, the server is a node on this machine", () => {
  assert.deepEqual(config(), { url: { value: "http://127.0.0.1:4747", source: "default" }, key: null, space: null });
});

test("an option wins over a variable, a variable over the file, and each says where it comes from", () => {
  const path = writeConfig(JSON.stringify({ url: "http://file", key: "file-key", space: SPACE }));
  const { url, key, space } = config(
    { POSTHORN_KEY: "variable-key", POSTHORN_URL: "http://variable" },
    { url: "http://flag" },
  );
  assert.deepEqual(url, { value: "http://flag", source: "--url" });
  assert.deepEqual(key, { value: "variable-key", source: "POSTHORN_KEY" });
  assert.deepEqual(space, { value: SPACE, source: path });
});

test("XDG_CONFIG_HOME says where the file is", () => {
  writeConfig('{"key":"home-key"}');
  writeConfig('{"key":"xdg-key"}', { below: "elsewhere" });
  assert.equal(config({ XDG_CONFIG_HOME: join(folder.path, "elsewhere") }).key?.value, "xdg-key");
});

test("a variable that is empty is not set", () => {
  writeConfig('{"key":"file-key"}');
  assert.equal(config({ POSTHORN_KEY: "" }).key?.value, "file-key");
});

test("a file with a key that others can read is refused, with what to do", () => {
  const path = writeConfig('{"key":"file-key"}', { mode: 0o644 });
  assert.equal(refusal(), `${path} holds a key that others on this machine can read | Run: chmod 600 ${path}`);
  writeConfig('{"url":"http://file"}', { mode: 0o644 });
  assert.equal(config().url.value, "http://file");
});

test("a file that makes no sense is refused without a word of what is in it", () => {
  for (const text of [
    "secret-key",
    '["secret-key"]',
    '"secret-key"',
    '{"key":["secret-key"]}',
    '{"keys":"secret-key"}',
    "null",
  ]) {
    const path = writeConfig(text);
    const words = refusal();
    assert.ok(words.startsWith(path), words);
    assert.doesNotMatch(words, /secret-key/);
  }
});

test("a bad value is named with its place, and a key is not shown", () => {
  assert.match(refusal({}, { url: "localhost:4747" }), /^--url is "localhost:4747": expected where Posthorn answers/);
  assert.match(refusal({ POSTHORN_SPACE: "acme" }), /^POSTHORN_SPACE is "acme": expected the space's uuid/);
  assert.match(refusal({ POSTHORN_KEY: "secret key" }), /^POSTHORN_KEY is 10 characters: expected a key/);
  assert.match(refusal({ POSTHORN_URL: "http://me:secret@host" }), /^POSTHORN_URL is "http:\/\/\*\*\*@host"/);
  const path = writeConfig('{"space":"acme"}');
  assert.ok(refusal().startsWith(`space in ${path} is "acme"`));
});
