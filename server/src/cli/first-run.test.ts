import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { firstRunText } from "./first-run.ts";

const SAMPLE = { first_name: "Jean", icebreaker: "it's $HOME" };
const FIRST_RUN = {
  url: "http://127.0.0.1:4747",
  operatorKey: "phk_key",
  signInUrl: "http://127.0.0.1:4747/#code=phc_code",
  inboxToken: "token-token",
  sample: SAMPLE,
};

/** The words that a shell hands to `curl` for each line of the text that calls it. */
function curlCalls(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("curl "));
  return lines.map((line) => {
    const script = `curl() { printf '%s\\0' "$@"; }\n${line}`;
    const { stdout, status } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    assert.equal(status, 0);
    return stdout.split("\0").slice(0, -1);
  });
}

test("the page's link and the key are shown, and three lines to paste: make an endpoint, send an event, see what arrived", () => {
  const text = firstRunText(FIRST_RUN);
  assert.match(text, /Open the page, this link works once: http:\/\/127\.0\.0\.1:4747\/#code=phc_code\n/);
  assert.match(text, /Operator key, shown this once: phk_key\n/);
  const [endpoint = [], event = [], inbox = [], ...others] = curlCalls(text);
  assert.deepEqual(others, []);
  for (const call of [endpoint, event]) {
    assert.ok(call.includes("authorization: Bearer phk_key"));
    assert.ok(call.includes("content-type: application/json"));
  }
  assert.ok(endpoint.includes("http://127.0.0.1:4747/v1/spaces/eb8edc65-129a-4cb6-abbe-6bf8979c0658/endpoints"));
  assert.deepEqual(JSON.parse(endpoint.at(-1) ?? ""), { url: "http://127.0.0.1:4747/inbox/token-token" });
  assert.ok(event.includes("http://127.0.0.1:4747/v1/events"));
  assert.deepEqual(JSON.parse(event.at(-1) ?? ""), {
    id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
    event: "lead.create",
    payload: SAMPLE,
  });
  assert.equal(inbox.at(-1), "http://127.0.0.1:4747/inbox/token-token");
});

test("a URL that a shell would take apart stays in one piece", () => {
  const url = "https://example.com/it's$HOME&(a)";
  const [, , inbox = []] = curlCalls(firstRunText({ ...FIRST_RUN, url }));
  assert.equal(inbox.at(-1), `${url}/inbox/token-token`);
});

test("where there is no inbox, only the key is shown", () => {
  const text = firstRunText({ ...FIRST_RUN, inboxToken: null });
  assert.match(text, /phk_key/);
  assert.deepEqual(curlCalls(text), []);
});
