import assert from "node:assert/strict";
import { test } from "node:test";
import { ownTypesSource, typeSource } from "./type-source.ts";
import type { EventType } from "./wire/event-type.ts";

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
  for (const line of PAYLOAD.slice(1)) assert.ok(source.includes(`\n    ${line}`), line);
});

test("a schema without end comes to an end", () => {
  let schema: EventType["schema"] = { type: "object" };
  for (let depth = 0; depth < 1000; depth++) schema = { type: "object", properties: { inner: schema } };
  assert.match(typeSource({ ...TYPE, schema }), /unknown;/);
});

test("a schema that says nothing is any value", () => {
  assert.equal(typeSource({ ...TYPE, description: "", schema: {} }), "export type InvoicePaid = unknown;\n");
});
