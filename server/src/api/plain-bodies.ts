import type { FastifyInstance } from "fastify";
import { ProblemError } from "../core/problems.ts";

/**
 * Refuses bodies that are compressed, since they would be read as what they are not. Before a byte of one is read: what
 * a small body unpacks to has no bound that its length tells.
 */
export function registerPlainBodies(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers }, reply) => {
    const encoding = headers["content-encoding"];
    if (encoding === undefined || encoding.toLowerCase() === "identity") return;
    // RFC 9110, 15.5.16: that is what would have been taken.
    reply.header("accept-encoding", "identity");
    const detail = "Bodies are read as they come: send this one without compressing it, and without content-encoding.";
    throw new ProblemError({ code: "unsupported_media_type", detail });
  });
}
