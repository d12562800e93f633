import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase } from "./postgres-database.ts";
import { startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

const DOCUMENT = JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8"));
/** Where secrets are asked for, and what does not end: it has rows as lists give them. */
const NOT_READ = /\/(secrets|stream|listen)$/;
const HEADER = "token-of-the-endpoints-own";

for (const store of ["SQLite", "Postgres"] as const) {
  test(`on ${store}, no answer has a secret or a key but where that is asked for, and no line of the log has one, or a payload`, {
    timeout: 120_000,
  }, async (t) => {
    const folder = workingFolder();
    const database = store === "Postgres" ? await createPostgresDatabase() : null;
    const receiver = await startReceiver(({ headers }) => (headers["posthorn-trigger"] === "test" ? 200 : 500));
    const node = await startNode({
      cwd: folder.path,
      env: { POSTHORN_LOG_LEVEL: "debug", POSTHORN_DATABASE_URL: database?.url },
    });
    t.after(async () => {
      await node.end("SIGKILL");
      await Promise.all([receiver.close(), database?.drop()]);
      folder.remove();
    });
    const idSpace = randomUUID();
    const inSpace = `${node.url}/v1/spaces/${idSpace}`;
    const headers = { "X-Token": HEADER };
    const endpoint = await call("POST", `${inSpace}/endpoints`, 201, { url: receiver.url, headers, pause_after: 2 });
    const at = `${inSpace}/endpoints/${endpoint.id}`;
    const rotated = await call("POST", `${at}/rotate`, 200);
    const key = await call("POST", `${node.url}/v1/keys`, 201, { id_space: idSpace });
    const session = await call("POST", `${inSpace}/portal-sessions`, 201, {});
    const { code = "" } = /#code=(?<code>\w+)/.exec(session.url)?.groups ?? {};
    const payload = { text: "words-of-a-payload" };
    for (let n = 0; n < 3; n++) {
      await call("POST", `${node.url}/v1/events`, 202, { id_space: idSpace, event: "lead.create", payload });
    }
    await until("a pause", async () => (await call("GET", at, 200)).status === "paused");
    await call("POST", `${at}/test`, 200, { event: "lead.create" });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    await call("POST", `${at}/replay`, 202, { since });
    await call("POST", `${at}/rotate`, 422, { signing_secret: "whsec_is-no-base64-but-secret" });

    const secrets = [
      ...[endpoint.secret, endpoint.signing_secret, rotated.signing_secret, "is-no-base64-but-secret"],
      ...[HEADER, key.key, code, OPERATOR_KEY],
    ];
    for (const secret of secrets) assert.ok(secret.length > 8, "there is one");
    const read = await readAll(node.url, idSpace);
    t.diagnostic(`${read.size} answers`);
    assert.ok(read.size > 20);
    for (const [path, text] of read) {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${path} has ${secret}: ${text}`);
    }
    assert.match(node.stderr(), /endpoint paused/);
    for (const secret of [...secrets, payload.text]) {
      assert.ok(!`${node.stdout()}${node.stderr()}`.includes(secret), `the log has ${secret}`);
    }
  });
}

/** Every answer that a GET gives, as an operator reads it: each path of the document, for each thing that its list has. */
async function readAll(url: string, idSpace: string): Promise<Map<string, string>> {
  const read = new Map<string, string>();
  const templates = Object.keys(DOCUMENT.paths).filter((path) => DOCUMENT.paths[path].get && !NOT_READ.test(path));
  for (const template of templates) {
    const inSpace = template.replace("{id_space}", idSpace);
    const [list = "", rest] = inSpace.split(/\{\w+\}/);
    const things = rest === undefined ? [null] : await listAll(`${url}${list.replace(/\/$/, "")}`);
    for (const thing of things) {
      const path = thing === null ? inSpace : `${list}${thing["id"] ?? thing["name"]}${rest}`;
      const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } });
      assert.equal(answer.status, 200, path);
      read.set(path, await answer.text());
    }
  }
  return read;
}
