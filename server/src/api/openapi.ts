import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { EventType } from "../catalogue/event-type.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { actor, changes } from "./event-schemas.ts";
import { nullable, time } from "./schemas.ts";

/** How the OpenAPI document begins, and what no route says: the requests that Posthorn makes to its receivers. */
export function openApiOptions(deps: Pick<ApiDependencies, "catalogue" | "version">): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Posthorn", version: deps.version, description: "Sends an app's webhooks." },
      servers: [{ url: "/" }],
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      security: [{ key: [] }],
      webhooks: Object.fromEntries(deps.catalogue.list().map((type) => [type.name, toWebhook(type)])),
    },
  };
}

/** The document, made once: routes don't change while the server runs. */
export function registerOpenApi(app: FastifyInstance): void {
  let document: string | null = null;
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type("application/json").send(document);
  });
}

const PROVISIONAL = "The payload's shape is provisional: it may still change.";

function toWebhook({ name, group, description, stability, schema, sample }: EventType) {
  const example = { id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", event: name, secret: "wh_a46f35f22d9723a" };
  return {
    post: {
      summary: name,
      description: stability === "stable" ? description : `${description} ${PROVISIONAL}`,
      tags: [group],
      security: [],
      parameters: ["webhook-id", "webhook-timestamp", "webhook-signature"].map(toHeader),
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: envelopeSchema(name, schema), example: { ...example, payload: sample } },
        },
      },
      responses: { "2XX": { description: "It arrived. Any other answer, and none within 15 s, is a failure." } },
    },
  };
}

/** The seed's envelope, these four keys in this order, and what an extended one has besides. OpenAPI 3.1 has the dialect of the catalogue's schemas. */
function envelopeSchema(name: string, { $schema, ...payload }: EventType["schema"]) {
  // As any object: the types of OpenAPI's schemas and of the catalogue's differ in what they leave open.
  const said: object = payload;
  return {
    type: "object" as const,
    required: ["id_space", "event", "secret", "payload"],
    properties: {
      id_space: { type: "string" as const, format: "uuid" },
      event: { type: "string" as const, enum: [name] },
      secret: { type: "string" as const },
      payload: { type: "object" as const, ...said },
      ...EXTENDED,
    },
  };
}

const WHERE_EXTENDED = "There where the endpoint has `envelope: extended`.";
const EXTENDED: Record<string, { description: string }> = {
  id: { ...Type.String(), description: `${WHERE_EXTENDED} The event's id, as in \`webhook-id\`.` },
  occurred_at: { ...time, description: `${WHERE_EXTENDED} When it happened.` },
  changes: { ...nullable(changes), description: `${WHERE_EXTENDED} What has changed.` },
  actor: { ...nullable(actor), description: `${WHERE_EXTENDED} Who or what caused it.` },
  correlation_id: {
    ...nullable(Type.String()),
    description: `${WHERE_EXTENDED} Joins the events that one action has caused.`,
  },
};

/** Standard Webhooks 1.0.0. */
function toHeader(name: string) {
  return { in: "header" as const, name, required: true, schema: { type: "string" as const } };
}
