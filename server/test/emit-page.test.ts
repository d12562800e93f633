import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openPostgresStore } from "../src/store/postgres/postgres-store.ts";
import { systemClock } from "../src/system.ts";
import { createPostgresDatabase } from "./postgres-database.ts";

const PAGE = readFileSync(new URL("../../docs/emit.md", import.meta.url), "utf8");
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function exampleIn(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(PAGE) ?? [];
  assert.ok(code !== undefined, `the page has an example in ${language}`);
  return code;
}

/** The statement of the example in Python, and what it is given. */
function pythonCall(): { sql: string; values: string[] } {
  const code = exampleIn("python");
  const [, statement = ""] = /"(select posthorn.emit\(.*?\))"/.exec(code) ?? [];
  const [, space = "", type = ""] = /\("(.*?)", "(.*?)", payload\)/.exec(code) ?? [];
  const [, payload = ""] = /json\.dumps\((.*?)\)/.exec(code) ?? [];
  let place = 0;
  return { sql: statement.replaceAll("%s", () => `$${++place}`), values: [space, type, payload.replaceAll(" ", "")] };
}

test("the page's examples in SQL, in Node and in Python emit what they say", async (t) => {
  const database = await createPostgresDatabase();
  const store = await openPostgresStore({
    url: database.url,
    idNode: "n",
    clock: systemClock,
    leaseMs: 60_000,
    connectionsMax: 5,
  });
  t.after(async () => {
    await store.close({ isClean: true });
    await database.drop();
  });
  await store.emitted?.setRules({ builtInTypes: ["tag.update"], payloadBytesMax: 1_000 });
  await database.query("create table tag (id uuid, name text)");
  await database.query(exampleIn("sql"));
  const args = ["--input-type=module", "--eval", exampleIn("js")];
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { DATABASE_URL: database.url }, stdio: "inherit" });
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  // Without a Python and its driver, which these tests do not bring: by the same statement.
  const { sql, values } = pythonCall();
  await database.query(sql, values);
  const payloads: string[] = [];
  await store.emitted?.take(10, async (events) => {
    for (const { event, payload } of events) payloads.push(`${event} ${Buffer.from(payload).toString()}`);
    return events.map(() => null);
  });
  const expected = 'tag.update {"id":"6b2f6c1e-3f0e-4d3b-9d55-0f3b1f0c7a11","name":"VIP"}';
  assert.deepEqual(payloads, [expected, expected, expected]);
});
