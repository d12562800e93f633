import type { FastifyInstance } from "fastify";
import { samplePayload } from "../catalogue/catalogue.ts";
import { ProblemError } from "../core/problems.ts";
import { eventTypeProblem } from "../ingest/event-type.ts";
import { attempt } from "./delivery-schemas.ts";
import { toContent, toWireAttempt } from "./delivery-wire.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { endpoint, resume, resumedEndpoint, testSend } from "./endpoint-schemas.ts";
import { toWireEndpoint } from "./endpoint-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { nothing } from "./schemas.ts";
import { inSpaceById, PROBLEMS, typed } from "./typed-routes.ts";

/** What an owner does to an endpoint by hand: pause it, resume it, try it. */
export function registerEndpointActions(app: FastifyInstance, deps: ApiDependencies): void {
  const { store, catalogue } = deps;

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/pause",
    {
      schema: {
        summary: "Pauses an endpoint: its events are held",
        params: inSpaceById,
        body: nothing,
        response: { 200: endpoint, ...PROBLEMS },
      },
    },
    async ({ params }) => toWireEndpoint(orNotFound(await store.changeHealth(params.id_space, params.id, "pause"))),
  );

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/resume",
    {
      schema: {
        summary: "Resumes an endpoint, sending what was held or discarding it",
        params: inSpaceById,
        body: resume,
        response: { 200: resumedEndpoint, ...PROBLEMS },
      },
    },
    async ({ params, body }) => {
      const found = await existingEndpoint(store, params.id_space, params.id);
      // What an active endpoint holds is on its way already. Before the resume, or it would be sent.
      const isDiscarding = body.held === "discard" && found.health.status === "paused";
      const discarded = isDiscarding ? await deps.discardHeld(found) : 0;
      const resumed = orNotFound(await store.changeHealth(params.id_space, params.id, "resume"));
      return { ...toWireEndpoint(resumed), discarded };
    },
  );

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/test",
    {
      schema: {
        summary: "Sends an event type's sample now, also to a paused endpoint, and waits for what comes of it",
        params: inSpaceById,
        body: testSend,
        response: { 200: attempt, ...PROBLEMS },
      },
    },
    async ({ params, body }) => {
      const tried = await existingEndpoint(store, params.id_space, params.id);
      const unknown = eventTypeProblem(body.event, catalogue);
      if (unknown !== null) throw new ProblemError(unknown);
      const type = orNotFound(catalogue.find(body.event));
      const payload = samplePayload(type);
      const { event, attempt: made } = await deps.sendTest(tried, type.name, payload);
      return toWireAttempt(made, toContent(event, payload, null));
    },
  );
}
