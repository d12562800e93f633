import type { Problem as ProblemDocument } from "@posthorn/sdk";
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type FieldError, PROBLEMS, type Problem, ProblemError } from "../core/problems.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import type { ApiDependencies } from "./dependencies.ts";

/** No answer names more faults than this: a body of a million wrong keys gets a short answer. */
const ERRORS_MAX = 20;
/** Faults quote names that the caller chose, which may be as long as the body: what is longer than this is cut. */
const PATH_LENGTH_MAX = 200;
const DETAIL_LENGTH_MAX = 4_000;
/** Enough to find one fault in a log of years. */
const FAULT_ID_LENGTH = 16;
/** For a 503 that says nothing of its own: most causes have passed by then, and a herd spread over a second is small. */
const RETRY_AFTER_S = 1;

/** While the store is away every request says so: one line a second tells as much as thousands. */
const STORE_LOGGED_EVERY_MS = 1_000;

declare module "fastify" {
  interface FastifyContextConfig {
    /** How large a body of each media type may be, where the route reads others than JSON or has bounds of its own. */
    bodyBytesMax?: Readonly<Record<string, number>>;
  }
}

/** The problem that an error on a route is told as. What nobody foresaw is our fault and goes to the log. */
export type ToProblem = (error: unknown, route: string | undefined) => Problem;

export function createToProblem({
  clock,
  log,
  randomText,
}: Pick<ApiDependencies, "clock" | "log" | "randomText">): ToProblem {
  let storeLoggedAt = Number.NEGATIVE_INFINITY;

  function logStore(err: unknown): void {
    if (clock.elapsed() - storeLoggedAt < STORE_LOGGED_EVERY_MS) return;
    storeLoggedAt = clock.elapsed();
    log.warn({ err }, "requests fail because the database cannot be used");
  }

  return (error, route) => {
    if (error instanceof ProblemError) return error.problem;
    if (error instanceof StoreUnavailable) {
      logStore(error);
      return { code: "store_unavailable", detail: "The database cannot be used now. Try again in a moment." };
    }
    const idFault = randomText(FAULT_ID_LENGTH);
    log.error({ err: error, id_fault: idFault, route }, "a request has failed");
    return { code: "internal", detail: `This is our fault. The log knows it as ${idFault}.` };
  };
}

/** Makes every error of the server a problem document, in one place. */
export function registerProblemAnswers(app: FastifyInstance, toProblem: ToProblem): void {
  app.setErrorHandler((error, request, reply) =>
    sendProblem(reply, unreadableProblem(error, request) ?? toProblem(error, request.routeOptions.url)),
  );
}

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** A problem as it is sent. */
export function problemText(problem: Problem): string {
  return JSON.stringify(toDocument(problem));
}

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(PROBLEMS[problem.code].status).headers(problemHeaders(problem)).send(problemText(problem));
}

/** The headers that belong to a problem. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const headers: Record<string, string> = { "content-type": PROBLEM_TYPE };
  const { status } = PROBLEMS[problem.code];
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 503) headers["retry-after"] = String(problem.retryAfterS ?? RETRY_AFTER_S);
  if (problem.code === "shutting_down") headers["connection"] = "close";
  return headers;
}

/**
 * What is not there, and what a key may not know of: the same words for both, so that a space's key cannot tell whether
 * another space exists.
 */
export function notFound(): Problem {
  return { code: "not_found", detail: "There is no such thing, or this key may not see it." };
}

/** What was looked for. Throws `not_found` where the store or the catalogue has no such thing. */
export function orNotFound<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new ProblemError(notFound());
  return value;
}

/** What is wrong with a request, as one sentence and as a list. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ path, message }) => (path === "" ? message : `${cut(path)}: ${message}`)).join("; ");
  return { code: "invalid_request", detail: detail.endsWith("?") ? detail : `${detail}.`, errors };
}

function toDocument({ code, detail, errors }: Problem): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  const type = `urn:posthorn:problem:${code}`;
  const document = { type, title, status, detail: cut(detail, DETAIL_LENGTH_MAX), code };
  if (errors === undefined) return document;
  return {
    ...document,
    errors: errors
      .slice(0, ERRORS_MAX)
      .map(({ path, message }) => ({ path: cut(path), message: cut(message, DETAIL_LENGTH_MAX) })),
  };
}

/** Why the server could not read a body. Null: that is not what happened. */
function unreadableProblem(error: unknown, request: FastifyRequest): Problem | null {
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE) {
    const detail = `The body has more than ${bodyBytesMaxOf(request)} bytes, the most that is read here. Nothing of it was kept.`;
    return { code: "body_too_large", detail };
  }
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) {
    return { code: "unsupported_media_type", detail: mediaTypeWords(request) };
  }
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH || isCutShort(error)) {
    return { code: "malformed_json", detail: "The body ended before its content-length. Nothing of it was kept." };
  }
  return null;
}

function bodyBytesMaxOf({ routeOptions, mediaType }: FastifyRequest): number | undefined {
  return routeOptions.config.bodyBytesMax?.[mediaType ?? ""] ?? routeOptions.bodyLimit;
}

function mediaTypeWords({ routeOptions }: FastifyRequest): string {
  const types = Object.keys(routeOptions.config.bodyBytesMax ?? { "application/json": 0 });
  return `Say what the body is: ${types.map((type) => `content-type: ${type}`).join(", or ")}.`;
}

/** The client has gone while its body was being read: nobody hears the answer, and it is no fault of ours. */
function isCutShort(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

function cut(text: string, lengthMax = PATH_LENGTH_MAX): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`;
}
