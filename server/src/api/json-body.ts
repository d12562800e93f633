import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../core/problems.ts";

/**
 * Reads JSON bodies. In place of fastify's own reader, so that bytes which are not UTF-8 are refused instead of replaced,
 * and an empty body is no body. `__proto__` becomes a plain key here, which the schemas then refuse by name.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return undefined;
    if (!isUtf8(bytes)) throw malformed("The body is not UTF-8.");
    try {
      return JSON.parse(bytes.toString("utf8"));
    } catch (cause) {
      throw malformed(`The body cannot be read: ${cause instanceof Error ? cause.message : "it is no JSON"}.`, cause);
    }
  });
}

function malformed(detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: "malformed_json", detail }, { cause });
}
