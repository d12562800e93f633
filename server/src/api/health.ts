import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { ApiDependencies } from "./dependencies.ts";
import { typed } from "./typed-routes.ts";

/** When a load balancer is to ask again. */
const RETRY_AFTER_S = 1;

const readiness = Type.Object({ is_ready: Type.Boolean(), reason: Type.Union([Type.String(), Type.Null()]) });

/** Whether the process runs (`/healthz`), and whether requests should be sent to it (`/readyz`). Neither needs a key. */
export function registerHealth(app: FastifyInstance, deps: ApiDependencies): void {
  typed(app).get(
    "/healthz",
    {
      schema: {
        summary: "Whether the process runs",
        security: [],
        response: { 200: Type.Object({ status: Type.Literal("ok") }) },
      },
    },
    async () => ({ status: "ok" as const }),
  );

  typed(app).get(
    "/readyz",
    {
      schema: {
        summary: "Whether requests should be sent here",
        security: [],
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
