import type { FastifyInstance } from "fastify";
import { isOwnId } from "../core/ids.ts";
import { ProblemError } from "../core/problems.ts";
import type { DeliveryDetail } from "../store/deliveries.ts";
import type { Store } from "../store/store.ts";
import { attempt, delivery, deliveryDetail, deliveryQuery } from "./delivery-schemas.ts";
import { toContent, toWireAttempt, toWireDelivery, toWireDeliveryDetail } from "./delivery-wire.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { mustKnowEventType } from "./event-name.ts";
import { toEventQuery } from "./paging.ts";
import { notFound, orNotFound } from "./problem-answers.ts";
import { nothing, pageOf } from "./schemas.ts";
import { mustHaveSpace } from "./spaces.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** What was owed to whom, and what came of it. */
export function registerDeliveries(
  app: FastifyInstance,
  { catalogue, store, replay }: Pick<ApiDependencies, "catalogue" | "store" | "replay">,
) {
  typed(app).get(
    "/v1/spaces/:id_space/deliveries",
    {
      schema: {
        operationId: "listDeliveries",
        tag: "Deliveries",
        summary: "A space's deliveries, newest first",
        description: "All filters may be given together. To an operator 404 where nobody has ever used the space.",
        params: inSpace,
        querystring: deliveryQuery,
        problems: ["unknown_event_type"],
        response: { 200: pageOf(delivery) },
      },
    },
    async ({ params, scope, query: wireQuery }) => {
      const { id_endpoint: idEndpoint = null, status = null } = wireQuery;
      const query = { ...toEventQuery(params.id_space, wireQuery), idEndpoint, status };
      await mustKnowEventType({ catalogue, store }, query);
      return toWirePage(await mustHaveSpace(store, scope, query, await store.listDeliveries(query)), toWireDelivery);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/deliveries/:id",
    {
      schema: {
        operationId: "getDelivery",
        tag: "Deliveries",
        summary: "One delivery with its attempts",
        description:
          "Each attempt with what was sent, what came back, where the time went and, if it failed, why in words.",
        params: inSpaceById,
        response: { 200: deliveryDetail },
      },
    },
    async ({ params }) => toWireDeliveryDetail(await existingDelivery(store, params.id_space, params.id)),
  );

  typed(app).post(
    "/v1/spaces/:id_space/deliveries/:id/replay",
    {
      schema: {
        operationId: "replayDelivery",
        tag: "Deliveries",
        summary: "Makes one more attempt now",
        description:
          "With the endpoint's present URL, headers and secrets, and the same `webhook-id`. Waits for what comes of it, up to the timeout of a request, and answers with the attempt, also where that failed. It counts for nothing in the endpoint's health. A `failed`, `held` or `discarded` delivery becomes `delivered` if it arrives.",
        problems: ["endpoint_deleted", "listener_elsewhere"],
        params: inSpaceById,
        body: nothing,
        response: { 200: attempt },
      },
    },
    async ({ params }) => {
      const { event, payload, changes } = await existingDelivery(store, params.id_space, params.id);
      const result = await replay(params.id_space, params.id);
      switch (result.kind) {
        case "replayed":
          return toWireAttempt(result.attempt, toContent(event, payload, changes));
        case "not_found":
          throw new ProblemError(notFound());
        case "endpoint_deleted": {
          const detail = "The endpoint of this delivery was deleted, so there is nowhere to send it.";
          throw new ProblemError({ code: "endpoint_deleted", detail });
        }
      }
    },
  );
}

async function existingDelivery(
  store: Pick<Store, "getDelivery">,
  idSpace: string,
  id: string,
): Promise<DeliveryDetail> {
  return orNotFound(isOwnId(id) ? await store.getDelivery(idSpace, id) : null);
}
