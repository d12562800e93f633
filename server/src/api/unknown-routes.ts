import type { FastifyInstance } from "fastify";
import { notFound, sendProblem } from "./problem-answers.ts";

/**
 * Answers what no route takes: 405 with the methods there are where only the method is wrong (RFC 9110), else 404. To be
 * registered before the routes are, since it learns of them as they come.
 */
export function registerUnknownRoutes(app: FastifyInstance): void {
  const routes = new Map<string, { path: RegExp; methods: Set<string> }>();

  app.addHook("onRoute", ({ url, method }) => {
    const route = routes.get(url) ?? { path: toPattern(url), methods: new Set() };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });

  app.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?");
    const matching = [...routes.values()].filter((route) => route.path.test(path));
    if (matching.length === 0) return sendProblem(reply, notFound());
    const allowed = [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort().join(", ");
    reply.header("allow", allowed);
    return sendProblem(reply, { code: "method_not_allowed", detail: `Here one can call ${allowed}.` });
  });
}

/** `/v1/keys/:id` matches `/v1/keys/` and one segment; `/page/*` matches all that is below. */
function toPattern(url: string): RegExp {
  const pattern = url
    .replaceAll(".", "\\.")
    .replaceAll(/:[A-Za-z_]+/g, "[^/]+")
    .replaceAll("*", ".*");
  return new RegExp(`^${pattern}$`);
}
