import type { FastifyInstance } from "fastify";
import { samplePayload } from "../catalogue/catalogue.ts";
import { ProblemError } from "../core/problems.ts";
import { eventTypeProblem } from "../ingest/event-type.ts";
import { attempt } from "./delivery-schemas.ts";
import { toContent, toWireAttempt } from "./delivery-wire.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { checkedUrl, endpoint, resume, resumedEndpoint, testSend, urlVerdict } from "./endpoint-schemas.ts";
import { toWireEndpoint } from "./endpoint-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { nothing } from "./schemas.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";

/** What stands around a test's payload: the name of its event type, and spaces. */
const TEST_BYTES_MAX = 16 * 1024;

/** The space matters only to whose key it is: the rules are the node's. */
function registerCheckUrl(app: FastifyInstance, { tryUrl }: Pick<ApiDependencies, "tryUrl">): void {
  typed(app).post(
    "/v1/spaces/:id_space/endpoints/check-url",
    {
      schema: {
        operationId: "checkUrl",
        tag: "Endpoints",
        summary: "Says whether an endpoint may have a URL",
        description: "And whether its host is found in the DNS. Nothing is sent. For a form, while a URL is typed.",
        params: inSpace,
        body: checkedUrl,
        response: { 200: urlVerdict },
      },
    },
    async ({ body }) => {
      const { isAllowed, isFound, detail } = await tryUrl(body.url);
      return { is_allowed: isAllowed, is_found: isFound, detail };
    },
  );
}

/** What an owner does to an endpoint by hand: pause it, resume it, try it. */
export function registerEndpointActions(app: FastifyInstance, deps: ApiDependencies): void {
  const { store, catalogue } = deps;
  registerCheckUrl(app, deps);

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/pause",
    {
      schema: {
        operationId: "pauseEndpoint",
        tag: "Endpoints",
        summary: "Pauses an endpoint",
        description:
          "Nothing more is sent to it; requests in flight end as they do. Its events are held from now on, until somebody resumes it.",
        params: inSpaceById,
        body: nothing,
        response: { 200: endpoint },
      },
    },
    async ({ params }) => toWireEndpoint(orNotFound(await store.changeHealth(params.id_space, params.id, "pause"))),
  );

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/resume",
    {
      schema: {
        operationId: "resumeEndpoint",
        tag: "Endpoints",
        summary: "Resumes an endpoint",
        description:
          "What was held is sent, oldest first and a few at a time, before anything newer; or it is discarded, if you say so. The count of failures begins anew.",
        params: inSpaceById,
        body: resume,
        response: { 200: resumedEndpoint },
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
      bodyLimit: deps.limits.payloadBytesMax + TEST_BYTES_MAX,
      schema: {
        operationId: "testEndpoint",
        tag: "Endpoints",
        summary: "Sends an event type's sample, or what you give for it, now",
        description:
          "Waits for what comes of it, up to the timeout of a request, and answers with the attempt, also where that failed. Works while the endpoint is paused, and counts for nothing. The event is listed with `is_test: true`.",
        problems: ["unknown_event_type", "payload_too_large", "listener_elsewhere"],
        params: inSpaceById,
        body: testSend,
        response: { 200: attempt },
      },
    },
    async ({ params, body }) => {
      const tried = await existingEndpoint(store, params.id_space, params.id);
      const unknown = eventTypeProblem(body.event, catalogue);
      if (unknown !== null) throw new ProblemError(unknown);
      const type = orNotFound(catalogue.find(body.event));
      const payload = body.payload === undefined ? samplePayload(type) : givenPayload(body.payload, deps);
      const { event, attempt: made } = await deps.sendTest(tried, type.name, payload);
      return toWireAttempt(made, toContent(event, payload, null));
    },
  );
}

function givenPayload(payload: object, { limits }: Pick<ApiDependencies, "limits">): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  if (bytes.length <= limits.payloadBytesMax) return bytes;
  const detail = `The payload has ${bytes.length} bytes; at most ${limits.payloadBytesMax} are taken.`;
  throw new ProblemError({ code: "payload_too_large", detail });
}
