import assert from "node:assert/strict";
import { test } from "node:test";
import { createCatalogue } from "./catalogue.ts";
import { createPayloadValidator } from "./payload-validator.ts";

const catalogue = createCatalogue();
const { check } = createPayloadValidator(catalogue);

function sampleOf(name: string) {
  const type = catalogue.find(name);
  assert.ok(type);
  return structuredClone(type.sample);
}

/** The faults of a type's sample with these changes, each as `path: message`. */
function faults(name: string, changes: object): string[] {
  return check(name, { ...sampleOf(name), ...changes }).map(({ path, message }) => `${path}: ${message}`);
}

for (const { name, sample } of catalogue.list()) {
  test(`the sample of ${name} is a payload of its type`, () => {
    assert.deepEqual(check(name, sample), []);
  });
}

test("a fault says where it is, what was expected and what came", () => {
  assert.deepEqual(faults("lead.create", { contract_value: "12" }), [
    'payload.contract_value: expected number, got "12"',
  ]);
  assert.deepEqual(faults("lead.create", { phone: 33 }), ["payload.phone: expected string or null, got 33"]);
  assert.deepEqual(faults("lead.create", { custom_fields: [] }), [
    "payload.custom_fields: expected object or null, got an array",
  ]);
  assert.deepEqual(faults("lead.create", { id_space: "acme" }), ['payload.id_space: expected a uuid, got "acme"']);
  assert.deepEqual(faults("lead.create", { created_at: "2023-04-29" }), [
    'payload.created_at: expected a time such as 2026-01-31T09:30:00.000Z, got "2023-04-29"',
  ]);
  assert.deepEqual(faults("lead.create", { updated_at: 0 }), [
    "payload.updated_at: expected a time such as 2026-01-31T09:30:00.000Z or null, got 0",
  ]);
  assert.deepEqual(faults("lead.email.new", { direction: "in" }), [
    'payload.direction: expected one of inbound, outbound, got "in"',
  ]);
  assert.deepEqual(faults("lead.email.new", { snippet: "é".repeat(200) }), []);
  assert.deepEqual(faults("lead.email.new", { snippet: "🚀".repeat(201) }), [
    "payload.snippet: expected at most 200 characters, got 201",
  ]);
  assert.deepEqual(faults("status.create", { success_rate: 101 }), [
    "payload.success_rate: expected at most 100, got 101",
  ]);
  assert.deepEqual(faults("list.create", { leads_count: -1 }), ["payload.leads_count: expected at least 0, got -1"]);
});

test("a key that is left out is a fault, one that is unknown is none", () => {
  const { phone, ...rest } = sampleOf("lead.create");
  assert.equal(phone, null);
  assert.deepEqual(check("lead.create", rest), [{ path: "payload.phone", message: "required" }]);
  assert.deepEqual(faults("lead.create", { is_company: false, "a b": [{}], attributes: { $ref: "#" } }), []);
});

test("a fault inside an object or a list is named by its whole path", () => {
  assert.deepEqual(
    faults("lead.status.update", { status: [{ id: 1, name: "x", id_list: null, color: null, order: 0 }] }),
    ["payload.status[0].id: expected string, got 1"],
  );
  assert.deepEqual(faults("lead.email.new", { from: { name: 1, email: null, profile_url: null } }), [
    "payload.from.name: expected string or null, got 1",
    "payload.from.id_provider: required",
  ]);
});

test("what real data is known to hold is no fault", () => {
  assert.deepEqual(faults("lead.create", { email: "", linkedin_url: "jean-remove", phone: "call Jean", id: "7" }), []);
  assert.deepEqual(faults("lead.create", { custom_fields_schema: [], custom_fields: { any: ["thing"] } }), []);
  assert.deepEqual(faults("lead.note.create", { id_user: "hT4kQz81mXbR0sVw7yLd2NcEfA93" }), []);
});

test("one value has one fault, and a payload at most twenty", () => {
  assert.deepEqual(faults("lead.email.new", { direction: 7 }), [
    "payload.direction: expected one of inbound, outbound, got 7",
  ]);
  assert.equal(check("lead.create", {}).length, 20);
  assert.equal(faults("lead.email.new", { to: Array.from({ length: 300_000 }, () => 1) }).length, 20);
});

test("what is wrong stands before what is missing, however much that is", () => {
  const found = check("lead.create", { first_name: 7 });
  assert.equal(found.length, 20);
  assert.deepEqual(found[0], { path: "payload.first_name", message: "expected string or null, got 7" });
  assert.ok(found.slice(1).every(({ message }) => message === "required"));
});

test("a fault at the far end of a long list is found as well", () => {
  const [party] = [sampleOf("lead.email.new")["from"]];
  assert.deepEqual(faults("lead.email.new", { to: [...Array.from({ length: 5000 }, () => party), 1] }), [
    "payload.to[5000]: expected object, got 1",
  ]);
});

test("nesting without end is looked at no deeper than the schemas go", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  assert.deepEqual(faults("lead.create", { custom_fields: { deep }, order: "1" }), [
    'payload.order: expected integer, got "1"',
  ]);
});

test("checking changes nothing, and a long wrong value is cut", () => {
  const payload = { ...sampleOf("lead.create"), contract_value: "1".repeat(500) };
  const before = structuredClone(payload);
  const [fault] = check("lead.create", payload);
  assert.ok(fault && fault.message.length < 100 && fault.message.endsWith("…"), fault?.message);
  assert.deepEqual(payload, before);
});

test("a type that the catalogue has not is not judged", () => {
  assert.deepEqual(check("invoice.paid", { any: "thing" }), []);
  assert.deepEqual(check("constructor", {}), []);
});
