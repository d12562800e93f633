import type { EventTypeSettings } from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import type { KnownType } from "../catalogue/catalogue.ts";
import { Type } from "../catalogue/type.ts";
import { ProblemError } from "../core/problems.ts";
import type { Page, PageQuery } from "../store/pages.ts";
import { operatorOnly } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { eventType, eventTypeSettings } from "./event-type-schemas.ts";
import { toDefinition } from "./event-type-settings.ts";
import { toWireEventType } from "./operator-wire.ts";
import { toPageQuery } from "./paging.ts";
import { notFound, orNotFound } from "./problem-answers.ts";
import { pageOf, pageQuery } from "./schemas.ts";
import { noContent, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** Schema and sample of 64 KiB each, and room for spaces between. */
const BODY_BYTES_MAX = 256 * 1024;

const byName = Type.Object({ name: Type.String({ description: "Its name, such as `lead.create`." }) });

type Deps = Pick<ApiDependencies, "catalogue" | "clock" | "limits" | "refreshEventTypes" | "store">;

/** What can happen: the catalogue, and what the app adds to it. */
export function registerEventTypes(app: FastifyInstance, deps: Deps): void {
  registerReading(app, deps);
  registerChanging(app, deps);
}

function registerReading(app: FastifyInstance, { catalogue }: Deps): void {
  typed(app).get(
    "/v1/event-types",
    {
      schema: {
        operationId: "listEventTypes",
        tag: "Event types",
        summary: "The catalogue",
        description: "First those that are built in, in the order of their families, then the app's own by name.",
        querystring: pageQuery,
        response: { 200: pageOf(eventType) },
      },
    },
    async ({ query }) => toWirePage(toPage(catalogue.list(), toPageQuery(query)), toWireEventType),
  );

  typed(app).get(
    "/v1/event-types/:name",
    {
      schema: {
        operationId: "getEventType",
        tag: "Event types",
        summary: "One event type",
        description: "With its schema and its sample.",
        params: byName,
        response: { 200: eventType },
      },
    },
    async ({ params }) => toWireEventType(orNotFound(catalogue.find(params.name))),
  );
}

function registerChanging(app: FastifyInstance, deps: Deps): void {
  const { catalogue, store, refreshEventTypes } = deps;

  typed(app).put(
    "/v1/event-types/:name",
    {
      onRequest: operatorOnly,
      bodyLimit: BODY_BYTES_MAX,
      schema: {
        operationId: "putEventType",
        tag: "Event types",
        summary: "Registers an event type of the app's own, or sets how a built-in one is validated",
        description:
          "The whole of it is replaced. Events of the type are taken as soon as this answers. The name has parts of " +
          "`[A-Za-z0-9_]` with full stops between them. Of a built-in type only `validation` can be set.",
        params: byName,
        body: eventTypeSettings,
        problems: ["event_type_built_in", "too_many_event_types"],
        response: { 200: eventType, 201: eventType },
      },
    },
    async ({ params: { name }, body }, reply) => {
      const isNew = await put(name, body, deps);
      await refreshEventTypes();
      return reply.code(isNew ? 201 : 200).send(toWireEventType(orNotFound(catalogue.find(name))));
    },
  );

  typed(app).delete(
    "/v1/event-types/:name",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "deleteEventType",
        tag: "Event types",
        summary: "Takes back an event type of the app's own",
        description: "Its events stay; new ones are refused. What is built in cannot be deleted.",
        params: byName,
        problems: ["event_type_built_in"],
        response: { 204: noContent },
      },
    },
    async ({ params: { name } }, reply) => {
      if (catalogue.find(name)?.isBuiltIn === true) {
        throw builtIn(name, 'It cannot be deleted; PUT {"validation":null} takes back how it is validated.');
      }
      if (!(await store.eventTypes.delete(name))) throw new ProblemError(notFound());
      await refreshEventTypes();
      return reply.code(204).send(null);
    },
  );
}

/** Writes what is said of a type. Whether it is a new one. */
async function put(name: string, body: EventTypeSettings, deps: Deps): Promise<boolean> {
  const { catalogue, clock, limits, store } = deps;
  const { validation = null } = body;
  const now = clock.now();
  const registered = { name, validation, createdAt: now, updatedAt: now };
  if (catalogue.find(name)?.isBuiltIn === true) {
    if (Object.keys(body).some((key) => key !== "validation")) {
      throw builtIn(name, "Only its validation can be set. For other payloads register a type of another name.");
    }
    if (validation === null) await store.eventTypes.delete(name);
    else await store.eventTypes.put({ ...registered, definition: null }, limits.eventTypesMax);
    return false;
  }
  const definition = toDefinition(name, body, catalogue);
  const result = await store.eventTypes.put({ ...registered, definition }, limits.eventTypesMax);
  if (result === "full") {
    const detail = `The app has ${limits.eventTypesMax} event types of its own, which is as many as it may have.`;
    throw new ProblemError({ code: "too_many_event_types", detail });
  }
  return result === "created";
}

function builtIn(name: string, detail: string): ProblemError {
  return new ProblemError({ code: "event_type_built_in", detail: `${name} is built in. ${detail}` });
}

/** The cursor is the last name that was shown. */
function toPage(types: readonly KnownType[], { limit, cursor }: PageQuery): Page<KnownType> {
  const shown = types.findIndex(({ name }) => name === cursor);
  if (cursor !== null && shown === -1) {
    throw new ProblemError({ code: "invalid_cursor", detail: "Pass next_cursor of the page before, unchanged." });
  }
  const items = types.slice(shown + 1, shown + 1 + limit);
  const isLast = shown + 1 + limit >= types.length;
  return { items, nextCursor: isLast ? null : (items.at(-1)?.name ?? null) };
}
