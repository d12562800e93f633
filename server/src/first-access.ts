import { makeApiKey } from "./api/new-key.ts";
import { linkOf, makePortalSession } from "./api/new-session.ts";
import { SESSION_S } from "./core/portal-session.ts";
import type { Tools } from "./stages.ts";
import { systemClock as clock } from "./system.ts";

/** The key of the first operator, and a way into the page. */
export interface FirstAccess {
  operatorKey: string;
  /** Opens the page, once, as an operator. */
  signInUrl: string;
}

/** How long the link of a first start works, and what it opens: long enough to come back to it after lunch. */
const FIRST_SESSION_S = SESSION_S.max;

/**
 * An operator's key is needed before anything can be done; whoever starts the node is the one to have it. Null: there is
 * one already.
 */
export async function makeFirstAccess(
  { store, makeId, randomText }: Pick<Tools, "store" | "makeId" | "randomText">,
  url: string,
): Promise<FirstAccess | null> {
  for (let cursor: string | null = null; ; ) {
    const page = await store.keys.list({ limit: 200, cursor });
    if (page.items.some(({ idSpace, revokedAt }) => idSpace === null && revokedAt === null)) return null;
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  const deps = { clock, makeId, randomText };
  const { session, code } = makePortalSession(deps, { idSpace: null, expiresInS: FIRST_SESSION_S });
  await store.sessions.insert(session);
  const { key, text } = makeApiKey(deps, { idSpace: null, description: "made at a first start" });
  await store.keys.insert(key);
  return { operatorKey: text, signInUrl: linkOf(url, code) };
}
