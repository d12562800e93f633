import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import { CHANGES_BYTES_MAX } from "../core/event-context.ts";
import { ProblemError } from "../core/problems.ts";
import type { ApiDependencies, ApiLimits } from "./dependencies.ts";
import { acceptedEvent, batchResult, postedEvent } from "./event-schemas.ts";
import { acceptedEventJson, toWireLine } from "./event-wire.ts";

export const POST_EVENTS_PATH = "/v1/events";

/** Around a payload of the largest size: `changes`, and 16 KiB for the other fields and odd spacing. */
const ENVELOPE_BYTES_MAX = CHANGES_BYTES_MAX + 16 * 1024;

/** How large the body of one event may be. */
export function oneEventBytesMax({ payloadBytesMax }: Pick<ApiLimits, "payloadBytesMax">): number {
  return payloadBytesMax + ENVELOPE_BYTES_MAX;
}

/** In the example. */
const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** The bytes of a body, and how they are to be read. */
interface RawBody {
  kind: "one" | "lines";
  bytes: Buffer;
}

/**
 * `POST /v1/events`, the busiest route of all. Its bodies come as bytes and go to ingest as bytes, since payloads are sent
 * on as they are; so no schema is checked here, and the answer is written by hand. `scope` has parsers of its own. Most single
 * events do not come here: `quick-post.ts` takes them.
 */
export function registerPostEvents(scope: FastifyInstance, { ingest, limits }: ApiDependencies): void {
  scope.removeAllContentTypeParsers();
  const bodyBytesMax: Record<string, number> = {};
  for (const [type, kind, bodyLimit] of [
    ["application/json", "one", oneEventBytesMax(limits)],
    ["application/x-ndjson", "lines", limits.batchBytesMax],
  ] as const) {
    bodyBytesMax[type] = bodyLimit;
    scope.addContentTypeParser(type, { parseAs: "buffer", bodyLimit }, (_request, bytes, done) => {
      done(null, { kind, bytes } satisfies { kind: RawBody["kind"]; bytes: typeof bytes });
    });
  }

  scope.post<{ Body: RawBody | undefined }>(
    POST_EVENTS_PATH,
    { schema: DOCUMENTED, validatorCompiler: () => () => true, config: { bodyBytesMax } },
    async ({ body, scope: caller }, reply) => {
      if (body === undefined) throw new ProblemError({ code: "malformed_json", detail: "Send the event as JSON." });
      const idSpace = caller?.idSpace ?? null;
      if (body.kind === "lines") return postLines(body.bytes, idSpace);
      const result = await ingest.acceptOne(body.bytes, idSpace);
      if (result.kind === "refused") throw new ProblemError(result.problem);
      const isDuplicate = result.kind === "duplicate";
      reply.code(isDuplicate ? 200 : 202).header("content-type", "application/json; charset=utf-8");
      return acceptedEventJson(result.event, isDuplicate);
    },
  );

  async function postLines(bytes: Buffer, idSpace: string | null) {
    const batch = await ingest.acceptLines(bytes, idSpace);
    if (batch.kind === "refused") throw new ProblemError(batch.problem);
    return { accepted: batch.accepted, rejected: batch.rejected, results: batch.results.map(toWireLine) };
  }
}

const DOCUMENTED = {
  operationId: "postEvents",
  tag: "Events",
  summary: "Accepts events",
  description: `One event as \`application/json\`: 202 means that it is kept and will be sent. With an \`id\` of the app's
own the call may be repeated until it is answered: the second time it is 200 and \`is_duplicate: true\`. Another event
under the same id is 409.

Many events as \`application/x-ndjson\`, each on a line of its own, at most 1,000 and 16 MiB unless the operator says
otherwise: 200 says what became of each. It is not all or nothing: the good ones are kept, the bad ones named. A space's
key takes events of its own space only.`,
  problems: [
    "not_found",
    "event_id_conflict",
    "payload_too_large",
    "batch_too_large",
    "invalid_payload",
    "unknown_event_type",
    "overloaded",
  ] as const,
  body: {
    content: {
      "application/json": { schema: postedEvent },
      "application/x-ndjson": {
        schema: Type.String({
          description: "Each line is one event, as JSON.",
          examples: [
            `{"id_space":"${SPACE}","event":"tag.create","payload":{"name":"VIP"}}\n{"id_space":"${SPACE}","event":"tag.create","payload":{"name":"New"}}\n`,
          ],
        }),
      },
    },
  },
  response: {
    200: {
      description: "What became of each event of a batch; or the first answer, for an event that was accepted before.",
      content: { "application/json": { schema: Type.Union([batchResult, acceptedEvent]) } },
    },
    202: {
      description: "The event is kept, and will be sent.",
      content: { "application/json": { schema: acceptedEvent } },
    },
  },
};
