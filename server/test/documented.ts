import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

/** An answer of the API to a call. */
export interface Answered {
  method: string;
  /** A path or a whole URL. */
  url: string;
  status: number;
  contentType: string | null;
  text: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape; a wrong guess fails the test that makes it.
type Document = any;

const PATH = new URL("../../docs/openapi.json", import.meta.url);
const DOCUMENT: Document = JSON.parse(readFileSync(PATH, "utf8"));
const HINT = "say it in the route's schema (see api/typed-routes.ts), then: npm run generate";
const OPERATIONS = Object.entries<Document>(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries<Document>(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    at: `#/paths/${encoded(path)}/${method}`,
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[a-z_]+\}/g, "[^/]+")}$`),
    operation,
  })),
);
const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addSchema({ ...withClosedAnswers(DOCUMENT), $id: "posthorn:openapi" });
const compiled = new Map<string, ValidateFunction>();

/**
 * What an answer has that `docs/openapi.json` does not say. Null: it is as documented, or to a call of what is no part
 * of the API, such as the test inbox.
 */
export function undocumented(answered: Answered): string | null {
  const { method, url, status, contentType, text } = answered;
  const [pathname = ""] = (url.startsWith("/") ? url : new URL(url).pathname).split("?");
  const found = OPERATIONS.find((one) => one.method === method && one.pattern.test(pathname));
  if (found === undefined) return null;
  const said = `${method} ${pathname} answered ${status}`;
  if (found.operation.responses[status] === undefined) return `${said}, which its documentation does not say: ${HINT}`;
  const at = resolved(`${found.at}/responses/${status}`);
  const { content } = valueAt(at);
  if (content === undefined) return text === "" ? null : `${said} with a body, but should have none: ${text}`;
  const [type = ""] = (contentType ?? "").split(";");
  if (content[type] === undefined) return `${said} with the media type ${type}, which is not documented: ${HINT}`;
  const check = validator(`${at}/content/${encoded(type)}/schema`);
  if (check(type.endsWith("json") ? JSON.parse(text) : text)) return null;
  return `${said} and ${ajv.errorsText(check.errors)}: ${text.slice(0, 2000)}\n${HINT}`;
}

/** Fails where an answer is not as documented. */
export function mustBeDocumented(answered: Answered): void {
  assert.equal(undocumented(answered), null);
}

function validator(at: string): ValidateFunction {
  const known = compiled.get(at) ?? ajv.compile({ $ref: `posthorn:openapi${at}` });
  compiled.set(at, known);
  return known;
}

/** Where a place of the document refers to another, that one. */
function resolved(at: string): string {
  const { $ref } = valueAt(at);
  return $ref === undefined ? at : resolved($ref);
}

function valueAt(pointer: string): Document {
  const keys = pointer.split("/").slice(1);
  return keys.reduce(
    (value, key) => value[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")],
    DOCUMENT,
  );
}

/** As a part of a JSON pointer in a URI. */
function encoded(key: string): string {
  return encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** Clients must bear keys that they don't know, but our own tests should find each that nobody has documented. */
function withClosedAnswers(value: Document): Document {
  if (Array.isArray(value)) return value.map(withClosedAnswers);
  if (typeof value !== "object" || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withClosedAnswers(inner)]));
  const isOpenObject = value.type === "object" && value.properties !== undefined && !("additionalProperties" in value);
  const isEmpty = Object.keys(value.properties ?? {}).length === 0;
  return isOpenObject && !isEmpty ? { ...closed, additionalProperties: false } : closed;
}
