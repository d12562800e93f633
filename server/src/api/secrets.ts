import type { Rotation } from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import type { RandomBytes } from "../core/clock.ts";
import { type EndpointSecrets, PREVIOUS_SECRETS_MAX, stillSigning, withNewSigning } from "../core/endpoint.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import { noReader } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { existingEndpoint } from "./endpoint-lookup.ts";
import { endpointSecrets, rotation } from "./endpoint-schemas.ts";
import { checkBodySecret, checkSigningSecret } from "./endpoint-settings.ts";
import { toWireSecrets } from "./endpoint-wire.ts";
import { invalidRequest } from "./problem-answers.ts";
import { inSpaceById, typed } from "./typed-routes.ts";
import { toTime } from "./wire.ts";

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
        description:
          "And its own headers, unmasked. No other answer holds them, but for the one that made the endpoint.",
        params: inSpaceById,
        response: { 200: endpointSecrets },
      },
    },
    async ({ params }, reply) => {
      const endpoint = await existingEndpoint(store, params.id_space, params.id);
      reply.header("cache-control", "no-store");
      return toWireSecrets(endpoint, clock.now());
    },
  );

  typed(app).post(
    "/v1/spaces/:id_space/endpoints/:id/rotate",
    {
      schema: {
        operationId: "rotateEndpointSecret",
        tag: "Endpoints",
        summary: "Gives an endpoint a new secret",
        description: `A new signing secret, unless you say which: the old one goes on signing beside it for 24 hours, so give
the new one to the receiver within that time. \`webhook-signature\` then holds one signature for each, newest first, of
${PREVIOUS_SECRETS_MAX} old ones at most. Or the body's secret: a body holds one only, so the next request has the new one,
and a receiver that checks it must learn of it at that moment. This call is not to be repeated blindly.`,
        problems: ["too_many_secrets"],
        params: inSpaceById,
        body: rotation,
        response: { 200: endpointSecrets },
      },
    },
    async ({ params, body }, reply) => {
      checkValue(body);
      reply.header("cache-control", "no-store");
      for (;;) {
        const { secrets: from } = await existingEndpoint(store, params.id_space, params.id);
        const now = clock.now();
        const to = rotated(from, body, { now, randomBytes });
        const endpoint = await store.updateEndpoint(params.id_space, params.id, { secrets: { from, to } });
        // Null: the endpoint is gone, or another rotation came between. Each round lets one through, so this ends.
        if (endpoint !== null) return toWireSecrets(endpoint, now);
      }
    },
  );
}

function checkValue({ secret = "signing", value }: Rotation): void {
  const errors: FieldError[] = [];
  if (value !== undefined) (secret === "body" ? checkBodySecret : checkSigningSecret)(value, "value", errors);
  if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
}

function rotated(
  secrets: EndpointSecrets,
  { secret, value }: Rotation,
  { now, randomBytes }: { now: number; randomBytes: RandomBytes },
): EndpointSecrets {
  if (secret === "body") return { ...secrets, body: value ?? newBodySecret(randomBytes) };
  return withNextSigning(secrets, value ?? newSigningSecret(randomBytes), now);
}

function withNextSigning(secrets: EndpointSecrets, signing: string, now: number): EndpointSecrets {
  const previous = stillSigning(secrets, now);
  const oldest = previous[PREVIOUS_SECRETS_MAX - 1];
  if (oldest === undefined) return withNewSigning(secrets, signing, now);
  const detail = `${PREVIOUS_SECRETS_MAX} old secrets of this endpoint still sign. Rotate again when the oldest ends, at ${toTime(oldest.expiresAt)}.`;
  throw new ProblemError({ code: "too_many_secrets", detail });
}

/** The seed's form: `wh_` and 15 lower-case hex digits. */
export function newBodySecret(randomBytes: RandomBytes): string {
  return `wh_${Buffer.from(randomBytes(8)).toString("hex").slice(0, 15)}`;
}

/** Standard Webhooks: `whsec_` and the base64 of 24 random bytes. */
export function newSigningSecret(randomBytes: RandomBytes): string {
  return `whsec_${Buffer.from(randomBytes(24)).toString("base64")}`;
}
