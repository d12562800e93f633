import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { mustBeHere } from "../core/endpoint.ts";
import { isOwnId } from "../core/ids.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import type { WantedReplay } from "../core/replay.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { toMs, toPageQuery } from "./paging.ts";
import { invalidRequest, orNotFound } from "./problem-answers.ts";
import { newReplay, replay, replayPreview, replayQuery } from "./replay-schemas.ts";
import { toWireReplay } from "./replay-wire.ts";
import { nothing, pageOf } from "./schemas.ts";
import { mustHaveSpace } from "./spaces.ts";
import { inSpace, inSpaceById, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

type Deps = Pick<ApiDependencies, "clock" | "store" | "replays">;

/** Many deliveries of one endpoint sent once more. */
export function registerReplays(app: FastifyInstance, deps: Deps): void {
  registerStart(app, deps);
  const { store, replays } = deps;

  typed(app).get(
    "/v1/spaces/:id_space/replays",
    {
      schema: {
        operationId: "listReplays",
        tag: "Replays",
        summary: "A space's range replays, newest first",
        description: "Running, done and cancelled ones. To an operator 404 where nobody has ever used the space.",
        params: inSpace,
        querystring: replayQuery,
        response: { 200: pageOf(replay) },
      },
    },
    async ({ params, scope, query: wireQuery }) => {
      const { id_endpoint: idEndpoint = null } = wireQuery;
      const query = { ...toPageQuery(wireQuery), idSpace: params.id_space, idEndpoint };
      return toWirePage(await mustHaveSpace(store, scope, query, await store.replays.list(query)), toWireReplay);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/replays/:id",
    {
      schema: {
        operationId: "getReplay",
        tag: "Replays",
        summary: "One range replay",
        description: "With how far it has come.",
        params: inSpaceById,
        response: { 200: replay },
      },
    },
    async ({ params: { id_space: idSpace, id } }) =>
      toWireReplay(orNotFound(isOwnId(id) ? await store.replays.get(idSpace, id) : null)),
  );

  typed(app).post(
    "/v1/spaces/:id_space/replays/:id/cancel",
    {
      schema: {
        operationId: "cancelReplay",
        tag: "Replays",
        summary: "Cancels a range replay",
        description: "What is in flight ends, the rest is not sent. One that is over stays as it is.",
        params: inSpaceById,
        body: nothing,
        response: { 200: replay },
      },
    },
    async ({ params: { id_space: idSpace, id } }) =>
      toWireReplay(orNotFound(isOwnId(id) ? await replays.cancel(idSpace, id) : null)),
  );
}

function registerStart(app: FastifyInstance, { clock, store, replays }: Deps): void {
  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/replay",
    {
      schema: {
        operationId: "startReplay",
        tag: "Replays",
        summary: "Sends many deliveries once more, or counts them",
        description:
          "200 with the count where only that was asked for, else 202 with the job. It sends the deliveries of events accepted in a span of time that are in one state: by default, those that have failed. " +
          "One attempt each, with the endpoint's current URL and secrets and the same webhook-id, also while it is " +
          "paused, at a bounded rate. It changes nothing about the endpoint's health. Pending deliveries and test sends " +
          "are left out, and so is what comes or ends after the start.",
        problems: ["replay_running", "too_many_replays", "listener_elsewhere"],
        params: inSpaceById,
        body: newReplay,
        response: { 200: replayPreview, 202: replay },
      },
    },
    async ({ params, body }, reply) => {
      const endpoint = await existingEndpoint(store, params.id_space, params.id);
      const { id: idEndpoint, idSpace } = endpoint;
      const wanted = { idSpace, idEndpoint, ...toRange(body, clock.now()) };
      if (body.is_preview === true) return { count: await replays.count(wanted) };
      mustBeHere(endpoint);
      const started = await replays.start(wanted);
      switch (started.kind) {
        case "started":
          return reply.code(202).send(toWireReplay(started.replay));
        case "endpoint_busy": {
          const detail = "A replay of this endpoint is running: wait until it is done, or cancel it.";
          throw new ProblemError({ code: "replay_running", detail });
        }
        case "space_full": {
          const detail = `${started.runningMax} replays of this space are running: wait until one is done, or cancel one.`;
          throw new ProblemError({ code: "too_many_replays", detail });
        }
      }
    },
  );
}

function toRange(body: Wire.NewReplay, now: number): Pick<WantedReplay, "since" | "until" | "status"> {
  const errors: FieldError[] = [];
  const since = toMs(body.since, "since", errors);
  const until = toMs(body.until, "until", errors);
  if (since !== null && since > now) errors.push({ path: "since", message: "must not be in the future" });
  if (since !== null && until !== null && since >= until)
    errors.push({ path: "until", message: "must be after since" });
  if (since === null || errors.length > 0) throw new ProblemError(invalidRequest(errors));
  return { since, until, status: body.status ?? "failed" };
}
