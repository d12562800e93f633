import assert from "node:assert/strict";
import { test } from "node:test";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";

const server = withCliServer();
const { cli } = server;

test("the server's types are listed, shown, and printed as schema, sample and TypeScript", async () => {
  const listed = await cli.json("types");
  assert.equal(listed.length, 34);
  assert.equal((await cli("types")).stdout.split("\n")[0]?.split("\t")[0], listed[0].name);
  const shown = await runInTerminal(["types", "show", "lead.create"], { env: server.env });
  assert.match(shown.stdout, /^id +string/m);
  assert.match(shown.stdout, /"first_name": "Jean"/);
  assert.deepEqual(JSON.parse((await cli("types", "schema", "lead.create")).stdout), listed[0].schema);
  assert.deepEqual(JSON.parse((await cli("types", "sample", "lead.create")).stdout), listed[0].sample);
  assert.match((await cli("types", "typescript", "tag.create")).stdout, /^export interface TagCreate \{$/m);
  assert.match((await cli("types", "typescript")).stdout, /declare module "@posthorn\/sdk"/);
  assert.equal((await cli("types", "show", "lead.creat")).code, 1);
});
