import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiDependencies } from "./dependencies.ts";

/** An event is no change that a person makes, and there are thousands of them a second. */
const UNLOGGED: readonly (string | undefined)[] = ["postEvents"];

/** Writes one line for each change that was made: who, what, and to what. Never what was said. */
export function registerChangeLog(app: FastifyInstance, { log }: Pick<ApiDependencies, "log">): void {
  app.addHook("onSend", (request, { statusCode }, answer: unknown, done) => {
    const { schema } = request.routeOptions;
    const isChange = request.method !== "GET" && request.method !== "HEAD" && statusCode < 400;
    if (isChange && !UNLOGGED.includes(schema?.operationId)) {
      log.info(
        { by: callerOf(request), what: schema?.operationId, ...subjectOf(request, statusCode, answer) },
        "changed",
      );
    }
    done();
  });
}

/** The id of a key or of a portal session. */
function callerOf({ scope }: FastifyRequest): string {
  return scope?.id ?? "the operator's key of the settings";
}

/** What was changed: as the path names it, or as the answer names what was made. */
function subjectOf({ params }: FastifyRequest, status: number, answer: unknown): Record<string, unknown> {
  const named = { ...Object(params) };
  if (status !== 201 || typeof answer !== "string") return named;
  const made: { id?: unknown } = JSON.parse(answer);
  return { ...named, id: made.id };
}
