import type * as Wire from "@posthorn/sdk";
import type { Endpoint, EndpointSecrets } from "../core/endpoint.ts";
import { HEALTHY } from "../core/endpoint-health.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { checkSigningSecret, toSettings } from "./endpoint-settings.ts";
import { invalidRequest } from "./problem-answers.ts";
import { newBodySecret, newSigningSecret } from "./secrets.ts";

/** An owner's wishes as an endpoint. Throws what is wrong with them. */
export function toEndpoint(idSpace: string, body: Wire.NewEndpoint, deps: ApiDependencies): Endpoint {
  const errors: FieldError[] = [];
  const settings = toSettings(body, deps, errors);
  const { secret, signing_secret: signing } = body;
  if (signing !== undefined) checkSigningSecret(signing, "signing_secret", errors);
  if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
  const secrets = { ...(secret === undefined ? {} : { body: secret }), ...(signing === undefined ? {} : { signing }) };
  return completeEndpoint(deps, { idSpace, url: body.url, ...settings, secrets });
}

/** What is said of a new endpoint. All else has defaults. */
interface NewEndpoint
  extends Partial<Omit<Endpoint, "secrets" | "idSpace" | "url">>,
    Pick<Endpoint, "idSpace" | "url"> {
  secrets: Partial<EndpointSecrets>;
}

/** A healthy endpoint with an id, secrets and defaults for what is not said. */
export function completeEndpoint(
  { clock, makeId, limits, randomBytes }: Pick<ApiDependencies, "clock" | "makeId" | "limits" | "randomBytes">,
  { secrets, ...said }: NewEndpoint,
): Endpoint {
  const now = clock.now();
  return {
    id: makeId("ep"),
    events: ["*"],
    description: "",
    headers: {},
    pauseAfter: limits.pauseAfter,
    isSecretInBody: true,
    envelope: "seed",
    isListener: false,
    isElsewhere: false,
    ...said,
    secrets: {
      body: newBodySecret(randomBytes),
      signing: newSigningSecret(randomBytes),
      previousSigning: [],
      ...secrets,
    },
    health: HEALTHY,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

export function tooManyEndpoints(endpointsMax: number): ProblemError {
  const detail = `The space has ${endpointsMax} endpoints, which is as many as it may have.`;
  return new ProblemError({ code: "too_many_endpoints", detail });
}
