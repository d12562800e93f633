import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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

test("an app registers types of its own from files, sets how one is validated, and deletes them", async () => {
  const schema = { type: "object", properties: { total: { type: "integer" } }, required: ["total"] };
  const path = join(server.folder, "order-paid.schema.json");
  writeFileSync(path, JSON.stringify(schema));
  const given = ["--schema", `@${path}`, "--sample", '{"total":12}', "--validation", "strict"];
  const made = await cli.json("types", "put", "order.paid", ...given, "--description", "An order was paid.");
  assert.partialDeepStrictEqual(made, { name: "order.paid", schema, validation: "strict", is_built_in: false });
  assert.equal((await cli("trigger", "order.paid")).code, 0);
  assert.match((await cli("send", "order.paid", "--data", '{"total":"12"}')).stderr, /payload\.total: /);
  assert.deepEqual(await cli("types", "delete", "order.paid"), { code: 0, stdout: "Deleted order.paid\n", stderr: "" });
  assert.equal((await cli("trigger", "order.paid")).code, 1);

  assert.equal((await cli.json("types", "put", "tag.create", "--validation", "off")).validation, "off");
  assert.equal((await cli.json("types", "put", "tag.create", "--validation", "default")).validation, null);
});

test("a type that cannot be registered is refused with the reason", async () => {
  const refused: [words: string[], code: number, reason: RegExp][] = [
    [["put", "order.paid"], 2, /there is nothing to register/],
    [["put", "order.paid", "--schema", "{"], 2, /^posthorn: the schema is no JSON: /],
    [["put", "order.paid", "--schema", "-", "--sample", "-"], 2, /only one of --schema and --sample/],
    [["put", "order.paid", "--schema", "{}"], 1, /sample/],
    [["put", "lead.create", "--schema", "{}", "--sample", "{}"], 1, /built in|comes with/],
    [["delete", "lead.create"], 1, /built in|comes with/],
    [["delete", "order.lost"], 1, /There is no such thing/],
  ];
  for (const [words, code, reason] of refused) {
    const ran = await cli("types", ...words);
    assert.deepEqual([ran.code, ran.stdout], [code, ""], ran.stderr);
    assert.match(ran.stderr, reason);
  }
});
