import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../core/problems.ts";
import { GIVEN_TWICE } from "../ingest/event-context.ts";
import { invalidRequest } from "./problem-answers.ts";
import { repeatedKey } from "./repeated-key.ts";

/**
 * Reads JSON bodies. In place of fastify's own reader, so that bytes which are not UTF-8 are refused instead of replaced,
 * a key that comes twice is refused too, and an empty body is no body. `__proto__` becomes a plain key here, which the schemas then refuse by name.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return undefined;
    if (!isUtf8(bytes)) throw malformed("The body is not UTF-8.");
    const text = bytes.toString("utf8");
    const value = parsed(text);
    const twice = repeatedKey(text);
    if (twice !== null) throw new ProblemError(invalidRequest([{ path: twice, message: GIVEN_TWICE }]));
    return value;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`The body cannot be read: ${cause instanceof Error ? cause.message : "it is no JSON"}.`, cause);
  }
}

function malformed(detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: "malformed_json", detail }, { cause });
}
