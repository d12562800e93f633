import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventType } from "@posthorn/sdk";
import { withCliServer } from "../../test/cli-server.ts";
import { runInTerminal } from "../../test/terminal.ts";
import { schemaRows } from "./schema-rows.ts";
import { ownTypesSource, typeSource } from "./schema-source.ts";

const server = withCliServer();
const { cli } = server;

const SCHEMA: EventType["schema"] = {
  type: "object",
  required: ["id", "lines"],
  properties: {
    id: { type: "string", description: "Of the invoice. */ alert(1) /*" },
    total: { type: ["number", "null"] },
    state: { enum: ["open", "paid", null] },
    kind: { const: "invoice" },
    lines: { type: "array", items: { type: "object", required: [], properties: { "net-price": { type: "integer" } } } },
    tags: { type: "array", items: { type: ["string", "number"] } },
    any: {},
    either: { anyOf: [{ type: "string" }, { type: "boolean" }] },
    open: { type: "object" },
  },
};
const TYPE: EventType = {
  name: "invoice.paid",
  group: "Own Events",
  description: "It was paid.",
  stability: "stable",
  is_built_in: false,
  validation: null,
  schema: SCHEMA,
  sample: {},
};

const PAYLOAD = [
  "{",
  "  /** Of the invoice. *\\/ alert(1) /* */",
  "  id: string;",
  "  total?: number | null;",
  '  state?: "open" | "paid" | null;',
  '  kind?: "invoice";',
  "  lines: {",
  '    "net-price"?: number;',
  "  }[];",
  "  tags?: (string | number)[];",
  "  any?: unknown;",
  "  either?: string | boolean;",
  "  open?: { [key: string]: unknown };",
  "}",
];

test("a schema becomes an interface, and no words of it become code", () => {
  assert.equal(typeSource(TYPE), `/** It was paid. */\nexport interface InvoicePaid ${PAYLOAD.join("\n")}\n`);
  const open = typeSource({ ...TYPE, description: "", schema: { type: "object" } });
  assert.equal(open, "export type InvoicePaid = { [key: string]: unknown };\n");
});

test("the app's own types are told to the SDK as members of its interface", () => {
  const source = ownTypesSource([TYPE]);
  assert.match(
    source,
    /declare module "@posthorn\/sdk" \{\n {2}interface EventPayloads \{\n {4}\/\*\* It was paid\. \*\/\n {4}"invoice\.paid": \{\n/,
  );
  for (const line of PAYLOAD.slice(1))
    assert.ok(
      source.includes(`
    ${line}`),
      line,
    );
});

test("a schema without end comes to an end", () => {
  let schema: EventType["schema"] = { type: "object" };
  for (let depth = 0; depth < 1000; depth++) schema = { type: "object", properties: { inner: schema } };
  assert.match(typeSource({ ...TYPE, schema }), /unknown;/);
  assert.ok(schemaRows(schema).length < 10);
});

test("a payload is told key by key, inner ones with their way", () => {
  assert.deepEqual(
    schemaRows(SCHEMA).map(({ key, type }) => [key, type]),
    [
      ["id", "string"],
      ["total", "number or null"],
      ["state", '"open", "paid" or null'],
      ["kind", '"invoice"'],
      ["lines", "array of object"],
      ["lines[].net-price", "integer"],
      ["tags", "array of string or number"],
      ["any", "anything"],
      ["either", "anything"],
      ["open", "object"],
    ],
  );
});

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
