import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { parseArgs } from "node:util";
import { OPERATOR_KEY, openApi, SPACE, type TestApi } from "../../test/api-server.ts";

const PAGE = readFileSync(new URL("../../../docs/http-api.md", import.meta.url), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^```sh\n(curl .*?)\n```$/gms)].flatMap(([, block = ""]) =>
  block.split(/\n\n(?=curl )/),
);
/** Answers that do not end, which live.test.ts and listen.test.ts read; and what only Postgres has, in rejected-events.test.ts. */
const NOT_HERE = /\/(stream|listen|rejected-events\/\$ID)"/;
const AFTER_THE_EXAMPLES = Date.parse("2026-11-26T00:00:00Z");
const IN_SPACE = `/v1/spaces/${SPACE}`;

it("the curl examples of docs/http-api.md do as they say when they are pasted into a shell", async (test) => {
  assert.ok(EXAMPLES.length > 50);
  for (const example of EXAMPLES.filter((text) => !NOT_HERE.test(text))) {
    const api = await openApi(test);
    api.clock.advance(AFTER_THE_EXAMPLES - api.clock.now());
    const { variables, code } = await makeFor(api, example);
    const sent = pasted(example.replace(/phc_0+/, code), variables);
    const { status, text } = await api.call(sent.method, sent.path, sent.body, { key: null, headers: sent.headers });
    assert.ok(status >= 200 && status < 300, `${example}\n${status} ${text}`);
  }
});

/** What the shell makes of a command: the arguments as curl gets them. */
function pasted(example: string, variables: Record<string, string>) {
  const script = `set -u; curl() { printf '%s\\0' "$@"; }; ${example}`;
  const env = { POSTHORN_URL: "http://api", POSTHORN_KEY: OPERATOR_KEY, ID_SPACE: SPACE, ...variables };
  const { values, positionals } = parseArgs({
    args: execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).split("\0").slice(0, -1),
    allowPositionals: true,
    options: {
      request: { type: "string", short: "X", default: "GET" },
      header: { type: "string", short: "H", multiple: true, default: [] },
      data: { type: "string", short: "d" },
      "data-binary": { type: "string" },
    },
  });
  assert.equal(positionals.length, 1, example);
  const headers = Object.fromEntries(values.header.map((header) => header.split(/: (.*)/).slice(0, 2)));
  const { pathname, search } = new URL(positionals[0] ?? "");
  return { method: values.request, path: pathname + search, headers, body: values.data ?? values["data-binary"] };
}

/** Makes whatever a call may name, and says what stands for its variables. */
async function makeFor(api: TestApi, example: string) {
  const make = async (method: string, path: string, body: object) => {
    const answer = await api.call(method, path, body);
    assert.ok(answer.status < 300, answer.text);
    return answer.body;
  };
  const endpoint = await make("POST", `${IN_SPACE}/endpoints`, { url: "https://example.com/", events: ["*"] });
  const event = await make("POST", "/v1/events", { id_space: SPACE, event: "tag.create", payload: { name: "VIP" } });
  const [delivery] = (await api.call("GET", `${IN_SPACE}/deliveries`)).body.data;
  const session = await make(
    "POST",
    example.includes("ID_SPACE") ? `${IN_SPACE}/portal-sessions` : "/v1/portal-sessions",
    {},
  );
  const [, kind = ""] = /\/([a-z-]+)\/\$ID\b/.exec(example) ?? [];
  const made: Record<string, { id: string } | undefined> = {
    endpoints: endpoint,
    events: event,
    deliveries: delivery,
    "portal-sessions": session,
    keys: await make("POST", "/v1/keys", { id_space: SPACE }),
    replays: await make("POST", `${IN_SPACE}/endpoints/${endpoint.id}/replay`, { since: "2023-11-14T00:00:00Z" }),
  };
  await make("PUT", "/v1/event-types/order.paid", { schema: { type: "object" }, sample: {} });
  const code: string = new URL(session.url).hash.split(/[=/]/).at(-1) ?? "";
  return { variables: { NAME: "order.paid", ID: made[kind]?.id ?? "" }, code };
}
