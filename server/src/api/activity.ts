import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { HOUR_MS, MINUTE_MS } from "../store/activity.ts";
import type { Store } from "../store/store.ts";
import { activityQuery, endpointActivity, spaceActivity } from "./activity-schemas.ts";
import { type AskedSpan, toWireEndpointActivity, toWireSpaceActivity } from "./activity-wire.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { mustBeSpace } from "./spaces.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";

/** How long each span is, and its parts: as many as a chart over the whole width shows, and one of a list's row. */
const RANGES: Readonly<Record<Wire.ActivityRange, { ms: number; wideMs: number; smallMs: number }>> = {
  "1h": { ms: HOUR_MS, wideMs: MINUTE_MS, smallMs: 5 * MINUTE_MS },
  "24h": { ms: 24 * HOUR_MS, wideMs: 30 * MINUTE_MS, smallMs: HOUR_MS },
  "7d": { ms: 7 * 24 * HOUR_MS, wideMs: 3 * HOUR_MS, smallMs: 12 * HOUR_MS },
  "30d": { ms: 30 * 24 * HOUR_MS, wideMs: 12 * HOUR_MS, smallMs: 24 * HOUR_MS },
};
/** As many endpoints as a page of them shows at once. A space has more only where the operator has raised its limit. */
const ENDPOINTS_MAX = 100;

/** What endpoints did over time. */
export function registerActivity(
  app: FastifyInstance,
  { clock, store }: Pick<ApiDependencies, "clock" | "store">,
): void {
  typed(app).get(
    "/v1/spaces/:id_space/endpoints/:id/activity",
    {
      schema: {
        operationId: "getEndpointActivity",
        tag: "Activity",
        summary: "What an endpoint did over time",
        description:
          "How many attempts arrived and failed, how long they took and why they failed. Replays count, test sends do not. The last part of the span is the one that is not over yet.",
        params: inSpaceById,
        querystring: activityQuery,
        response: { 200: endpointActivity },
      },
    },
    async ({ params, query: { range = "24h" } }) => {
      const { id } = await existingEndpoint(store, params.id_space, params.id);
      const span = spanOf(range, RANGES[range].wideMs, clock.now());
      const sums = await store.activity.ofEndpoint(id, span);
      return toWireEndpointActivity(id, span, sums, (await lastOf(store, params.id_space)).get(id) ?? null);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/activity",
    {
      schema: {
        operationId: "getSpaceActivity",
        tag: "Activity",
        summary: "What each endpoint of a space did over time",
        description: "Newest endpoint first, at most 100: as much as a small chart beside each needs.",
        params: inSpace,
        querystring: activityQuery,
        response: { 200: spaceActivity },
      },
    },
    async ({ params, scope, query: { range = "24h" } }) => {
      const { version, endpoints } = await store.getRoutes(params.id_space);
      if (version === 0) await mustBeSpace(store, scope, params.id_space);
      const span = spanOf(range, RANGES[range].smallMs, clock.now());
      const sums = Map.groupBy(await store.activity.ofSpace(params.id_space, span), ({ idEndpoint }) => idEndpoint);
      const last = await lastOf(store, params.id_space);
      const shown = endpoints.toReversed().slice(0, ENDPOINTS_MAX);
      return toWireSpaceActivity(
        params.id_space,
        span,
        shown.map(({ id }) => ({ id, lastAt: last.get(id) ?? null, sums: sums.get(id) ?? [] })),
      );
    },
  );
}

/** Up to the end of the part that goes on now, so that parts begin at whole minutes and hours. */
function spanOf(range: Wire.ActivityRange, bucketMs: number, now: number): AskedSpan {
  const until = now - (now % bucketMs) + bucketMs;
  return { range, since: until - RANGES[range].ms, until, bucketMs };
}

async function lastOf(store: Pick<Store, "activity">, idSpace: string): Promise<Map<string, number>> {
  const last = await store.activity.lastOf(idSpace);
  return new Map(last.map(({ idEndpoint, endedAt }) => [idEndpoint, endedAt]));
}
