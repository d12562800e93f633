import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { toIsoTime } from "../core/clock.ts";
import { ROTATION_OVERLAP_MS } from "../core/endpoint.ts";
import { VALIDATIONS } from "../core/event-type.ts";
import type { Scope } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { orNotFound } from "./problem-answers.ts";
import { declared, nullable, time } from "./schemas.ts";
import { backTo, theme } from "./session-schemas.ts";
import { PROBLEMS, typed } from "./typed-routes.ts";

const me = declared<Wire.Me>()(
  Type.Object({
    id_space: nullable(Type.String()),
    is_read_only: Type.Boolean(),
    expires_at: nullable(time),
    session: nullable(Type.Object({ id: Type.String(), theme, back_to: backTo })),
    node: Type.Object({
      version: Type.String(),
      public_url: Type.String(),
      has_inbox: Type.Boolean(),
      is_http_allowed: Type.Boolean(),
      validation: Type.Enum([...VALIDATIONS]),
      pause_after: Type.Integer(),
      endpoints_per_space_max: Type.Integer(),
      payload_bytes_max: Type.Integer(),
      timeout_ms: Type.Integer(),
      retention_days: Type.Integer(),
      rotation_overlap_s: Type.Integer(),
      event_type_count: Type.Integer(),
    }),
  }),
);

/** What a key is and may do, so that the page can show what it offers. */
export function registerMe(app: FastifyInstance, deps: ApiDependencies): void {
  typed(app).get(
    "/v1/me",
    {
      schema: {
        summary: "What the key of this call is and may do, and what this node says of itself",
        response: { 200: me, ...PROBLEMS },
      },
    },
    async ({ scope }) => toWireMe(orNotFound(scope), deps),
  );
}

function toWireMe({ idSpace, session }: Scope, { limits, version, catalogue, publicUrl }: ApiDependencies): Wire.Me {
  return {
    id_space: idSpace,
    is_read_only: session?.isReadOnly ?? false,
    expires_at: session && toIsoTime(session.expiresAt),
    session: session && { id: session.id, theme: session.theme, back_to: session.backTo },
    node: {
      version,
      public_url: publicUrl(),
      has_inbox: limits.inbox,
      is_http_allowed: limits.allowHttp,
      validation: limits.validation,
      pause_after: limits.pauseAfter,
      endpoints_per_space_max: limits.endpointsPerSpaceMax,
      payload_bytes_max: limits.payloadBytesMax,
      timeout_ms: limits.timeoutMs,
      retention_days: limits.retentionDays,
      rotation_overlap_s: ROTATION_OVERLAP_MS / 1000,
      event_type_count: catalogue.list().length,
    },
  };
}
