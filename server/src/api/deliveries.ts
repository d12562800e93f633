import type { FastifyInstance } from "fastify";
import { isOwnId } from "../core/ids.ts";
import { ProblemError } from "../core/problems.ts";
import type { DeliveryDetail } from "../store/deliveries.ts";
import type { Store } from "../store/store.ts";
import { attempt, delivery, deliveryDetail, deliveryQuery } from "./delivery-schemas.ts";
import { toContent, toWireAttempt, toWireDelivery, toWireDeliveryDetail } from "./delivery-wire.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { toEventQuery } from "./paging.ts";
import { notFound, orNotFound } from "./problem-answers.ts";
import { nothing, pageOf } from "./schemas.ts";
import { mustHaveSpace } from "./spaces.ts";
import { inSpace, inSpaceById, PROBLEMS, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** What was owed to whom, and what came of it. */
export function registerDeliveries(app: FastifyInstance, { store, replay }: Pick<ApiDependencies, "store" | "replay">) {
  typed(app).get(
    "/v1/spaces/:id_space/deliveries",
    {
      schema: {
        summary: "A space's deliveries, newest first",
        params: inSpace,
        querystring: deliveryQuery,
        response: { 200: pageOf(delivery), ...PROBLEMS },
      },
    },
    async ({ params, query: wireQuery }) => {
      const { id_endpoint: idEndpoint = null, status = null } = wireQuery;
      const query = { ...toEventQuery(params.id_space, wireQuery), idEndpoint, status };
      return toWirePage(await mustHaveSpace(store, query, await store.listDeliveries(query)), toWireDelivery);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/deliveries/:id",
    {
      schema: {
        summary: "One delivery with its attempts",
        params: inSpaceById,
        response: { 200: deliveryDetail, ...PROBLEMS },
      },
    },
    async ({ params }) => toWireDeliveryDetail(await existingDelivery(store, params.id_space, params.id)),
  );

  typed(app).post(
    "/v1/spaces/:id_space/deliveries/:id/replay",
    {
      schema: {
        summary: "Makes one more attempt now, and waits for what comes of it",
        params: inSpaceById,
        body: nothing,
        response: { 200: attempt, ...PROBLEMS },
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
