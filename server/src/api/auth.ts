import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import { SPACE_ID_PATTERN } from "../core/event.ts";
import type { ApiKey } from "../core/key.ts";
import { type PortalSession, sessionEnd } from "../core/portal-session.ts";
import { ProblemError } from "../core/problems.ts";
import type { KeyStore } from "../store/keys.ts";
import type { SessionStore } from "../store/sessions.ts";
import { notFound } from "./problem-answers.ts";

/** What a key, or the token of a portal session, may see: one space, or everything. */
export interface Scope {
  /** The key's, or the session's. Null: it is the operator's key from the settings. */
  id: string | null;
  /** Null: an operator. */
  idSpace: string | null;
  /** Null: it is a key, which may do everything in its scope until it is revoked. */
  session: PortalSession | null;
}

/** Who may call. Finds the scope of a key or of a session's token, and remembers both for a moment. */
export interface Keyring {
  /** Null: there is no such key, or none was given. Throws `session_over` for a token that worked once. */
  find(authorization: string | undefined): Promise<Scope | null>;
  /** The scope of a key for which nothing has to be looked up. Null: `find` may know more. */
  known(authorization: string | undefined): Scope | null;
  /** From now on this key or session is looked up again, also where a look-up is under way. */
  forget(id: string): void;
  /** All of them: some may have been revoked unheard. */
  forgetAll(): void;
  /** Calls back with the id of each key or session that is forgotten; null for all. Returns the way to stop it. */
  watch(listener: (id: string | null) => void): () => void;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Of the key that the request came with. Null outside of `/v1`, where no key is asked for. */
    scope: Scope | null;
  }
}

/** So long a key goes on working on other nodes at the most after it was revoked on one, should they not hear of it. */
const REMEMBERED_MS = 5_000;
/** Keys in use at one time on one node. More only cost a look-up each. */
const REMEMBERED_MAX = 10_000;
/** How far behind the time of a key's last use may be: it costs a write. */
const USE_AGAIN_MS = 60_000;
/** A key of ours, or an operator's own from the settings: visible ASCII. RFC 6750 names the scheme, in any case. */
const BEARER = /^bearer +([\x21-\x7e]{1,512})$/i;
const OWN_KEY = /^phk_[A-Za-z0-9]{40}$/;
const SESSION_TOKEN = /^pht_[A-Za-z0-9]{40}$/;
const SPACE_ID = new RegExp(SPACE_ID_PATTERN);

/** Of the operator's key from the settings. */
const OPERATOR: Scope = { id: null, idSpace: null, session: null };

/** The form in which keys are kept. They hold 238 random bits, so there is nothing to guess and no need for a slow hash. */
export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}

export function createKeyring(options: {
  clock: Clock;
  store: { keys: Pick<KeyStore, "findLive" | "noteUse">; sessions: Pick<SessionStore, "findByToken"> };
  operatorKeyHash: string | null;
}): Keyring {
  const { clock, store, operatorKeyHash } = options;
  // A look-up a request would put the database on the way of every event: found keys are remembered, by their hash.
  const remembered = new Map<string, { scope: Scope; until: number }>();
  const listeners = new Set<(id: string | null) => void>();
  let revocations = 0;

  function known(authorization: string | undefined): Scope | null {
    const key = keyIn(authorization);
    return key === undefined ? null : knownByHash(hashKey(key));
  }

  function knownByHash(keyHash: string): Scope | null {
    if (operatorKeyHash !== null && isSameHash(keyHash, operatorKeyHash)) return OPERATOR;
    const scope = recalled(keyHash);
    // A session may be over by now.
    return scope === null || scope.session !== null ? null : scope;
  }

  async function find(authorization: string | undefined): Promise<Scope | null> {
    const key = keyIn(authorization);
    if (key === undefined) return null;
    const keyHash = hashKey(key);
    const scope = knownByHash(keyHash);
    if (scope !== null) return scope;
    if (SESSION_TOKEN.test(key)) return inForce(await recall(keyHash, findSession), clock.now());
    // Anything else is not worth a look-up: no key of ours looks like that.
    return OWN_KEY.test(key) ? recall(keyHash, findOwn) : null;
  }

  async function findOwn(keyHash: string): Promise<Scope | null> {
    const key = await store.keys.findLive(keyHash);
    if (key !== null) noteUse(store.keys, key, clock.now());
    return key && { id: key.id, idSpace: key.idSpace, session: null };
  }

  async function findSession(tokenHash: string): Promise<Scope | null> {
    const session = await store.sessions.findByToken(tokenHash);
    return session && { id: session.id, idSpace: session.idSpace, session };
  }

  function recalled(keyHash: string): Scope | null {
    const entry = remembered.get(keyHash);
    return entry !== undefined && entry.until > clock.elapsed() ? entry.scope : null;
  }

  async function recall(keyHash: string, look: typeof findOwn): Promise<Scope | null> {
    const scope = recalled(keyHash);
    if (scope !== null) return scope;
    const before = revocations;
    const found = await look(keyHash);
    // A look-up that began before a revocation may have missed it: its result serves once and is not remembered.
    if (found !== null && before === revocations) remember(keyHash, found);
    return found;
  }

  function remember(keyHash: string, scope: Scope): void {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(keyHash, { scope, until: clock.elapsed() + REMEMBERED_MS });
  }

  return {
    find,
    known,
    forget(id) {
      revocations++;
      for (const [keyHash, { scope }] of remembered) if (scope.id === id) remembered.delete(keyHash);
      for (const listener of listeners) listener(id);
    },
    forgetAll() {
      revocations++;
      remembered.clear();
      for (const listener of listeners) listener(null);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A key in use is looked up every few seconds: that tells of its use as well, and no request waits for it. */
function noteUse(keys: Pick<KeyStore, "noteUse">, { id, lastUsedAt }: ApiKey, now: number): void {
  if (lastUsedAt !== null && lastUsedAt > now - USE_AGAIN_MS) return;
  // A store that cannot be written says so elsewhere; who only looks goes on.
  keys.noteUse(id, now).catch(() => {});
}

function keyIn(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? "")?.[1];
}

/** Asks for a key on every route of `app`, and keeps a space's key to its space. Comes before any body is read. */
export function registerAuth(app: FastifyInstance, keyring: Keyring): void {
  app.addHook("onRequest", async (request) => {
    const scope = await keyring.find(request.headers.authorization);
    if (scope === null) {
      const detail = "Send a key that is in force, with the header authorization: Bearer <key>.";
      throw new ProblemError({ code: "unauthorized", detail });
    }
    request.scope = scope;
    keepToReading(request, scope);
    keepToSpace(request, scope);
  });
}

/** For routes that no space's key may call. */
export async function operatorOnly({ scope }: FastifyRequest): Promise<void> {
  if (scope === null || scope.idSpace !== null) {
    throw new ProblemError({ code: "forbidden", detail: "This needs an operator's key; this one is for one space." });
  }
}

/** For what a customer's session may not reach: what would outlive it, or prove things in the customer's name. */
export async function noCustomerSession({ scope }: FastifyRequest): Promise<void> {
  if (scope !== null && (scope.session === null || scope.idSpace === null)) return;
  throw new ProblemError({ code: "forbidden", detail: "This needs a key; a portal session may not do it." });
}

/** For what whoever only looks need not see. */
export async function noReader({ scope }: FastifyRequest): Promise<void> {
  if (scope?.session?.isReadOnly !== true) return;
  throw new ProblemError({ code: "forbidden", detail: "This session may look at everything but secrets." });
}

/** A token whose session is over says so, since whoever had it wants to know why it stopped. */
function inForce(scope: Scope | null, now: number): Scope | null {
  const end = scope?.session && sessionEnd(scope.session, now);
  if (end === null || end === undefined) return scope;
  const words = { expired: "This session has expired", revoked: "This session was revoked" }[end];
  throw new ProblemError({ code: "session_over", detail: `${words}: come in again by a new link.` });
}

function keepToReading({ method }: FastifyRequest, { session }: Scope): void {
  if (session?.isReadOnly !== true || method === "GET" || method === "HEAD") return;
  throw new ProblemError({ code: "forbidden", detail: "This session may look and change nothing." });
}

/**
 * A uuid means the same in either case: from here on it is in lower case. What is no uuid names no space, and another's
 * space looks like one that is not there.
 */
function keepToSpace({ params }: FastifyRequest, scope: Scope): void {
  if (typeof params !== "object" || params === null || !("id_space" in params)) return;
  const idSpace = String(params.id_space).toLowerCase();
  if (!SPACE_ID.test(idSpace)) throw new ProblemError(notFound());
  if (scope.idSpace !== null && scope.idSpace !== idSpace) throw new ProblemError(notFound());
  params.id_space = idSpace;
}

function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, "hex"), Buffer.from(b, "hex")];
  // Of unequal length only where the setting is no SHA-256: then no key matches it.
  return left.length === right.length && timingSafeEqual(left, right);
}
