import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { runInTerminal } from "../../test/terminal.ts";
import { isGroup } from "./command.ts";
import { COMMANDS } from "./commands.ts";

async function script(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runInTerminal(["completion", shell]);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

test("the script of each shell knows every command and event type", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const text = await script(shell);
    for (const entry of COMMANDS) {
      const paths = isGroup(entry) ? entry.commands.map(({ name }) => `${entry.name} ${name}`) : [entry.name];
      for (const path of paths)
        assert.ok(text.includes(`'${path}'`) || text.includes(`"${path}"`), `${shell}: ${path}`);
    }
    assert.match(text, /\blead\.create\b/);
  }
});

test("no word in a script means anything to a shell", async () => {
  for (const [, words = ""] of (await script("bash")).matchAll(/words="([^"]*)"/g)) {
    for (const word of words.split(" ")) assert.match(word, /^[\w.-]+$/);
  }
});

test("an unknown shell is refused with those that there are", async () => {
  const { code, stderr } = await runInTerminal(["completion", "tcsh"], { env: { NO_COLOR: "1" } });
  assert.deepEqual(
    [code, stderr],
    [2, 'posthorn: there is no completion for "tcsh"\n  There is for bash, zsh, fish.\n'],
  );
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;

test("bash completes commands, options, their values and event types", {
  skip: hasBash ? false : "no bash here",
}, async () => {
  const complete = `${await script("bash")}
for line in "posthorn ke" "posthorn keys re" "posthorn deliveries --sta" "posthorn deliveries --status f" "posthorn deliveries --limit " \\
  "posthorn --bogus endpoints test ep_1 list.c" "posthorn completion "; do
  IFS=' ' read -ra COMP_WORDS <<< "$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
  _posthorn
  echo "\${COMPREPLY[*]}"
done`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", complete], { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "keys",
    "revoke",
    "--status",
    "failed",
    "",
    "list.create",
    "bash zsh fish --json --full-times --no-color --help",
  ]);
});
