import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { toCurl } from "./curl.ts";

/** What a shell makes of the command: its words, as a curl of our own gets them. */
function words(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const { stdout, status } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  assert.equal(status, 0);
  return stdout.split("\0").slice(0, -1);
}

test("a shell reads the command as the request was", () => {
  const request = {
    url: "https://a.example/it's?x=$HOME&y=`id`",
    headers: { "content-type": "application/json", host: "a.example", "content-length": "3", "x-note": "a\"b'c" },
    body: `{"name":"O'Neil $(id) \\" 🦄"}`,
    encoding: "utf8" as const,
  };
  assert.deepEqual(words(toCurl(request)), [
    request.url,
    "-H",
    "content-type: application/json",
    "-H",
    "x-note: a\"b'c",
    "--data-raw",
    request.body,
  ]);
});
