import type { FastifyInstance } from "fastify";
import type { ApiDependencies } from "./dependencies.ts";

/** Prometheus' text format. Needs no key: it holds counts, and names no space, endpoint or key. */
export function registerMetrics(app: FastifyInstance, { renderMetrics }: Pick<ApiDependencies, "renderMetrics">): void {
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    return reply.type("text/plain; version=0.0.4; charset=utf-8").send(await renderMetrics());
  });
}
