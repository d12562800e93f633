import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { createOwnSchemas } from "./own-schemas.ts";
import { schemaFaults } from "./schema-check.ts";
import { KEYWORDS, REFUSED } from "./schema-keywords.ts";

const { check } = createOwnSchemas();

/** The faults of a payload, each as `path: message`. The schema is one that can be registered. */
function faults(schema: object, payload: unknown): string[] {
  assert.deepEqual(schemaFaults(schema, "schema"), []);
  return check(schema, payload, "payload").map(({ path, message }) => `${path}: ${message}`);
}

const ORDER = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $defs: { money: { type: "object", properties: { cents: { type: "integer", minimum: 0 } }, required: ["cents"] } },
  type: "object",
  properties: {
    number: { type: "string", pattern: "^A-[0-9]+$", maxLength: 8 },
    total: { $ref: "#/$defs/money" },
    state: { enum: ["open", "paid", null] },
    lines: { type: "array", items: { $ref: "#/$defs/money" }, minItems: 1 },
  },
  required: ["number"],
  additionalProperties: false,
};

test("a payload as the schema says has no faults", () => {
  assert.deepEqual(
    faults(ORDER, { number: "A-1", total: { cents: 5, more: 1 }, state: null, lines: [{ cents: 1 }] }),
    [],
  );
});

test("every fault says where it is, what was expected and what came", () => {
  const wrong = { number: "B-1", total: { cents: -1 }, state: "lost", lines: [{ cents: "7" }, {}], sum: 1 };
  assert.deepEqual(faults(ORDER, wrong).toSorted(), [
    'payload.lines[0].cents: expected integer, got "7"',
    "payload.lines[1].cents: required",
    'payload.number: expected a text that matches ^A-[0-9]+$, got "B-1"',
    'payload.state: expected one of open, paid, null, got "lost"',
    "payload.sum: unknown field",
    "payload.total.cents: expected at least 0, got -1",
  ]);
  assert.deepEqual(faults(ORDER, {}), ["payload.number: required"]);
});

test("each keyword that checks something tells its fault in words", () => {
  const cases: [schema: object, value: unknown, fault: string][] = [
    [{ const: "x" }, "y", 'payload: expected "x", got "y"'],
    [{ multipleOf: 5 }, 7, "payload: expected a multiple of 5, got 7"],
    [{ exclusiveMaximum: 5 }, 5, "payload: expected less than 5, got 5"],
    [{ exclusiveMinimum: 5 }, 5, "payload: expected more than 5, got 5"],
    [{ minLength: 2 }, "é", "payload: expected at least 2 characters, got 1"],
    [{ maxItems: 1 }, [1, 2], "payload: expected at most 1 items, got 2"],
    [{ minProperties: 1 }, {}, "payload: expected at least 1 keys, got 0"],
    [{ uniqueItems: true, maxItems: 9 }, [{ a: 1 }, { a: 1 }], "payload: has an item twice"],
    [{ contains: { type: "string" } }, [1], "payload: has too few or too many of the items that it must contain"],
    [{ prefixItems: [true], items: false }, [1, 2], "payload: has more items than are known"],
    [{ properties: { a: false } }, { a: 1 }, "payload.a: must not be there"],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, 'payload: the key "ab": expected at most 1 characters, got 2'],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }, "payload.b: required"],
    [{ not: { type: "null" } }, null, "payload: is what it must not be"],
    [{ properties: { a: true }, unevaluatedProperties: false }, { b: 1 }, "payload.b: unknown field"],
    [{ unevaluatedItems: false }, [1], "payload: has more items than are known"],
  ];
  for (const [schema, value, fault] of cases)
    assert.ok(faults(schema, value).includes(fault), `${faults(schema, value)}`);
});

test("a key of a payload is only what the payload has itself", () => {
  const schema = { properties: { constructor: { type: "string" } }, required: ["toString"] };
  assert.deepEqual(faults(schema, {}), ["payload.toString: required"]);
});

test("the same schema in another object is not compiled anew, and one of thousands is still right", () => {
  for (let at = 0; at < 300; at++) assert.deepEqual(faults({ const: at }, at), []);
  assert.deepEqual(faults({ const: 0 }, 1), ["payload: expected 0, got 1"]);
});

test("what would take long is refused, with what to do", () => {
  const doubled: Record<string, object> = { d30: {} };
  for (let at = 0; at < 30; at++) {
    const next = { $ref: `#/$defs/d${at + 1}` };
    doubled[`d${at}`] = { allOf: [next, next] };
  }
  const deep = JSON.parse(`${'{"not":'.repeat(50_000)}{}${"}".repeat(50_000)}`);
  const cases: [schema: unknown, path: string, message: RegExp][] = [
    [{ $defs: doubled, $ref: "#/$defs/d0" }, "schema", /9663676411 things to check.* at most 2000/],
    [{ $defs: { a: { items: { $ref: "#/$defs/a" } } }, $ref: "#/$defs/a" }, "schema", /refers to itself: write it out/],
    [deep, "schema", /50001 levels deep; at most 32/],
    [{ title: "x".repeat(70_000) }, "schema", /has 7\d+ bytes; at most 65536/],
    [{ enum: Array.from({ length: 2_000 }, (_, at) => at) }, "schema", /things to check/],
    [{ allOf: Array.from({ length: 1_001 }, () => ({ title: "" })) }, "schema.allOf[999]", /more than 1000 keywords/],
    [{ properties: { a: { uniqueItems: true } } }, "schema.properties.a.uniqueItems", /needs maxItems of at most 100/],
    [{ pattern: "(a{999}){999}" }, "schema.pattern", /invalid repeat count/],
    [{ pattern: "[a-z]{500}[a-z]{600}" }, "schema.pattern", /a program of 1\d+ steps; at most 1000/],
    [{ pattern: "x".repeat(513) }, "schema.pattern", /has 513 characters; at most 512/],
  ];
  for (const [schema, path, message] of cases) {
    const [fault] = schemaFaults(schema, "schema");
    assert.equal(fault?.path, path);
    assert.match(fault.message, message);
  }
  const patterns = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}`, { pattern: `^${at}$` }]));
  const [fault, ...others] = schemaFaults({ properties: patterns }, "schema");
  assert.deepEqual([fault?.path, others.length], ["schema.properties.p50.pattern", 0]);
});

test("what is no schema is named with its place, the rule and what to do", () => {
  const cases: [schema: unknown, fault: string][] = [
    [[], "schema: expected a JSON Schema as an object, got an array"],
    [{ properties: { a: 7 } }, "schema.properties.a: expected a schema: an object, true or false, got 7"],
    [{ requird: ["a"] }, "schema.requird: no keyword of JSON Schema 2020-12; did you mean required?"],
    [{ $id: "https://a.example/" }, "schema.$id: is not taken: schemas have no addresses here: leave it out"],
    [{ $dynamicRef: "#a" }, "schema.$dynamicRef: is not taken: refer to #/$defs/<name> with $ref instead"],
    [
      { properties: { a: { maximum: { $data: "1/b" } } } },
      "schema.properties.a.maximum: expected a number, got an object",
    ],
    [
      { $ref: "https://a.example/x.json" },
      'schema.$ref: expected a reference within the schema such as #/$defs/address, got "https://a.example/x.json"',
    ],
    [{ $ref: "#/$defs/a" }, "schema.$ref: there is no a in $defs of the schema"],
    [{ $defs: {}, $ref: "#/$defs/constructor" }, "schema.$ref: there is no constructor in $defs of the schema"],
    [
      { $schema: "http://json-schema.org/draft-07/schema#" },
      'schema.$schema: expected https://json-schema.org/draft/2020-12/schema, got "http://json-schema.org/draft-07/schema#"',
    ],
    [
      { properties: { a: { pattern: "(?=a)" } } },
      'schema.properties.a.pattern: "(?=a)" cannot be read: invalid or unsupported Perl syntax: `(?=`. Patterns have RE2\'s syntax, without look-around and back-references',
    ],
    [
      { type: ["string", "text"] },
      "schema.type: expected one or several of string, number, integer, boolean, object, array, null, got an array",
    ],
    [{ required: ["a", "a"] }, "schema.required: expected a list of names, each once, got an array"],
    [{ minLength: -1 }, "schema.minLength: expected a whole number from 0 on, got -1"],
    [{ allOf: [] }, "schema.allOf: expected a list of schemas, got an array"],
  ];
  for (const [schema, fault] of cases) {
    assert.deepEqual(
      schemaFaults(schema, "schema").map(({ path, message }) => `${path}: ${message}`),
      [fault],
    );
  }
});

test("what a payload makes slow is told as a fault and not carried out", () => {
  const pattern = faults({ properties: { a: { pattern: "\\pL{900}$" } } }, { a: "a".repeat(250_000) });
  assert.match(String(pattern), /payload: cannot be checked: the patterns of the schema take too long/);
  const many = { a: Array.from({ length: 100_000 }, () => 1) };
  const heavy = { properties: { a: { items: { allOf: Array.from({ length: 300 }, () => ({ minimum: 0 })) } } } };
  assert.match(String(faults(heavy, many)), /payload: is too large to be checked/);
  const deep = JSON.parse(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`);
  assert.match(String(faults({ uniqueItems: true, maxItems: 5 }, deep)), /payload: goes 50001 levels deep/);
});

/** Schemas as an attacker or a bad generator would write them: right keywords with any value, in any nest. */
const anySchema = fc.letrec<{ schema: unknown }>((tie) => {
  const names = fc.constantFrom("a", "b", "__proto__", "constructor", "a b", "");
  const schemas = fc.array(tie("schema"), { maxLength: 3 });
  const value = fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 2 }),
    fc.nat(),
    fc.constantFrom("#/$defs/a", "#/$defs/b", "#", "string", "^(a+)+$", "[", "(?<!a)b", "\\p{L}{99}", true, [
      "string",
      "null",
    ]),
    tie("schema"),
    schemas,
    fc.dictionary(names, tie("schema"), { maxKeys: 3 }),
  );
  const keyword = fc.constantFrom(...KEYWORDS.keys(), ...REFUSED.keys(), "nonsense");
  return { schema: fc.oneof(fc.boolean(), fc.dictionary(keyword, value, { maxKeys: 4 })) };
}).schema;

test("whatever a schema holds, it is refused in words, or it compiles and checks any payload", () => {
  let taken = 0;
  const property = fc.property(anySchema, fc.jsonValue(), (schema, payload) => {
    const refused = schemaFaults(schema, "schema");
    for (const { path, message } of refused) assert.ok(path.startsWith("schema") && message !== "");
    if (refused.length > 0) return;
    taken += 1;
    assert.ok(Array.isArray(check(Object(schema), payload, "payload")));
  });
  fc.assert(property, { numRuns: 2_000 });
  assert.ok(taken > 100, `only ${taken} schemas were taken`);
});

test("what is taken judges as ajv does by itself", () => {
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false, ownProperties: true });
  const property = fc.property(anySchema, fc.jsonValue(), (schema, payload) => {
    // Ajv takes patterns that ours does not, and reads some otherwise.
    if (/"pattern/.test(JSON.stringify(schema)) || schemaFaults(schema, "schema").length > 0) return;
    assert.equal(check(Object(schema), payload, "payload").length === 0, ajv.validate(Object(schema), payload));
  });
  fc.assert(property, { numRuns: 1_000 });
});
