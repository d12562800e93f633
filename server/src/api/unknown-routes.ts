import type { FastifyInstance, FastifyReply } from "fastify";
import type { Problem } from "../core/problems.ts";
import { sendProblem } from "./problem-answers.ts";

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

  function answer(url: string, reply: FastifyReply): FastifyReply {
    const [path = ""] = url.split("?");
    const matching = [...routes.values()].filter((route) => route.path.test(path));
    if (matching.length === 0) return sendProblem(reply, noRoute());
    const allowed = [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort().join(", ");
    reply.header("allow", allowed);
    return sendProblem(reply, { code: "method_not_allowed", detail: `Here one can call ${allowed}.` });
  }

  // Before a body is looked at: where there is no route, nothing can be wrong with what was sent to it.
  app.addHook("onRequest", (request, reply, done) => {
    if (request.is404) answer(request.url, reply);
    else done();
  });
  app.setNotFoundHandler((request, reply) => answer(request.url, reply));
}

function noRoute(): Problem {
  return { code: "not_found", detail: "There is no such route. GET /openapi.json lists those there are." };
}

/** `/v1/keys/:id` matches `/v1/keys/` and one segment; `/page/*` matches all that is below. */
function toPattern(url: string): RegExp {
  const pattern = url
    .replaceAll(".", "\\.")
    .replaceAll(/:[A-Za-z_]+/g, "[^/]+")
    .replaceAll("*", ".*");
  return new RegExp(`^${pattern}$`);
}
