import type { FastifyInstance } from "fastify";
import { isOwnId } from "../core/ids.ts";
import { type Problem, ProblemError } from "../core/problems.ts";
import type { Entered } from "../store/sessions.ts";
import { hashKey, type Keyring, noCustomerSession, operatorOnly } from "./auth.ts";
import { type ApiDependencies, mustAccept } from "./dependencies.ts";
import { linkOf, makePortalSession, makeSessionToken, type SessionDetails } from "./new-session.ts";
import { toPageQuery } from "./paging.ts";
import { notFound } from "./problem-answers.ts";
import { pageOf, pageQuery } from "./schemas.ts";
import {
  createdPortalSession,
  enteredPortalSession,
  enterSession,
  newPortalSession,
  portalSession,
} from "./session-schemas.ts";
import { toSessionDetails, toWireSession } from "./session-wire.ts";
import { byId, inSpace, inSpaceById, noContent, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

const CODE = /^phc_[A-Za-z0-9]{40}$/;

/** Trades a link's code for a token. The code is the key here. */
export function registerEnterSession(app: FastifyInstance, deps: ApiDependencies): void {
  const { clock, store } = deps;
  typed(app).post(
    "/v1/portal-sessions/enter",
    {
      onRequest: async () => mustAccept(deps),
      schema: {
        operationId: "enterPortalSession",
        tag: "Portal sessions",
        summary: "Trades the code of a link for a token, once",
        description: "The page does this when it is opened. The token works as a key until the session is over.",
        isOpen: true,
        problems: ["not_found", "link_used", "link_expired", "link_revoked"],
        body: enterSession,
        response: { 200: enteredPortalSession },
      },
    },
    async ({ body }, reply) => {
      const token = makeSessionToken(deps);
      const isCode = CODE.test(body.code);
      const entered: Entered = isCode
        ? await store.sessions.enter(hashKey(body.code), hashKey(token), clock.now())
        : { kind: "unknown" };
      if (entered.kind !== "entered") throw new ProblemError(toProblem(entered.kind));
      reply.header("cache-control", "no-store");
      return { ...toWireSession(entered.session), token };
    },
  );
}

/** Ways into the page for people who have no key: of a space for its customers, and of all for operators. */
export function registerPortalSessions(
  app: FastifyInstance,
  deps: ApiDependencies,
  keyring: Pick<Keyring, "forget">,
): void {
  async function make(details: SessionDetails) {
    const { session, code } = makePortalSession(deps, details);
    await deps.store.sessions.insert(session);
    return { ...toWireSession(session), url: linkOf(deps.publicUrl(), code) };
  }

  async function revoke(idSpace: string | null, id: string): Promise<void> {
    const isRevoked = isOwnId(id) && (await deps.store.sessions.revoke(idSpace, id, deps.clock.now()));
    keyring.forget(id);
    if (!isRevoked) throw new ProblemError(notFound());
  }

  registerSpaceSessions(app, deps, { make, revoke });
  registerOperatorSessions(app, deps, { make, revoke });
}

interface Making {
  make(details: SessionDetails): Promise<ReturnType<typeof toWireSession> & { url: string }>;
  revoke(idSpace: string | null, id: string): Promise<void>;
}

function registerSpaceSessions(app: FastifyInstance, { store }: ApiDependencies, { make, revoke }: Making): void {
  typed(app).post(
    "/v1/spaces/:id_space/portal-sessions",
    {
      onRequest: noCustomerSession,
      schema: {
        operationId: "createPortalSession",
        tag: "Portal sessions",
        summary: "Makes a link into the page for a customer",
        description:
          "Whoever comes by it sees this space only. The link works once, until the session expires. Its code is in the fragment, which reaches no log.",
        params: inSpace,
        body: newPortalSession,
        response: { 201: createdPortalSession },
      },
    },
    async ({ params, body }, reply) => {
      const made = await make(toSessionDetails(params.id_space, body));
      return reply.code(201).header("cache-control", "no-store").send(made);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space/portal-sessions",
    {
      onRequest: noCustomerSession,
      schema: {
        operationId: "listPortalSessions",
        tag: "Portal sessions",
        summary: "A space's portal sessions, newest first",
        description: "Those that are over too, without their links.",
        params: inSpace,
        querystring: pageQuery,
        response: { 200: pageOf(portalSession) },
      },
    },
    async ({ params, query }) =>
      toWirePage(await store.sessions.list({ idSpace: params.id_space, ...toPageQuery(query) }), toWireSession),
  );

  typed(app).delete(
    "/v1/spaces/:id_space/portal-sessions/:id",
    {
      onRequest: noCustomerSession,
      schema: {
        operationId: "revokePortalSession",
        tag: "Portal sessions",
        summary: "Ends a portal session",
        description: "Whether its link was used or not. At once on this node, within five seconds on others.",
        params: inSpaceById,
        response: { 204: noContent },
      },
    },
    async ({ params }, reply) => {
      await revoke(params.id_space, params.id);
      return reply.code(204).send(null);
    },
  );
}

function registerOperatorSessions(app: FastifyInstance, { store }: ApiDependencies, { make, revoke }: Making): void {
  typed(app).post(
    "/v1/portal-sessions",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "createOperatorSession",
        tag: "Portal sessions",
        summary: "Makes a link that signs an operator in",
        description: "Whoever comes by it sees all spaces. The link works once.",
        body: newPortalSession,
        response: { 201: createdPortalSession },
      },
    },
    async ({ body }, reply) => {
      const made = await make(toSessionDetails(null, body));
      return reply.code(201).header("cache-control", "no-store").send(made);
    },
  );

  typed(app).get(
    "/v1/portal-sessions",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "listOperatorSessions",
        tag: "Portal sessions",
        summary: "Operators' sessions, newest first",
        description: "Those that are over too, without their links.",
        querystring: pageQuery,
        response: { 200: pageOf(portalSession) },
      },
    },
    async ({ query }) => toWirePage(await store.sessions.list({ idSpace: null, ...toPageQuery(query) }), toWireSession),
  );

  typed(app).delete(
    "/v1/portal-sessions/:id",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "revokeOperatorSession",
        tag: "Portal sessions",
        summary: "Ends an operator's session",
        description: "At once on this node, within five seconds on others.",
        params: byId,
        response: { 204: noContent },
      },
    },
    async ({ params }, reply) => {
      await revoke(null, params.id);
      return reply.code(204).send(null);
    },
  );
}

function toProblem(kind: Exclude<Entered["kind"], "entered">): Problem {
  const again = "Ask for a new one.";
  switch (kind) {
    case "unknown":
      return { code: "not_found", detail: `There is no such link: perhaps it was cut when it was copied. ${again}` };
    case "used":
      return { code: "link_used", detail: `This link was used, and works once. ${again}` };
    case "expired":
      return { code: "link_expired", detail: `This link has expired. ${again}` };
    case "revoked":
      return { code: "link_revoked", detail: `This link was taken back. ${again}` };
  }
}
