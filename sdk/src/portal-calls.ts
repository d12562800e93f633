import { type CallOptions, createCaller, type KeylessOptions, type MakeCall, path, runtimeClock } from "./caller.ts";
import type { InSpace, Ref } from "./event-calls.ts";
import { createList, type List } from "./list.ts";
import type { PageQuery } from "./wire/page.ts";
import type {
  CreatedPortalSession,
  EnteredPortalSession,
  NewPortalSession,
  PortalSession,
} from "./wire/portal-session.ts";

/** Ways into the page for a customer, who has no key. */
export interface PortalCalls {
  /** The answer holds the URL to send the customer to. It opens the page once. */
  create(session: InSpace & NewPortalSession, options?: CallOptions): Promise<CreatedPortalSession>;
  list(query: InSpace & PageQuery, options?: CallOptions): List<PortalSession>;
  /** Ends it at once, whether its link was used or not. */
  revoke(session: Ref, options?: CallOptions): Promise<void>;
}

/** Operators' ways into the page, in place of typing a key there. Only an operator's key may use these calls. */
export interface SignInCalls {
  /** The answer holds the URL that signs in, once. */
  create(session?: NewPortalSession, options?: CallOptions): Promise<CreatedPortalSession>;
  list(query?: PageQuery, options?: CallOptions): List<PortalSession>;
  revoke(id: string, options?: CallOptions): Promise<void>;
}

export function createPortalCalls(call: MakeCall): PortalCalls {
  return {
    // A repeat could leave a way in behind that nobody knows of.
    create: ({ id_space, ...json }, options) =>
      call({ method: "POST", path: path`/v1/spaces/${id_space}/portal-sessions`, json, isRepeatable: false }, options),
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/portal-sessions`, query }, options),
    revoke: ({ id_space, id }, options) =>
      call({ method: "DELETE", path: path`/v1/spaces/${id_space}/portal-sessions/${id}`, isRepeatable: true }, options),
  };
}

export function createSignInCalls(call: MakeCall): SignInCalls {
  return {
    create: (json = {}, options) =>
      call({ method: "POST", path: "/v1/portal-sessions", json, isRepeatable: false }, options),
    list: (query = {}, options) => createList(call, { path: "/v1/portal-sessions", query }, options),
    revoke: (id, options) =>
      call({ method: "DELETE", path: path`/v1/portal-sessions/${id}`, isRepeatable: true }, options),
  };
}

/**
 * Trades the code of a portal session's link for what works as a key until the session expires. It works once: a code
 * that was used, has expired or was revoked rejects with `link_used`, `link_expired` or `link_revoked`.
 */
export function enterPortalSession(
  options: KeylessOptions,
  code: string,
  callOptions?: CallOptions,
): Promise<EnteredPortalSession> {
  const call = createCaller(options, runtimeClock);
  // Whether a lost answer was that of a used code nobody can tell: a repeat would say "used".
  const entry = { method: "POST", path: "/v1/portal-sessions/enter", json: { code }, isRepeatable: false } as const;
  return call(entry, callOptions);
}
