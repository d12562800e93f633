import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../core/endpoint.ts";
import { isOwnId } from "../core/ids.ts";
import { isMasked, unmasked } from "../core/masked-headers.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import type { Page, PageQuery } from "../store/pages.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import {
  createdEndpoint,
  endpoint,
  endpointDetail,
  endpointPatch,
  newEndpoint,
  OWED_COUNTED_MAX,
} from "./endpoint-schemas.ts";
import { toSettings } from "./endpoint-settings.ts";
import { toWireCreatedEndpoint, toWireEndpoint, toWireEndpointDetail } from "./endpoint-wire.ts";
import { toEndpoint, tooManyEndpoints } from "./new-endpoint.ts";
import { toPageQuery } from "./paging.ts";
import { invalidRequest, notFound, orNotFound } from "./problem-answers.ts";
import { pageOf, pageQuery } from "./schemas.ts";
import { mustBeSpace } from "./spaces.ts";
import { inSpace, inSpaceById, noContent, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** The URLs that receive a space's events. */
export function registerEndpoints(app: FastifyInstance, deps: ApiDependencies): void {
  registerReading(app, deps);
  registerChanging(app, deps);
}

function registerReading(app: FastifyInstance, { store }: ApiDependencies): void {
  typed(app).get(
    "/v1/spaces/:id_space/endpoints",
    {
      schema: {
        operationId: "listEndpoints",
        tag: "Endpoints",
        summary: "A space's endpoints, newest first",
        description: "Without those that were deleted. To an operator 404 where nobody has ever used the space.",
        params: inSpace,
        querystring: pageQuery,
        response: { 200: pageOf(endpoint) },
      },
    },
    async ({ params, scope, query }) => {
      const { version, endpoints } = await store.getRoutes(params.id_space);
      // Version 0: it never had an endpoint, though it may be there.
      if (version === 0) await mustBeSpace(store, scope, params.id_space);
      return toWirePage(toPage(endpoints, toPageQuery(query)), toWireEndpoint);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/endpoints/:id",
    {
      schema: {
        operationId: "getEndpoint",
        tag: "Endpoints",
        summary: "One endpoint",
        description: "With its health as it is now, and with what it is owed. A deleted one is 404.",
        params: inSpaceById,
        response: { 200: endpointDetail },
      },
    },
    async ({ params }) => {
      const found = await existingEndpoint(store, params.id_space, params.id);
      return toWireEndpointDetail(found, await store.owed.countOf(found.id, OWED_COUNTED_MAX));
    },
  );
}

function registerChanging(app: FastifyInstance, deps: ApiDependencies): void {
  const { store, limits } = deps;

  typed(app).post(
    "/v1/spaces/:id_space/endpoints",
    {
      schema: {
        operationId: "createEndpoint",
        tag: "Endpoints",
        summary: "Makes an endpoint",
        description:
          "It gets every event that is accepted from now on and that it subscribes to. The answer holds its secrets; later the call for secrets gives them. This call is not to be repeated blindly: it makes another endpoint each time.",
        problems: ["too_many_endpoints"],
        params: inSpace,
        body: newEndpoint,
        response: { 201: createdEndpoint },
      },
    },
    async ({ params, body }, reply) => {
      const made = toEndpoint(params.id_space, body, deps);
      if (!(await store.insertEndpoint(made, limits.endpointsPerSpaceMax))) {
        throw tooManyEndpoints(limits.endpointsPerSpaceMax);
      }
      return reply.code(201).header("cache-control", "no-store").send(toWireCreatedEndpoint(made));
    },
  );

  typed(app).patch(
    "/v1/spaces/:id_space/endpoints/:id",
    {
      schema: {
        operationId: "updateEndpoint",
        tag: "Endpoints",
        summary: "Changes an endpoint's settings",
        description:
          "What is not given stays as it is. What is given replaces what was there, lists and headers as a whole. A header whose value is sent back as it was shown stays as it is. The next request is made with the new settings, also for events that were accepted before.",
        params: inSpaceById,
        body: endpointPatch,
        response: { 200: endpoint },
      },
    },
    async ({ params, body }) => {
      const errors: FieldError[] = [];
      const patch = toSettings(await withKeptHeaders(store, params, body), deps, errors);
      if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
      return toWireEndpoint(orNotFound(await store.updateEndpoint(params.id_space, params.id, patch)));
    },
  );

  typed(app).delete(
    "/v1/spaces/:id_space/endpoints/:id",
    {
      schema: {
        operationId: "deleteEndpoint",
        tag: "Endpoints",
        summary: "Deletes an endpoint",
        description:
          "What it was still owed is discarded. Its deliveries stay to be read until the retention takes them.",
        params: inSpaceById,
        response: { 204: noContent },
      },
    },
    async ({ params }, reply) => {
      if (!(await store.deleteEndpoint(params.id_space, params.id))) throw new ProblemError(notFound());
      return reply.code(204).send(null);
    },
  );
}

/** Headers that come back as they were shown stay as they are: nobody can send what nobody is shown. */
async function withKeptHeaders(
  store: ApiDependencies["store"],
  params: { id_space: string; id: string },
  body: Wire.EndpointPatch,
): Promise<Wire.EndpointPatch> {
  if (body.headers === undefined || !Object.values(body.headers).some(isMasked)) return body;
  const { headers } = await existingEndpoint(store, params.id_space, params.id);
  return { ...body, headers: unmasked(body.headers, headers) };
}

/** A page of a space's endpoints, which are few. Ids sort by time, so the cursor is the last id that was shown. */
function toPage(endpoints: readonly Endpoint[], { limit, cursor }: PageQuery): Page<Endpoint> {
  if (cursor !== null && !isOwnId(cursor)) {
    throw new ProblemError({ code: "invalid_cursor", detail: "Pass next_cursor of the page before, unchanged." });
  }
  const older = endpoints.toReversed().filter(({ id }) => cursor === null || id < cursor);
  const items = older.slice(0, limit);
  return { items, nextCursor: older.length > limit ? (items.at(-1)?.id ?? null) : null };
}
