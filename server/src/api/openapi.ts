import type { FastifyInstance, RouteOptions } from "fastify";
import type { KnownType } from "../catalogue/catalogue.ts";
import type { EventType } from "../catalogue/event-type.ts";
import { Type } from "../catalogue/type.ts";
import { writtenOut } from "../catalogue/written-out.ts";
import { noCustomerSession, noReader, operatorOnly } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { actor, changes } from "./event-schemas.ts";
import { type Components, createComponents } from "./openapi-components.ts";
import { OVERVIEW, TAGS } from "./openapi-info.ts";
import { type Operation, type Route, toOperation, toPath, toSchema } from "./openapi-operation.ts";
import type { Schema } from "./openapi-schema.ts";
import { nullable } from "./schemas.ts";
import { typed } from "./typed-routes.ts";

type DocumentParts = Pick<ApiDependencies, "catalogue" | "version">;

/**
 * `GET /openapi.json`: every route that is not hidden, and the requests that Posthorn makes to its receivers. To be
 * registered before the routes are, since it learns of them as they come.
 */
export function registerOpenApi(app: FastifyInstance, deps: DocumentParts): void {
  const routes: Route[] = [];
  let made: { types: readonly KnownType[]; text: string } | null = null;

  app.addHook("onRoute", (route) => {
    const { schema = {}, url } = route;
    // HEAD comes with each GET, and says nothing of its own.
    const methods = [route.method].flat().filter((method) => method !== "HEAD");
    if (schema.hide === true) return;
    for (const method of methods) routes.push({ method, url, schema, callers: callersOf(route) });
  });

  typed(app).get(
    "/openapi.json",
    {
      schema: {
        operationId: "getOpenApi",
        tag: "Node",
        summary: "This description",
        description: "OpenAPI 3.1, with every call of the API, and with every event type as a webhook.",
        isOpen: true,
        response: { 200: Type.Object({}, { description: "An OpenAPI document.", examples: [{ openapi: "3.1.0" }] }) },
      },
    },
    async (_request, reply) => {
      // Made once for as long as the event types are the same: routes don't change while the server runs.
      const types = deps.catalogue.list();
      if (made?.types !== types) made = { types, text: JSON.stringify(toDocument(routes, deps)) };
      return reply.type("application/json").send(made.text as never);
    },
  );
}

function callersOf({ schema, onRequest = [] }: RouteOptions): Route["callers"] {
  const hooks: readonly unknown[] = [onRequest].flat();
  if (schema?.isOpen === true) return "anybody";
  if (hooks.includes(operatorOnly)) return "operators";
  if (hooks.includes(noCustomerSession)) return "keys";
  return hooks.includes(noReader) ? "no readers" : "any key or session";
}

function toDocument(routes: readonly Route[], { catalogue, version }: DocumentParts) {
  const components = createComponents();
  const paths = toPaths(routes, components);
  const webhooks = Object.fromEntries(catalogue.list().map((type) => [type.name, toWebhook(type, components)]));
  const key = {
    type: "http",
    scheme: "bearer",
    description: "An operator's key, or a space's. `operator` stands where only the former will do.",
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Posthorn",
      version,
      summary: "Sends an app's webhooks.",
      description: OVERVIEW,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    tags: [...TAGS, ...groupsOf(catalogue.list())],
    paths,
    webhooks,
    components: {
      securitySchemes: { key },
      parameters: Object.fromEntries(Object.entries(HEADERS).map(([name, words]) => [name, toHeader(name, words)])),
      responses: sorted(components.responses),
      schemas: sorted(components.schemas),
    },
  };
}

/** In the order of the headings; below each those of many things before those of one. */
function toPaths(routes: readonly Route[], components: Components) {
  const paths: Record<string, Record<string, Operation>> = {};
  const place = ({ schema, url }: Route) =>
    TAGS.findIndex(({ name }) => name === schema.tag) * PATH_PARTS_MAX + url.split("/").length;
  for (const route of routes.toSorted((one, other) => place(one) - place(other))) {
    const path = toPath(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route, components) };
  }
  return paths;
}

/** More than any path has. */
const PATH_PARTS_MAX = 100;

function groupsOf(types: readonly EventType[]) {
  const groups = new Set(types.map(({ group }) => group));
  return [...groups].map((name) => ({ name, description: "Requests that Posthorn makes to endpoints." }));
}

const PROVISIONAL = "The payload's shape is provisional: it may still change.";

function toWebhook(type: KnownType, components: Components) {
  const { name, group, description, stability, sample } = type;
  const example = { id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", event: name, secret: "wh_a46f35f22d9723a" };
  return {
    post: {
      operationId: name,
      summary: name,
      description: stability === "stable" ? description : `${description} ${PROVISIONAL}`,
      tags: [group],
      security: [],
      parameters: Object.keys(HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: envelopeSchema(type, components),
            example: { ...example, payload: sample },
          },
        },
      },
      responses: { "2XX": { description: "It arrived. Any other answer, and none within 15 s, is a failure." } },
    },
  };
}

/** The seed's envelope, these four keys in this order, and what an extended one has besides. OpenAPI 3.1 has the dialect of the catalogue's schemas. */
function envelopeSchema({ name, schema, isBuiltIn }: KnownType, components: Components): Schema {
  const { $schema, ...payload } = schema;
  return {
    type: "object",
    required: ["id_space", "event", "secret", "payload"],
    properties: {
      id_space: { type: "string", format: "uuid", description: "The customer it happened to." },
      event: { type: "string", const: name, description: "The event's name." },
      secret: { type: "string", description: 'The endpoint\'s secret, or `""`. The signature proves more.' },
      payload: isBuiltIn ? components.refer(payload) : { description: "What it carries.", ...writtenOut(payload) },
      ...extended(components),
    },
  };
}

/** What an endpoint gets besides where it has asked for it. */
function extended(components: Components): Record<string, Schema> {
  const where = "There where the endpoint has `envelope: extended`.";
  return {
    id: { type: "string", description: `${where} The event's id, as in \`webhook-id\`.` },
    occurred_at: { type: "string", format: "date-time", description: `${where} When it happened.` },
    changes: { ...components.refer(toSchema(nullable(changes))), description: `${where} What has changed.` },
    actor: { ...components.refer(toSchema(nullable(actor))), description: `${where} Who or what caused it.` },
    correlation_id: {
      type: ["string", "null"],
      description: `${where} Joins the events that one action has caused.`,
    },
  };
}

/** Standard Webhooks 1.0.0, and what Posthorn adds. */
const HEADERS = {
  "webhook-id": "The event's id, the same on every attempt: who has seen it before need do nothing.",
  "webhook-timestamp": "Unix seconds of this attempt.",
  "webhook-signature":
    "`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`. While a secret is rotated: several, with spaces between them.",
  "posthorn-event": "The event's name.",
  "posthorn-delivery": "The delivery's id.",
  "posthorn-attempt": "The attempt's id.",
  "posthorn-trigger": "Why it is sent: `event`, `takeover`, `replay` or `test`.",
};

function toHeader(name: string, description: string) {
  return { name, in: "header", required: true, description, schema: { type: "string" } };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
