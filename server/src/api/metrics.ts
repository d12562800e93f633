import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import type { ApiDependencies } from "./dependencies.ts";

/** Prometheus' text format. Needs no key: it holds counts, and names no space, endpoint or key. */
export function registerMetrics(app: FastifyInstance, { renderMetrics }: Pick<ApiDependencies, "renderMetrics">): void {
  app.get("/metrics", { schema: DOCUMENTED }, async (_request, reply) => {
    return reply.type("text/plain; version=0.0.4; charset=utf-8").send(await renderMetrics());
  });
}

const DOCUMENTED = {
  operationId: "getMetrics",
  tag: "Node",
  summary: "What this node has counted and measured",
  description: "Prometheus' text format. It names no space, no endpoint and no key.",
  isOpen: true,
  response: {
    200: {
      description: "All metrics as they are now.",
      content: { "text/plain": { schema: Type.String({ examples: ["posthorn_events_accepted_total 41"] }) } },
    },
  },
};
