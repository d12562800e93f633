import type { FastifyInstance } from "fastify";
import type { RandomBytes } from "../core/clock.ts";
import { ROTATION_OVERLAP_MS } from "../core/endpoint.ts";
import { noReader } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { endpointSecrets } from "./endpoint-schemas.ts";
import { toWireSecrets } from "./endpoint-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { nothing } from "./schemas.ts";
import { inSpaceById, typed } from "./typed-routes.ts";

/** An endpoint's secrets. Beside its creation these are the only answers that hold any. */
export function registerSecrets(
  app: FastifyInstance,
  { store, clock, randomBytes }: Pick<ApiDependencies, "store" | "clock" | "randomBytes">,
): void {
  typed(app).get(
    "/v1/spaces/:id_space/endpoints/:id/secrets",
    {
      onRequest: noReader,
      schema: {
        operationId: "getEndpointSecrets",
        tag: "Endpoints",
        summary: "An endpoint's secrets",
        description: "No other answer holds them, but that to the call that made the endpoint.",
        params: inSpaceById,
        response: { 200: endpointSecrets },
      },
    },
    async ({ params }, reply) => {
      const { secrets } = await existingEndpoint(store, params.id_space, params.id);
      reply.header("cache-control", "no-store");
      return toWireSecrets(secrets, clock.now());
    },
  );

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/rotate",
    {
      schema: {
        operationId: "rotateEndpointSecret",
        tag: "Endpoints",
        summary: "Makes a new signing secret",
        description:
          "The old one goes on signing beside the new one for 24 hours: give the new one to the receiver within that time. This call is not to be repeated blindly.",
        params: inSpaceById,
        body: nothing,
        response: { 200: endpointSecrets },
      },
    },
    async ({ params }, reply) => {
      const { secrets } = await existingEndpoint(store, params.id_space, params.id);
      const now = clock.now();
      const rotated = {
        // The body's secret stays: a body holds one, so no receiver could be moved to another without a gap.
        body: secrets.body,
        signing: newSigningSecret(randomBytes),
        previousSigning: { secret: secrets.signing, expiresAt: now + ROTATION_OVERLAP_MS },
      };
      const endpoint = orNotFound(await store.updateEndpoint(params.id_space, params.id, { secrets: rotated }));
      reply.header("cache-control", "no-store");
      return toWireSecrets(endpoint.secrets, now);
    },
  );
}

/** The seed's form: `wh_` and 15 lower-case hex digits. */
export function newBodySecret(randomBytes: RandomBytes): string {
  return `wh_${Buffer.from(randomBytes(8)).toString("hex").slice(0, 15)}`;
}

/** Standard Webhooks: `whsec_` and the base64 of 24 random bytes. */
export function newSigningSecret(randomBytes: RandomBytes): string {
  return `whsec_${Buffer.from(randomBytes(24)).toString("base64")}`;
}
