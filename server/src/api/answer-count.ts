import type { FastifyInstance } from "fastify";

/** What was answered: the route as it is written, so that ids make no label of their own, or `none`. */
export interface CountedAnswer {
  method: string;
  route: string;
  status: number;
}

/** Tells of every answer that goes out, also of those that no route has given. */
export function registerAnswerCount(app: FastifyInstance, countAnswer: (answer: CountedAnswer) => void): void {
  app.addHook("onResponse", (request, { statusCode: status }, done) => {
    // Node knows some thirty methods, so this label too has few values.
    countAnswer({ method: request.method, route: request.routeOptions.url ?? "none", status });
    done();
  });
}
