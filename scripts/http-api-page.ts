import { PROBLEMS } from "../server/src/core/problems.ts";
import { exampleCall } from "./example-call.ts";
import { nameOf, schemasOf, schemaTable, typeOf } from "./http-api-tables.ts";
import { cell, link, table } from "./markdown.ts";
import type { ApiDocument, Call } from "./openapi-types.ts";

const HEAD = `<!-- Made from the API's routes by \`npm run generate\`. Changes go into server/src/api. -->

# HTTP API

The same as data: [openapi.json](openapi.json), which a running node serves at \`GET /openapi.json\`. In TypeScript:
[\`@posthorn/sdk\`](../sdk/README.md) has a call for each of these. What endpoints receive is in [events.md](events.md).

The examples need three variables:

\`\`\`sh
POSTHORN_URL=http://127.0.0.1:4747
POSTHORN_KEY=<an operator's key, or the space's>
ID_SPACE=eb8edc65-129a-4cb6-abbe-6bf8979c0658
\`\`\`
`;

/** One call, with where it is. */
interface Placed {
  method: string;
  path: string;
  call: Call;
}

/** The page on the HTTP API, for those who write the app that sends. */
export function httpApiPage(document: ApiDocument): string {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ method: method.toUpperCase(), path, call })),
  );
  const headings = document.tags
    .map((tag) => ({ ...tag, calls: calls.filter(({ call }) => call.tags.includes(tag.name)) }))
    .filter((heading) => heading.calls.length > 0);
  return [
    HEAD,
    document.info.description.replaceAll("### ", "## "),
    "## Calls\n",
    table(
      ["call", "does"],
      headings.flatMap((heading) =>
        heading.calls.map(({ method, path, call }) => [`\`${method} ${path}\``, link(call.summary)]),
      ),
    ),
    ...headings.flatMap(({ name, description, calls: below }) => [
      `## ${name}\n\n${description}\n`,
      ...below.map((placed) => section(placed, document)),
    ]),
    "## Objects\n",
    ...schemasOf(
      calls.map(({ call }) => call),
      document.components.schemas,
    ).map((name) => objectSection(name, document)),
    ERRORS,
  ].join("\n");
}

function section({ method, path, call }: Placed, { components }: ApiDocument): string {
  const parameters = (call.parameters ?? []).map((parameter) => [
    `\`${parameter.name}\``,
    parameter.in,
    typeOf(parameter.schema),
    defaultOf(parameter.schema),
    cell(parameter.description),
  ]);
  const bodies = Object.entries(call.requestBody?.content ?? {}).map(([type, { schema }]) => {
    const head =
      `Body, \`${type}\`: ${schema.$ref === undefined ? (schema.description ?? "") : typeOf(schema)}`.trimEnd();
    const rows = schema.properties === undefined ? "" : `\n${schemaTable(schema, components.schemas)}`;
    return `${head}\n${rows}`;
  });
  return [
    `### ${call.summary}\n`,
    `\`${method} ${path}\` · ${callersOf(call, path)}\n`,
    `${call.description}\n`,
    ...(parameters.length > 0 ? [table(["parameter", "in", "type", "default", "meaning"], parameters)] : []),
    ...bodies,
    exampleCall({ method, path, call }),
    table(["answer", "what it says"], answersOf(call)),
    `Errors: ${errorsOf(call).join(", ")}.\n`,
  ].join("\n");
}

function callersOf({ security }: Call, path: string): string {
  if (security?.length === 0) return "no key is needed";
  const roles = security?.flatMap(({ key = [] }) => key);
  if (roles?.includes("space")) return "operators, and keys of this space, but no session of it";
  if (roles?.includes("operator")) return "operators only";
  return path.includes("{id_space}") ? "operators, and keys and sessions of this space" : "any key or session";
}

function answersOf({ responses }: Call): string[][] {
  return Object.entries(responses).flatMap(([status, said]) => {
    if ("$ref" in said) return [];
    const types = Object.values(said.content ?? {}).map(({ schema }) => typeOf(schema));
    return [[status, cell([said.description, ...types].join(" "))]];
  });
}

/** Those of the API as a whole are no answers to this call, and stand below. */
function errorsOf({ responses }: Call): string[] {
  const codes = Object.entries(responses).flatMap(([status, said]) =>
    "$ref" in said
      ? nameOf(said.$ref)
          .split(".")
          .map((code) => `${status} \`${code}\``)
      : [],
  );
  return codes.length === 0 ? ["none of its own"] : codes;
}

function objectSection(name: string, { components }: ApiDocument): string {
  const schema = components.schemas[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  return `### ${name}\n\n${schema.description ?? ""}\n\n${schemaTable(schema, components.schemas)}`;
}

function defaultOf(schema: { default?: unknown }): string {
  return schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
}

const ERRORS = [
  "## Errors by code\n",
  "`errors` comes with `invalid_request` and `invalid_payload`. With 401 comes `www-authenticate`, with 405 `allow`, with",
  "503 `retry-after`.\n",
  table(
    ["code", "status", "what it means", "what to do"],
    Object.entries(PROBLEMS).map(([code, { status, title, help }]) => [
      `\`${code}\``,
      String(status),
      title,
      cell(help),
    ]),
  ),
].join("\n");
