import type { RequestListener, Server } from "node:http";
import Fastify, { type FastifyInstance, type FastifyPluginCallback, type FastifyServerOptions } from "fastify";
import { registerActivity } from "./activity.ts";
import { registerAnswerCount } from "./answer-count.ts";
import { createKeyring, type Keyring, registerAuth } from "./auth.ts";
import { registerChangeLog } from "./change-log.ts";
import { registerDeliveries } from "./deliveries.ts";
import { type ApiDependencies, mustAccept } from "./dependencies.ts";
import { registerEndpointActions } from "./endpoint-actions.ts";
import { registerEndpoints } from "./endpoints.ts";
import { registerEventTypes } from "./event-types.ts";
import { registerEvents } from "./events.ts";
import { registerHealth } from "./health.ts";
import { registerInboxes } from "./inboxes.ts";
import { registerJsonBody } from "./json-body.ts";
import { registerKeys } from "./keys.ts";
import { registerListen } from "./listen.ts";
import { registerLive } from "./live.ts";
import { registerMe } from "./me.ts";
import { registerMetrics } from "./metrics.ts";
import { createClientErrorHandler, registerNoRequest } from "./no-request.ts";
import { registerOpenApi } from "./openapi.ts";
import { registerOverview } from "./overview.ts";
import { registerPlainBodies } from "./plain-bodies.ts";
import { registerEnterSession, registerPortalSessions } from "./portal-sessions.ts";
import { registerPostEvents } from "./post-events.ts";
import { createToProblem, notFound, registerProblemAnswers, sendProblem } from "./problem-answers.ts";
import { createQuickPost } from "./quick-post.ts";
import { registerRejectedEvents } from "./rejected-events.ts";
import { registerReplays } from "./replays.ts";
import { registerSecrets } from "./secrets.ts";
import { registerSpaces } from "./spaces.ts";
import { registerUnknownRoutes } from "./unknown-routes.ts";
import { registerUnreadBody } from "./unread-body.ts";
import { type FindUpgrade, isWebSocket, registerUpgrades } from "./upgrades.ts";
import { compileValidator } from "./validation.ts";

/** Of the calls that manage things. The largest, an endpoint with all its headers, takes about 36 KiB. */
const BODY_BYTES_MAX = 64 * 1024;
/** For a whole request to come in: a batch of 16 MiB at 3 Mbit/s. Slower ones hold a connection for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;

/** The HTTP API as a server that does not listen yet. All it needs comes in; it keeps nothing but the keys it has seen. */
export function createApi(deps: ApiDependencies): FastifyInstance {
  const keyring = createKeyring(deps);
  const toProblem = createToProblem(deps);
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A path that cannot be decoded, or with a part longer than any id, names nothing.
    clientErrorHandler: createClientErrorHandler(deps),
    http: { requireHostHeader: false, shouldUpgradeCallback: isWebSocket },
    ...rewriting(deps),
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, notFound()),
  });
  app.setValidatorCompiler(compileValidator);
  // Answers are made of the sdk's types, which the compiler checks: no need to filter them once more.
  app.setSerializerCompiler(() => JSON.stringify);
  forgetRevoked(app, deps, keyring);
  registerAnswerCount(app, deps.countAnswer);
  registerProblemAnswers(app, toProblem);
  registerNoRequest(app, deps.countAnswer);
  registerUnknownRoutes(app);
  registerJsonBody(app);
  registerOpenApi(app, deps);
  app.register(scoped((open) => registerOpen(open, deps)));
  const findUpgrade = registerUpgrades(app);
  app.register(scoped((v1) => registerV1(v1, deps, { findUpgrade, keyring })));
  for (const plugin of deps.plugins) plugin(app);
  registerUnreadBody(app, deps);
  beforeRoutes(app.server, (route) => createQuickPost({ ...deps, keyring, toProblem }, route));
  return app;
}

/** What other nodes revoke is forgotten here too. */
function forgetRevoked(app: FastifyInstance, { store }: ApiDependencies, keyring: Keyring): void {
  const stops = [store.watchRevoked(keyring.forget), store.watchLost(keyring.forgetAll)];
  app.addHook("onClose", async () => {
    for (const stop of stops) stop();
  });
}

/** Puts a listener before that of the router, which it is given. */
function beforeRoutes(server: Server, wrap: (route: RequestListener) => RequestListener): void {
  for (const listener of server.listeners("request")) {
    // What a server's `request` calls.
    const route = listener as RequestListener;
    server.off("request", route);
    server.on("request", wrap(route));
  }
}

function rewriting({ stripPrefix }: ApiDependencies): Pick<FastifyServerOptions, "rewriteUrl"> {
  return stripPrefix === null ? {} : { rewriteUrl: ({ url = "/" }) => stripPrefix(url) };
}

/** What needs no key. */
function registerOpen(open: FastifyInstance, deps: ApiDependencies): void {
  registerHealth(open, deps);
  registerMetrics(open, deps);
  registerPlainBodies(open);
  registerEnterSession(open, deps);
}

function registerV1(
  v1: FastifyInstance,
  deps: ApiDependencies,
  { findUpgrade, keyring }: { findUpgrade: FindUpgrade; keyring: Keyring },
): void {
  v1.decorateRequest("scope", null);
  v1.addHook("onRequest", async ({ method }) => {
    if (method !== "GET" && method !== "HEAD") mustAccept(deps);
  });
  registerAuth(v1, keyring);
  registerPlainBodies(v1);
  registerChangeLog(v1, deps);
  registerEvents(v1, deps);
  registerSpaces(v1, deps);
  registerEndpoints(v1, deps);
  registerEndpointActions(v1, deps);
  registerSecrets(v1, deps);
  registerDeliveries(v1, deps);
  registerRejectedEvents(v1, deps);
  registerReplays(v1, deps);
  registerListen(v1, deps, { findUpgrade, keyring });
  registerEventTypes(v1, deps);
  registerKeys(v1, deps, keyring);
  registerMe(v1, deps);
  registerLive(v1, deps, keyring);
  registerActivity(v1, deps);
  registerInboxes(v1, deps);
  registerOverview(v1, deps);
  registerPortalSessions(v1, deps, keyring);
  v1.register(scoped((scope) => registerPostEvents(scope, deps)));
}

/** Routes with hooks and readers of their own. */
function scoped(register: (scope: FastifyInstance) => void): FastifyPluginCallback {
  return (scope, _options, done) => {
    register(scope);
    done();
  };
}
