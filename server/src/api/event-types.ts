import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { ApiDependencies } from "./dependencies.ts";
import { eventType } from "./operator-schemas.ts";
import { toWireEventType } from "./operator-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { pageOf } from "./schemas.ts";
import { typed } from "./typed-routes.ts";

/** What can happen: the catalogue. */
export function registerEventTypes(app: FastifyInstance, { catalogue }: Pick<ApiDependencies, "catalogue">): void {
  typed(app).get(
    "/v1/event-types",
    {
      schema: {
        operationId: "listEventTypes",
        tag: "Event types",
        summary: "The catalogue",
        description: "All of it on one page, so `next_cursor` is null.",
        response: { 200: pageOf(eventType) },
      },
    },
    async () => ({ data: catalogue.list().map(toWireEventType), next_cursor: null }),
  );

  typed(app).get(
    "/v1/event-types/:name",
    {
      schema: {
        operationId: "getEventType",
        tag: "Event types",
        summary: "One event type",
        description: "With its schema and its sample.",
        params: Type.Object({ name: Type.String({ description: "Its name, such as `lead.create`." }) }),
        response: { 200: eventType },
      },
    },
    async ({ params }) => toWireEventType(orNotFound(catalogue.find(params.name))),
  );
}
