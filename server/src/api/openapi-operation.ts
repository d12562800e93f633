import type { FastifySchema } from "fastify";
import type { Json } from "../catalogue/json-schema.ts";
import { PROBLEMS, type ProblemCode } from "../core/problems.ts";
import type { Components } from "./openapi-components.ts";
import { exampleOf } from "./openapi-example.ts";
import { type Content, type Reference, type Response, type Schema, withInner } from "./openapi-schema.ts";
import { problem } from "./schemas.ts";

/** A route of the server, as its schema describes it. */
export interface Route {
  method: string;
  /** With `:name` where a parameter stands. */
  url: string;
  schema: FastifySchema;
  /** Who may call it. `no readers`: sessions too, but for those that may only look. */
  callers: "anybody" | "operators" | "keys" | "no readers" | "any key or session";
}

export interface Operation {
  operationId?: string;
  tags: readonly string[];
  summary?: string;
  description?: string;
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Readonly<Record<string, Response | Reference>>;
}

interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  description?: string;
  schema: Schema;
  example?: Json;
}

/** What a route's schema holds for a body or an answer: a schema, or one for each media type. */
type Described = Schema & { content?: Readonly<Record<string, { schema: Schema }>> };

const PROBLEM_MEDIA_TYPE = "application/problem+json";

export function toOperation(route: Route, components: Components): Operation {
  const { schema, callers } = route;
  const { operationId, tag, summary, description } = schema;
  const parameters = parametersOf(schema, components);
  const requestBody = requestBodyOf(route, components);
  return {
    ...defined({ operationId, summary, description }),
    tags: tag === undefined ? [] : [tag],
    ...securityOf(callers),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: { ...answersOf(schema, components), ...problemAnswers(route, components) },
  };
}

/** The roles that will do, as OpenAPI 3.1 names them. Where none is named, any key or session will. */
function securityOf(callers: Route["callers"]): Pick<Operation, "security"> {
  const roles = { anybody: [], operators: ["operator"], keys: ["operator", "space"] };
  if (callers === "no readers" || callers === "any key or session") return {};
  return { security: roles[callers].map((role) => ({ key: [role] })) };
}

/** The path in OpenAPI's spelling. */
export function toPath(url: string): string {
  return url.replaceAll(/:([A-Za-z_]+)/g, "{$1}");
}

function parametersOf({ params, querystring }: FastifySchema, components: Components): Parameter[] {
  const list = (place: "path" | "query", of: unknown) =>
    Object.entries(propertiesOf(of)).map(([name, inner]): Parameter => {
      const { description, examples, ...schema } = inner;
      const isRequired = place === "path" || toSchema(of).required?.includes(name) === true;
      const [example] = examples ?? [];
      return {
        name,
        in: place,
        required: isRequired,
        ...defined({ description, example }),
        schema: components.refer(schema),
      };
    });
  return [...list("path", params), ...list("query", querystring)];
}

/** None where nothing needs to be said. */
function requestBodyOf({ method, schema: { body } }: Route, components: Components): Operation["requestBody"] {
  if (body === undefined || (isClosed(body) && Object.keys(propertiesOf(body)).length === 0)) return undefined;
  const said = toSchema(body);
  // Only a body that must say something must be there.
  const isRequired = said.content !== undefined || (said.required ?? []).length > 0;
  // Of a patch, what is not given stays as it is, whatever its default once was.
  const shown = method === "PATCH" ? withInner(said, ({ default: _default, ...inner }) => inner) : said;
  return { required: isRequired, content: contentOf(shown, components) };
}

function answersOf({ response }: FastifySchema, components: Components): Record<string, Response> {
  const answers = Object.entries(Object(response)).map(([status, said]): [string, Response] => {
    const described = toSchema(said);
    const description = described.description ?? described.title ?? "";
    if (described.type === "null") return [status, { description }];
    return [status, { description, content: contentOf(described, components) }];
  });
  return Object.fromEntries(answers);
}

function contentOf({ content, ...schema }: Described, components: Components): Content {
  const media = Object.entries(content ?? { "application/json": { schema } }).map(([type, { schema: said }]) => {
    const referred = components.refer(said);
    return [type, { schema: referred, example: exampleOf(referred, components.schemas) }] as const;
  });
  return Object.fromEntries(media);
}

/** One answer for each status that the route's problems have. Many routes share them, so each has a name. */
function problemAnswers(route: Route, components: Components): Record<string, Reference> {
  const byStatus = Map.groupBy(problemCodesOf(route), (code) => PROBLEMS[code].status);
  const answers = [...byStatus].map(([status, codes]): [string, Reference] => {
    const description = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" ");
    const code: Schema = { enum: codes };
    const schema: Schema = { allOf: [components.refer(toSchema(problem)), { properties: { code } }] };
    const response = { description, ...headersOf(status), content: { [PROBLEM_MEDIA_TYPE]: { schema } } };
    return [String(status), components.referToResponse(codes.join("."), response)];
  });
  return Object.fromEntries(answers);
}

function headersOf(status: number): Pick<Response, "headers"> {
  if (status === 401)
    return { headers: { "www-authenticate": { description: "`Bearer`.", schema: { type: "string" } } } };
  if (status !== 503) return {};
  const description = "After how many seconds to try again.";
  return { headers: { "retry-after": { description, schema: { type: "integer" } } } };
}

/** What a call can be told besides its answers. Faults that are found before there is a call, such as 431, are left out. */
function problemCodesOf({ method, schema, callers }: Route): ProblemCode[] {
  const query = propertiesOf(schema.querystring);
  const hasBody = schema.body !== undefined;
  const isKeyed = callers !== "anybody";
  const isWriting = method !== "GET";
  const common: Partial<Record<ProblemCode, boolean>> = {
    malformed_request: true,
    malformed_json: hasBody,
    invalid_cursor: "cursor" in query,
    unauthorized: isKeyed,
    session_over: isKeyed,
    // Sessions that may only look are refused all but GET.
    forbidden: isKeyed && (isWriting || callers !== "any key or session"),
    not_found: schema.params !== undefined,
    body_too_large: hasBody,
    unsupported_media_type: hasBody,
    invalid_request: hasBody || Object.keys(query).length > 0,
    internal: isKeyed || isWriting,
    store_unavailable: isKeyed || isWriting,
    shutting_down: isWriting,
  };
  const codes = new Set<string>(schema.problems ?? []);
  for (const [code, isPossible] of Object.entries(common)) if (isPossible) codes.add(code);
  // In the catalogue's order, which is that of the statuses.
  return Object.keys(PROBLEMS).filter((code): code is ProblemCode => codes.has(code));
}

function propertiesOf(schema: unknown): Readonly<Record<string, Schema>> {
  return toSchema(schema).properties ?? {};
}

function isClosed(schema: unknown): boolean {
  return toSchema(schema).additionalProperties === false;
}

/** Fastify's types leave open what a schema is. Ours are TypeBox's, which are JSON Schema. */
export function toSchema(schema: unknown): Described {
  return Object(schema);
}

/** Without the keys whose value is undefined. */
function defined<Values extends object>(values: Values): { [Key in keyof Values]: NonNullable<Values[Key]> } {
  // What is left has no undefined in it, which the compiler does not see.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
