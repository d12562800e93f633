import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApi } from "../../test/api-server.ts";
import { createCatalogue } from "../catalogue/catalogue.ts";
import { PROBLEMS } from "../core/problems.ts";
import { TAGS } from "./openapi-info.ts";
import type {} from "./typed-routes.ts"; // For the type of `hide`, which it adds to a route's schema.

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape; a wrong guess fails the test that makes it.
type Json = any;

interface Call {
  title: string;
  path: string;
  method: string;
  call: Json;
}

const HOW =
  "a route's schema says operationId, tag, summary and description, and each of its fields says a description: see api/typed-routes.ts";
const METHODS = ["get", "put", "post", "delete", "patch"];

async function served(
  test: Parameters<typeof openApi>[0],
): Promise<{ document: Json; calls: Call[]; routes: string[] }> {
  const routes: string[] = [];
  const api = await openApi(test, {
    plugins: [
      (app) => {
        app.addHook("onRoute", ({ method, url, schema }) => {
          const isShown = schema?.hide !== true;
          for (const name of [method].flat()) if (isShown && name !== "HEAD") routes.push(`${name} ${url}`);
        });
      },
    ],
  });
  const { body: document } = await api.call("GET", "/openapi.json", undefined, { key: null });
  const calls = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, call]) => ({
      title: `${method.toUpperCase()} ${path}`,
      path,
      method,
      call,
    })),
  );
  return { document, calls, routes };
}

it("the document is valid OpenAPI 3.1", async (test) => {
  const { document } = await served(test);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors, null, 2));
  assert.equal(validator.version, "3.1");
  assert.equal(document.openapi, "3.1.0");
  const broken = structuredClone(document);
  delete broken.paths["/v1/keys"].post.responses;
  broken.paths["/v1/keys"].post.parameters = [{ name: "x" }];
  assert.equal((await new Validator().validate(broken)).valid, false, "and this one would not be");
});

it("every call says what it does, and so does every parameter and every field of what goes in and comes out", async (test) => {
  const { document, calls } = await served(test);
  const names = calls.map(({ call }) => call.operationId);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted(), "each call has a name of its own");
  const summaries = calls.map(({ call }) => call.summary);
  assert.deepEqual(summaries.toSorted(), [...new Set(summaries)].toSorted(), "and a summary, which is its heading");
  for (const { title, method, call } of calls) {
    assert.ok(METHODS.includes(method), title);
    assert.match(String(call.operationId), /^[a-z][A-Za-z]+$/, `${title} has no operationId: ${HOW}`);
    for (const words of [call.summary, call.description])
      assert.ok(words?.length > 0, `${title} says too little: ${HOW}`);
    const [tag] = call.tags;
    const tags = TAGS.map(({ name }) => name).join(", ");
    assert.ok(
      TAGS.some(({ name }) => name === tag),
      `${title} has the tag ${tag}, which is none of ${tags} (TAGS in api/openapi-info.ts)`,
    );
    for (const { name, description } of call.parameters ?? [])
      assert.ok(description, `${title}: parameter ${name}: ${HOW}`);
    assert.deepEqual(undescribed(call, document), [], `${title}: ${HOW}`);
  }
});

/** The fields without a description, in whatever a call takes or gives. */
function undescribed(value: Json, document: Json, at = "", seen = new Set<string>()): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (typeof value.$ref === "string") {
    if (seen.has(value.$ref)) return [];
    seen.add(value.$ref);
    const referred = value.$ref
      .slice(2)
      .split("/")
      .reduce((inner: Json, key: string) => inner[key], document);
    return undescribed(referred, document, value.$ref, seen);
  }
  const own = Object.entries<Json>(value.properties ?? {})
    .filter(([, field]) => !isDescribed(field, document))
    // The second half of the schema of a problem only narrows its code.
    .filter(([key]) => !(key === "code" && Object.keys(value).length === 1))
    .map(([key]) => `${at}.${key}`);
  const inner = Object.entries(value).flatMap(([key, one]) =>
    key === "example" || key === "examples" ? [] : undescribed(one, document, `${at}/${key}`, seen),
  );
  return [...own, ...inner];
}

function isDescribed(field: Json, document: Json): boolean {
  if (field.description !== undefined) return field.description !== "";
  return (
    field.$ref !== undefined && document.components.schemas[field.$ref.split("/").at(-1)]?.description !== undefined
  );
}

it("each example is as its schema says", async (test) => {
  const { document, calls } = await served(test);
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ ...document, $id: "posthorn:openapi" });
  let checked = 0;
  const webhooks = Object.entries<Json>(document.webhooks).map(([title, { post }]) => ({ title, call: post }));
  for (const { title, call } of [...calls, ...webhooks]) {
    const bodies = [call.requestBody, ...Object.values<Json>(call.responses)];
    for (const { schema, example } of bodies.flatMap((body) => Object.values<Json>(body?.content ?? {}))) {
      if (example === undefined) continue;
      const check = ajv.compile(absolute(schema));
      assert.ok(check(example), `${title}: ${ajv.errorsText(check.errors)}`);
      checked += 1;
    }
  }
  assert.ok(checked > 34 + calls.length / 2, `${checked}`);
});

function absolute(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"posthorn:openapi#/'));
}

const EXTENDED = ["id", "occurred_at", "changes", "actor", "correlation_id"];

it("all 34 event types stand there as webhooks, each with its schema and its sample in the seed's envelope", async (test) => {
  const { document } = await served(test);
  assert.equal(Object.keys(document.webhooks).length, 34);
  const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: "posthorn:openapi" });
  for (const { name, schema: own, sample } of createCatalogue().list()) {
    const { schema, example } = document.webhooks[name].post.requestBody.content["application/json"];
    assert.deepEqual(Object.keys(example), ["id_space", "event", "secret", "payload"]);
    assert.deepEqual(example.payload, sample);
    assert.deepEqual(Object.keys(schema.properties).slice(4), EXTENDED);
    const check = ajv.compile(absolute(schema));
    for (const key of own.required ?? []) {
      const { [key]: _left, ...payload } = sample;
      assert.equal(check({ ...example, payload }), false, `${name} without ${key}`);
    }
    assert.equal(check({ ...example, event: "another" }), false);
  }
});

it("every route that is not hidden is in the document, and nothing else is", async (test) => {
  const { calls, routes } = await served(test);
  const documented = calls.map(
    ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{([a-z_]+)\}/g, ":$1")}`,
  );
  assert.ok(routes.length > 20);
  for (const route of routes) assert.ok(documented.includes(route), `${route} is not in the document`);
  assert.deepEqual(documented.length, new Set(documented).size);
});

it("docs/openapi.json is what a node serves, but for where it can be reached and its version", async (test) => {
  const { document } = await served(test);
  const { info, servers, ...rest } = JSON.parse(
    readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"),
  );
  const { info: servedInfo, servers: servedServers, ...servedRest } = document;
  assert.deepEqual(rest, servedRest, "npm run generate");
  assert.deepEqual({ ...servedInfo, version: info.version }, info);
  assert.deepEqual([servedServers, servers.length], [[{ url: "/" }], 1]);
});

it("a call names the problems that it can have, by status, and who may call it", async (test) => {
  const { document } = await served(test);
  const { responses, security, requestBody } = document.paths["/v1/keys"].post;
  assert.deepEqual(security, [{ key: ["operator"] }]);
  assert.equal(requestBody.required, true);
  const codes = Object.values<Json>(responses).flatMap(({ $ref }) => $ref?.split("/").at(-1).split(".") ?? []);
  assert.deepEqual(codes, [
    ...[
      "malformed_request",
      "malformed_json",
      "unauthorized",
      "session_over",
      "forbidden",
      "body_too_large",
      "unsupported_media_type",
      "invalid_request",
    ],
    ...["internal", "store_unavailable", "shutting_down"],
  ]);
  for (const [name, { content }] of Object.entries<Json>(document.components.responses)) {
    const [, { properties }] = content["application/problem+json"].schema.allOf;
    assert.deepEqual(properties.code.enum, name.split("."));
    for (const code of properties.code.enum) assert.ok(code in PROBLEMS, code);
  }
  assert.deepEqual(document.paths["/healthz"].get.security, []);
  const roles = document.paths["/v1/spaces/{id_space}/portal-sessions"].post.security;
  assert.deepEqual(roles, [{ key: ["operator"] }, { key: ["space"] }], "no session of a customer");
});
