import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { CHANGES_BYTES_MAX } from "../core/event-context.ts";
import { ProblemError } from "../core/problems.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { acceptedEvent, batchResult, postedEvent } from "./event-schemas.ts";
import { acceptedEventJson, toWireLine } from "./event-wire.ts";
import { PROBLEMS } from "./typed-routes.ts";

/** Around a payload of the largest size: `changes`, and 16 KiB for the other fields and odd spacing. */
const ENVELOPE_BYTES_MAX = CHANGES_BYTES_MAX + 16 * 1024;

/** The bytes of a body, and how they are to be read. */
interface RawBody {
  kind: "one" | "lines";
  bytes: Buffer;
}

/**
 * `POST /v1/events`, the busiest route of all. Its bodies come as bytes and go to ingest as bytes, since payloads are sent
 * on as they are; so no schema is checked here, and the answer is written by hand. `scope` has parsers of its own.
 */
export function registerPostEvents(scope: FastifyInstance, { ingest, limits }: ApiDependencies): void {
  scope.removeAllContentTypeParsers();
  const bodyBytesMax: Record<string, number> = {};
  for (const [type, kind, bodyLimit] of [
    ["application/json", "one", limits.payloadBytesMax + ENVELOPE_BYTES_MAX],
    ["application/x-ndjson", "lines", limits.batchBytesMax],
  ] as const) {
    bodyBytesMax[type] = bodyLimit;
    scope.addContentTypeParser(type, { parseAs: "buffer", bodyLimit }, (_request, bytes, done) => {
      done(null, { kind, bytes } satisfies { kind: RawBody["kind"]; bytes: typeof bytes });
    });
  }

  scope.post<{ Body: RawBody | undefined }>(
    "/v1/events",
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
  summary: "Accepts events: one as JSON, or many as NDJSON, one a line",
  body: {
    content: {
      "application/json": { schema: postedEvent },
      "application/x-ndjson": { schema: Type.String({ description: "Each line is one event, as JSON." }) },
    },
  },
  response: {
    200: {
      description: "An event that was accepted before under this id, or what became of each event of a batch.",
      content: { "application/json": { schema: Type.Union([acceptedEvent, batchResult]) } },
    },
    202: { description: "The event is kept.", content: { "application/json": { schema: acceptedEvent } } },
    ...PROBLEMS,
  },
};
