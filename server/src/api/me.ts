import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import { toIsoTime } from "../core/clock.ts";
import { ROTATION_OVERLAP_MS } from "../core/endpoint.ts";
import { VALIDATIONS } from "../core/event-type.ts";
import type { Scope } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { orNotFound } from "./problem-answers.ts";
import { countOf, declared, idOf, nullable, shownIdSpace, timeOf } from "./schemas.ts";
import { backTo, theme } from "./session-schemas.ts";
import { typed } from "./typed-routes.ts";

const session = Type.Object(
  { id: idOf("pse", "The session's id."), theme, back_to: backTo },
  { title: "MySession", description: "The portal session that this token belongs to." },
);
const node = Type.Object(
  {
    version: Type.String({ description: "Posthorn's version.", examples: ["0.1.0"] }),
    public_url: Type.String({
      description: "Where others reach it, without a slash at the end.",
      examples: ["http://127.0.0.1:4747"],
    }),
    has_inbox: Type.Boolean({ description: "Whether there are test inboxes.", examples: [true] }),
    is_http_allowed: Type.Boolean({ description: "Whether endpoints may have http:// URLs." }),
    validation: Type.Enum([...VALIDATIONS], {
      description: "What becomes of payloads that are not as their event type says.",
      examples: ["warn"],
    }),
    pause_after: countOf("Failed deliveries in a row that pause an endpoint whose owner says nothing else.", 10),
    endpoints_per_space_max: countOf("How many endpoints a space may have.", 100),
    payload_bytes_max: countOf("How large a payload may be.", 262_144),
    timeout_ms: countOf("How long an endpoint has for a whole request.", 15_000),
    retention_days: countOf("After how many days events and their evidence are deleted.", 30),
    rotation_overlap_s: countOf("How long a rotated signing secret goes on signing beside the new one.", 86_400),
    event_type_count: countOf("How many event types there are.", 34),
  },
  { title: "NodeFacts", description: "What of a node's settings matters to people who use it." },
);
const me = declared<Wire.Me>()(
  Type.Object(
    {
      id_space: nullable(shownIdSpace, { description: "The one space it sees. Null: an operator's, which sees all." }),
      is_read_only: Type.Boolean({ description: "Whether it may only look: all but GET is then refused." }),
      expires_at: nullable(timeOf("When."), {
        description: "Until when it works. Null: until it is revoked.",
        examples: [null],
      }),
      session: nullable(session, { description: "Null: it is a key and no portal session.", examples: [null] }),
      node,
    },
    { title: "Me", description: "What a key is and may do." },
  ),
);

/** What a key is and may do, so that the page can show what it offers. */
export function registerMe(app: FastifyInstance, deps: ApiDependencies): void {
  typed(app).get(
    "/v1/me",
    {
      schema: {
        operationId: "getMe",
        tag: "Keys",
        summary: "What the key of this call is and may do",
        description: "And what of this node's settings matters to whoever uses it.",
        response: { 200: me },
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
