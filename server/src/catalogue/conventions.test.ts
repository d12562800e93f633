import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { createCatalogue } from "./catalogue.ts";
import { isNullable, type JsonSchema, typesOf } from "./json-schema.ts";

const types = createCatalogue().list();
const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Booleans whose names are given by what they stand for elsewhere. */
const BOOLEANS_WITHOUT_IS = ["notify", "opens", "clicks"];
/** Far below what a receiver takes, and below the 20 kB that Standard Webhooks advises. */
const SAMPLE_BYTES_MAX = 4096;

/** Every schema within a schema, itself first, with its path. */
function within(schema: JsonSchema, path = ""): { path: string; key: string; schema: JsonSchema }[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, one]) => within(one, `${path}.${key}`));
  const items = schema.items === undefined ? [] : within(schema.items, `${path}[]`);
  return [{ path, key: path.split(".").at(-1) ?? "", schema }, ...inner, ...items];
}

/** Every value within a sample that stands under a key. */
function valuesOf(value: unknown): [key: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => [[key, inner], ...valuesOf(inner)]);
}

for (const { name, description, schema, sample } of types) {
  describe(`the payload of ${name}`, () => {
    const all = within(schema);

    it("has a schema that is valid JSON Schema 2020-12, and can be compiled in strict mode", () => {
      assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
      const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });
      assert.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors));
      assert.ok(ajv.compile(schema)(sample));
    });

    it("requires every key that it documents, and forbids none", () => {
      for (const { path, schema: one } of all) {
        if (one.properties === undefined) continue;
        assert.deepEqual(one.required, Object.keys(one.properties), path);
        assert.ok(!("additionalProperties" in one), path);
      }
    });

    it("is the changed object itself: flat, with its id and its space", () => {
      const { id, id_space: idSpace } = schema.properties ?? {};
      assert.deepEqual([id && typesOf(id), idSpace?.format, sample["id_space"]], [["string"], "uuid", SPACE]);
      for (const beside of ["changes", "previous", "data", "event", "secret"]) assert.ok(!(beside in sample), beside);
    });

    it("has ids that are strings, times to the millisecond in UTC, and booleans that are called so", () => {
      for (const { path, key, schema: one } of all) {
        const isId = key === "id" || key.startsWith("id_");
        if (isId) assert.deepEqual([typesOf(one), one.minimum], [["string"], undefined], path);
        if (key.endsWith("_at") || key === "at") assert.equal(one.format, "date-time", path);
        if (typesOf(one).join() === "boolean") {
          assert.ok(key.startsWith("is_") || BOOLEANS_WITHOUT_IS.includes(key), path);
        }
      }
      for (const [key, value] of valuesOf(sample)) {
        if ((key.endsWith("_at") || key === "at") && value !== null) assert.match(String(value), TIME, key);
      }
    });

    it("has a sample with the keys of its schema, in its order, and small enough for any receiver", () => {
      assert.deepEqual(Object.keys(sample), Object.keys(schema.properties ?? {}));
      assert.ok(JSON.stringify(sample).length < SAMPLE_BYTES_MAX);
    });

    it("is told in whole sentences", () => {
      assert.match(description, /^[A-Z].+\.$/);
      assert.ok(schema.title !== undefined);
      for (const { path, schema: one } of all) {
        if (one.title !== undefined) assert.match(one.title, /^[A-Z][A-Za-z]+$/, path);
        if (one.description !== undefined) assert.match(one.description, /^[A-Z`][^\n]*[.!?`]$/, path);
      }
    });

    it("leaves out bodies and where people are, unless the app sends them", () => {
      for (const { path, key, schema: one } of all) {
        if (["text", "html", "client"].includes(key)) assert.ok(isNullable(one), path);
      }
      for (const [key, value] of valuesOf(sample)) {
        if (["text", "html", "client"].includes(key)) assert.equal(value, null, key);
      }
    });
  });
}

/** A family's schemas by the last word of their events. */
function kinds(family: string) {
  const of = (kind: string) => types.find(({ name }) => name === `${family}.${kind}`);
  return { created: of("create"), updated: of("update"), deleted: of("delete") };
}

describe("families of create, update and delete", () => {
  for (const family of ["lead", "lead.task", "lead.note", "campaign", "list", "status", "tag"]) {
    const { created, updated, deleted } = kinds(family);

    it(`${family}: all three carry the whole object, by the same schema`, () => {
      assert.ok(created !== undefined);
      assert.deepEqual(updated?.schema, created.schema);
      assert.deepEqual(deleted?.schema, created.schema);
    });

    it(`${family}: only the deleted one is deleted, and only the new one was never changed`, () => {
      for (const [type, isDeleted] of [
        [created, false],
        [updated, false],
        [deleted, true],
      ] as const) {
        assert.equal(type?.sample["is_deleted"], isDeleted);
        assert.equal(type?.sample["is_deleted_at"] !== null, isDeleted);
      }
      assert.equal(created?.sample["updated_at"], null);
      assert.notEqual(updated?.sample["updated_at"], null);
    });
  }
});

describe("what is told of a lead", () => {
  const lead = types.find(({ name }) => name === "lead.create");

  it("in four events is the lead with all its keys, so that payload.id is the lead's", () => {
    for (const name of ["lead.status.update", "lead.list.update", "lead.tags.update", "lead.track"]) {
      const type = types.find((one) => one.name === name);
      const keys = Object.keys(lead?.schema.properties ?? {});
      assert.deepEqual(Object.keys(type?.schema.properties ?? {}).slice(0, keys.length), keys, name);
    }
  });

  it("in all others comes with the lead's id and a few of its fields", () => {
    for (const { name, schema } of types) {
      if (!/^(lead\.(task|note|linkedin|twitter|email)|campaign\.email)\./.test(name)) continue;
      assert.equal(schema.properties?.["lead"]?.title, "LeadRef", name);
      assert.ok(schema.properties?.["id_lead"] !== undefined, name);
    }
  });

  it("has one shape for messages of every channel, which the event's name says", () => {
    const messages = types.filter(({ name }) => /^lead\.\w+\.new$/.test(name));
    assert.equal(messages.length, 3);
    for (const { name, schema, sample } of messages) {
      assert.deepEqual(schema, messages[0]?.schema);
      assert.equal(sample["channel"], name.split(".")[1]);
    }
  });
});

it("one name means one shape, wherever it is used", () => {
  const shapes = new Map<string, string[]>();
  for (const { schema } of types.flatMap((type) => within(type.schema))) {
    if (schema.title === undefined) continue;
    const keys = Object.keys(schema.properties ?? {});
    assert.deepEqual(keys, shapes.get(schema.title) ?? keys, schema.title);
    shapes.set(schema.title, keys);
  }
});
