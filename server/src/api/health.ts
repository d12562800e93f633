import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { nullable } from "./schemas.ts";
import { typed } from "./typed-routes.ts";

/** When a load balancer is to ask again. */
const RETRY_AFTER_S = 1;

const readiness = Type.Object(
  {
    is_ready: Type.Boolean({ description: "Whether requests should be sent here.", examples: [true] }),
    reason: nullable(Type.String(), { description: "Why not, in words.", examples: [null] }),
  },
  { title: "Readiness", description: "Whether this node can do its work." },
);
const health = Type.Object(
  { status: Type.Literal("ok", { description: "Always this." }) },
  { title: "Health", description: "The process runs." },
);

/** Whether the process runs (`/healthz`), and whether requests should be sent to it (`/readyz`). Neither needs a key. */
export function registerHealth(app: FastifyInstance, deps: ApiDependencies): void {
  typed(app).get(
    "/healthz",
    {
      schema: {
        operationId: "getHealth",
        tag: "Node",
        summary: "Whether the process runs",
        description: "For a supervisor that restarts what has hung.",
        isOpen: true,
        response: { 200: health },
      },
    },
    async () => ({ status: "ok" as const }),
  );

  typed(app).get(
    "/readyz",
    {
      schema: {
        operationId: "getReadiness",
        tag: "Node",
        summary: "Whether requests should be sent here",
        description:
          "For a load balancer. 503 with a reason while the database cannot be written, and once this node is stopping.",
        isOpen: true,
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const reason = deps.isAccepting() ? await deps.checkReady() : "this node is stopping";
      if (reason === null) return { is_ready: true, reason };
      return reply.code(503).header("retry-after", String(RETRY_AFTER_S)).send({ is_ready: false, reason });
    },
  );
}
