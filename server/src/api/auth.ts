import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import { SPACE_ID_PATTERN } from "../core/event.ts";
import type { ApiKey } from "../core/key.ts";
import { ProblemError } from "../core/problems.ts";
import type { Store } from "../store/store.ts";
import { notFound } from "./problem-answers.ts";

/** What a key may see: one space, or everything. */
export interface Scope {
  /** Null: an operator. */
  idSpace: string | null;
}

/** Who may call. Finds the scope of a key, and remembers keys for a moment. */
export interface Keyring {
  /** Null: there is no such key, or none was given. */
  find(authorization: string | undefined): Promise<Scope | null>;
  /** From now on this key is looked up again, also where a look-up is under way. */
  forget(idKey: string): void;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Of the key that the request came with. Null outside of `/v1`, where no key is asked for. */
    scope: Scope | null;
  }
}

/** So long a key goes on working on other nodes after it was revoked on one: short enough to say so in the docs. */
const REMEMBERED_MS = 5_000;
/** Keys in use at one time on one node. More only cost a look-up each. */
const REMEMBERED_MAX = 10_000;
/** A key of ours, or an operator's own from the settings: visible ASCII. RFC 6750 names the scheme, in any case. */
const BEARER = /^bearer +([\x21-\x7e]{1,512})$/i;
const OWN_KEY = /^phk_[A-Za-z0-9]{40}$/;
const SPACE_ID = new RegExp(SPACE_ID_PATTERN);

/** The form in which keys are kept. They hold 238 random bits, so there is nothing to guess and no need for a slow hash. */
export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}

export function createKeyring(options: {
  clock: Clock;
  store: Pick<Store, "findKey">;
  operatorKeyHash: string | null;
}): Keyring {
  const { clock, store, operatorKeyHash } = options;
  // A look-up a request would put the database on the way of every event: found keys are remembered, by their hash.
  const remembered = new Map<string, { key: ApiKey; until: number }>();
  let revocations = 0;

  async function find(authorization: string | undefined): Promise<Scope | null> {
    const key = BEARER.exec(authorization ?? "")?.[1];
    if (key === undefined) return null;
    const keyHash = hashKey(key);
    if (operatorKeyHash !== null && isSameHash(keyHash, operatorKeyHash)) return { idSpace: null };
    // Anything else is not worth a look-up: no key of ours looks like that.
    return OWN_KEY.test(key) ? findOwn(keyHash) : null;
  }

  async function findOwn(keyHash: string): Promise<Scope | null> {
    const known = remembered.get(keyHash);
    if (known !== undefined && known.until > clock.elapsed()) return known.key;
    const before = revocations;
    const key = await store.findKey(keyHash);
    // A look-up that began before a revocation may have missed it: its result serves once and is not remembered.
    if (key !== null && before === revocations) remember(key);
    return key;
  }

  function remember(key: ApiKey): void {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(key.hash, { key, until: clock.elapsed() + REMEMBERED_MS });
  }

  return {
    find,
    forget(idKey) {
      revocations++;
      for (const [keyHash, { key }] of remembered) if (key.id === idKey) remembered.delete(keyHash);
    },
  };
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
    keepToSpace(request, scope);
  });
}

/** For routes that no space's key may call. */
export async function operatorOnly({ scope }: FastifyRequest): Promise<void> {
  if (scope === null || scope.idSpace !== null) {
    throw new ProblemError({ code: "forbidden", detail: "This needs an operator's key; this one is for one space." });
  }
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
