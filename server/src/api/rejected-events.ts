import type { FastifyInstance } from "fastify";
import { EVENT_ID_PATTERN } from "../core/event.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { toPageQuery } from "./paging.ts";
import { orNotFound } from "./problem-answers.ts";
import { rejectedEvent, rejectedEventDetail, rejectedEventQuery } from "./rejected-event-schemas.ts";
import { rejectedEventDetailJson, toWireRejectedEvent } from "./rejected-event-wire.ts";
import { pageOf } from "./schemas.ts";
import { mustHaveSpace } from "./spaces.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

const EVENT_ID = new RegExp(EVENT_ID_PATTERN);
const NONE = { items: [], nextCursor: null };

/** What apps have emitted in transactions of their own, and could not be taken. */
export function registerRejectedEvents(app: FastifyInstance, { store }: Pick<ApiDependencies, "store">): void {
  const { emitted } = store;

  typed(app).get(
    "/v1/spaces/:id_space/rejected-events",
    {
      schema: {
        operationId: "listRejectedEvents",
        tag: "Events",
        summary: "A space's rejected events, newest first",
        description:
          "Events that an app has emitted by `posthorn.emit` in a transaction of its own, and that could not be taken after its commit, such as for a payload that breaks its schema where validation is strict. They are kept as long as events. One that is emitted again under its id, and accepted, goes from here.",
        params: inSpace,
        querystring: rejectedEventQuery,
        response: { 200: pageOf(rejectedEvent) },
      },
    },
    async ({ params, scope, query: wireQuery }) => {
      const query = { ...toPageQuery(wireQuery), idSpace: params.id_space };
      const found = emitted === null ? NONE : await emitted.listRejected(query);
      return toWirePage(await mustHaveSpace(store, scope, query, found), toWireRejectedEvent);
    },
  );

  app.get<{ Params: { id_space: string; id: string } }>(
    "/v1/spaces/:id_space/rejected-events/:id",
    {
      schema: {
        operationId: "getRejectedEvent",
        tag: "Events",
        summary: "One rejected event with its payload",
        description: "The payload comes as the app emitted it, to the byte.",
        params: inSpaceById,
        response: { 200: rejectedEventDetail },
      },
    },
    async ({ params }, reply) => {
      const isId = emitted !== null && EVENT_ID.test(params.id);
      const found = isId ? await emitted.getRejected(params.id_space, params.id) : null;
      reply.header("content-type", "application/json; charset=utf-8");
      return rejectedEventDetailJson(orNotFound(found));
    },
  );
}
