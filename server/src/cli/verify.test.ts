import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { call } from "../../test/api-calls.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { type Ran, runInTerminal } from "../../test/terminal.ts";
import { CommandError } from "./failure.ts";
import { parsePasted } from "./pasted-request.ts";

const KEY = Buffer.alloc(24, 7);
const SECRET = `whsec_${KEY.toString("base64")}`;
const SIGNED_S = 1_795_000_000;
const BODY =
  '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"tag.create","secret":"wh_1","payload":{"name":"Ünï"}}';
const SIGNATURE = createHmac("sha256", KEY).update(`evt_1.${SIGNED_S}.${BODY}`).digest("base64");
const HEADERS = {
  "content-type": "application/json",
  "webhook-id": "evt_1",
  "webhook-timestamp": String(SIGNED_S),
  "webhook-signature": `v1,${SIGNATURE}`,
};
const HEADER_LINES = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`);

/** Pastes it into the command, as JSON, an hour after it was signed. */
async function verified(input: string, ...words: string[]): Promise<Ran & { result: Record<string, unknown> }> {
  const ran = await runInTerminal(["verify", "--json", ...words], {
    columns: null,
    input,
    env: { POSTHORN_SIGNING_SECRET: SECRET },
    now: (SIGNED_S + 3600) * 1000,
  });
  return { ...ran, result: ran.stdout === "" ? {} : JSON.parse(ran.stdout) };
}

function curlCommand(quoted: (text: string) => string): string {
  const headers = HEADER_LINES.map((line) => `  -H ${quoted(line)} \\`);
  return [
    `curl ${quoted("https://example.com/hooks")} \\`,
    "  -X POST \\",
    ...headers,
    `  --data-raw ${quoted(BODY)}`,
  ].join("\n");
}

function ansiQuoted(text: string): string {
  const escaped = text
    .replace(/[\\']/g, "\\$&")
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `$'${escaped}'`;
}

const PASTED: [kind: string, text: string][] = [
  ["an HTTP dump", ["POST /hooks HTTP/1.1", ...HEADER_LINES, "", BODY].join("\r\n")],
  [
    "one with line ends of this machine, and one more at the end",
    ["POST /hooks HTTP/1.1", ...HEADER_LINES, "", BODY, ""].join("\n"),
  ],
  ["headers without a request line", [...HEADER_LINES, "", BODY].join("\n")],
  [
    "a dump that went on after the body",
    [...HEADER_LINES, `content-length: ${Buffer.byteLength(BODY)}`, "", `${BODY}\n\nmore`].join("\n"),
  ],
  ["a curl command, as Chrome and Firefox copy it", curlCommand((text) => `'${text.replaceAll("'", `'\\''`)}'`)],
  ["one in double quotes", curlCommand((text) => `"${text.replace(/[$`"\\]/g, "\\$&")}"`)],
  ["one with $'…', as browsers quote line ends", curlCommand(ansiQuoted)],
  [
    "what curl -v shows",
    [
      "*   Trying 127.0.0.1:80...",
      "> POST /hooks HTTP/1.1",
      ...HEADER_LINES.map((line) => `> ${line}`),
      "> ",
      BODY,
      "< HTTP/1.1 401 Unauthorized",
      "* Connection #0 left intact",
    ].join("\n"),
  ],
  ["JSON with an object of headers", JSON.stringify({ headers: HEADERS, body: BODY })],
  ["JSON with a list of headers", JSON.stringify({ headers: Object.entries(HEADERS), body: BODY })],
  [
    "a body in base64",
    JSON.stringify({ headers: HEADERS, body: Buffer.from(BODY).toString("base64"), encoding: "base64" }),
  ],
  [
    "a HAR file",
    JSON.stringify({
      log: {
        entries: [
          {
            request: {
              headers: Object.entries(HEADERS).map(([name, value]) => ({ name, value })),
              postData: { text: BODY },
            },
          },
          { request: { headers: [{ name: "accept", value: "*/*" }] } },
        ],
      },
    }),
  ],
];

test("a request verifies however it was copied", async () => {
  for (const [kind, text] of PASTED) {
    const { code, result, stderr } = await verified(text);
    assert.deepEqual([code, stderr], [0, ""], kind);
    assert.partialDeepStrictEqual(result, { is_verified: true, id: "evt_1", event: "tag.create" }, kind);
  }
});

test("an old copy is right, and it is said that a receiver would not take it again", async () => {
  const [, text = ""] = PASTED[0] ?? [];
  const { result } = await verified(text);
  assert.match(String(result["detail"]), /^It was signed 1 h ago\. A receiver takes it only within 5 min/);
});

test("where it is known when a request came, its age then is judged", async () => {
  const [, text = ""] = PASTED[0] ?? [];
  const at = (s: number) => new Date((SIGNED_S + s) * 1000).toISOString();
  assert.equal((await verified(text, "--at", at(10))).code, 0);
  const late = await verified(text, "--at", at(1000));
  assert.deepEqual([late.code, late.result["code"]], [1, "timestamp_too_old"]);
  const har = JSON.stringify({ startedDateTime: at(1000), request: { headers: HEADERS, body: BODY } });
  assert.equal((await verified(har)).result["code"], "timestamp_too_old");
  const early = JSON.stringify({ received_at: at(-1000), headers: HEADERS, body: BODY });
  assert.equal((await verified(early)).result["code"], "timestamp_too_new");
});

test("each cause is named, with what was understood of what was pasted", async () => {
  const other = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
  const request = (headers: object, body: unknown = BODY) => JSON.stringify({ headers, body });
  const { "webhook-id": _, ...withoutId } = HEADERS;
  const wrong: [text: string, code: string, words?: string[]][] = [
    [request(HEADERS), "signature_mismatch", ["--secret", other]],
    [request(HEADERS), "secret_is_body_secret", ["--secret", "wh_1"]],
    [request(withoutId), "header_missing"],
    [request(HEADERS, JSON.stringify(JSON.parse(BODY), null, 2)), "body_changed"],
    [request(HEADERS, JSON.parse(BODY)), "body_parsed"],
    [request(HEADERS, ""), "body_missing"],
    [request({ ...HEADERS, "webhook-timestamp": "soon" }), "header_malformed"],
    [request({}), "header_missing"],
  ];
  for (const [text, code, words = []] of wrong) {
    const ran = await verified(text, ...words);
    assert.deepEqual([ran.code, ran.result["code"], ran.stderr], [1, code, ""], text);
  }
  const terminal = await runInTerminal(["verify", "-", "--secret", other], {
    input: request(HEADERS),
    env: { NO_COLOR: "1" },
  });
  assert.match(terminal.stdout, /^result +not verified$/m);
  assert.match(terminal.stdout, /^because +signature_mismatch$/m);
  assert.match(terminal.stdout, /^headers +webhook-id: evt_1$/m);
  assert.match(terminal.stdout, new RegExp(`^body +${Buffer.byteLength(BODY)} bytes$`, "m"));
});

test("a curl command that was cut off, or whose body is elsewhere, is refused in words", async () => {
  for (const [text, words] of [
    ["curl 'https://example.com' -H 'webhook-id: evt_1' --data-raw '{\"a", /cut off/],
    ["curl https://example.com -H 'webhook-id: evt_1'", /has no body/],
    ["curl https://example.com -d @body.json", /takes the body from body\.json/],
    ["curl https://example.com -H nothing -d {}", /no header: "nothing"/],
  ] as const) {
    const { code, stderr } = await verified(text);
    assert.equal(code, 2, text);
    assert.match(stderr, words);
  }
});

test("any of several secrets may have signed", async () => {
  const other = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
  const [, text = ""] = PASTED[0] ?? [];
  assert.equal((await verified(text, "--secret", other, "--secret", SECRET)).code, 0);
});

test("what is no request ends with 2, and says what one looks like", async () => {
  for (const text of ["", "\n\n", "hello", "{", "{}", "[]", "{}x", BODY, HEADER_LINES.join("\n")]) {
    const { code, stdout, stderr } = await verified(text);
    assert.deepEqual([code, stdout], [2, ""], text);
    assert.match(stderr, /^posthorn: .*\n {2}Expected a request line and headers/, text);
  }
  assert.equal((await runInTerminal(["verify", "missing.txt", "--secret", SECRET])).code, 2);
  assert.match((await runInTerminal(["verify"])).stderr, /which secret\?/);
});

test("any bytes are a request or are refused in words", () => {
  const anything = fc.oneof(
    fc.uint8Array(),
    fc.string().map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.constantFrom("> ", "webhook-id: a", "\r\n", "\n", "{", "* x", "content-length: 9", "{}", "POST / HTTP/1.1"),
      )
      .map((parts) => Buffer.from(parts.join(""))),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      try {
        assert.ok(parsePasted(bytes).bodies.length > 0);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
      }
    }),
  );
});

const server = withCliServer();

test("what Posthorn shows of a delivery verifies with the endpoint's secrets, masked as it is, and not without", async () => {
  const { cli, node, idSpace, folder } = server;
  const { id } = await cli.json("endpoints", "create", `${node.url}/inbox/verify-of-the-tests`);
  await cli("trigger", "lead.create");
  const list = `${node.url}/v1/spaces/${idSpace}/deliveries?status=delivered&id_endpoint=${id}`;
  while ((await call("GET", list, 200)).data.length === 0);
  const [delivery] = (await call("GET", list, 200)).data;
  const path = join(folder, "delivery.json");
  writeFileSync(path, (await cli("deliveries", "show", delivery.id, "--json")).stdout);
  const { code, stdout, stderr } = await cli("verify", path, "--endpoint", id);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^result\tverified\n/);
  const { signing_secret: secret } = await cli.json("endpoints", "secrets", id);
  const masked = await cli("verify", path, "--secret", secret);
  assert.equal(masked.code, 2);
  assert.match(masked.stderr, /masked with \*.*\n {2}Give --endpoint/);
});

test("what a test inbox has kept verifies as it came", async () => {
  const { cli, node } = server;
  const url = `${node.url}/inbox/kept-of-the-tests`;
  const { id } = await cli.json("endpoints", "create", url);
  await cli("endpoints", "test", id, "lead.create");
  const { data } = (await (await fetch(url)).json()) as { data: object[] };
  const secrets = await cli.json("endpoints", "secrets", id);
  const env = { POSTHORN_SIGNING_SECRET: secrets.signing_secret };
  const ran = await runInTerminal(["verify"], { env, columns: null, input: JSON.stringify(data[0]) });
  assert.deepEqual([ran.code, ran.stderr], [0, ""]);
});
