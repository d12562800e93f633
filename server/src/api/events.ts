import type { FastifyInstance } from "fastify";
import { EVENT_ID_PATTERN } from "../core/event.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { mustKnowEventType } from "./event-name.ts";
import { event, eventDetail, eventQuery } from "./event-schemas.ts";
import { eventDetailJson, toWireEvent } from "./event-wire.ts";
import { toEventQuery } from "./paging.ts";
import { orNotFound } from "./problem-answers.ts";
import { pageOf } from "./schemas.ts";
import { mustHaveSpace } from "./spaces.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

const EVENT_ID = new RegExp(EVENT_ID_PATTERN);

/** What has happened in a space. */
export function registerEvents(
  app: FastifyInstance,
  { catalogue, store }: Pick<ApiDependencies, "catalogue" | "store">,
): void {
  typed(app).get(
    "/v1/spaces/:id_space/events",
    {
      schema: {
        operationId: "listEvents",
        tag: "Events",
        summary: "A space's events, newest first",
        description: "Without their payloads. To an operator 404 where nobody has ever used the space.",
        params: inSpace,
        querystring: eventQuery,
        problems: ["unknown_event_type"],
        response: { 200: pageOf(event) },
      },
    },
    async ({ params, scope, query: wireQuery }) => {
      const query = toEventQuery(params.id_space, wireQuery);
      await mustKnowEventType({ catalogue, store }, query);
      return toWirePage(await mustHaveSpace(store, scope, query, await store.listEvents(query)), toWireEvent);
    },
  );

  app.get<{ Params: { id_space: string; id: string } }>(
    "/v1/spaces/:id_space/events/:id",
    {
      schema: {
        operationId: "getEvent",
        tag: "Events",
        summary: "One event with its payload and its deliveries",
        description: "The payload comes as the app posted it, to the byte.",
        params: inSpaceById,
        response: { 200: eventDetail },
      },
    },
    async ({ params }, reply) => {
      const found = EVENT_ID.test(params.id) ? await store.getEvent(params.id_space, params.id) : null;
      reply.header("content-type", "application/json; charset=utf-8");
      return eventDetailJson(orNotFound(found));
    },
  );
}
