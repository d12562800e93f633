import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { ApiDependencies } from "./dependencies.ts";
import { eventType } from "./operator-schemas.ts";
import { toWireEventType } from "./operator-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { pageOf } from "./schemas.ts";
import { PROBLEMS, typed } from "./typed-routes.ts";

/** What can happen: the catalogue. */
export function registerEventTypes(app: FastifyInstance, { catalogue }: Pick<ApiDependencies, "catalogue">): void {
  typed(app).get(
    "/v1/event-types",
    { schema: { summary: "The catalogue, on one page", response: { 200: pageOf(eventType), ...PROBLEMS } } },
    async () => ({ data: catalogue.list().map(toWireEventType), next_cursor: null }),
  );

  typed(app).get(
    "/v1/event-types/:name",
    {
      schema: {
        summary: "One event type",
        params: Type.Object({ name: Type.String() }),
        response: { 200: eventType, ...PROBLEMS },
      },
    },
    async ({ params }) => toWireEventType(orNotFound(catalogue.find(params.name))),
  );
}
