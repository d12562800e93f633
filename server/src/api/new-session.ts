import type { Clock } from "../core/clock.ts";
import type { MakeId } from "../core/ids.ts";
import { PLAIN_THEME, type PortalSession, SESSION_S } from "../core/portal-session.ts";
import { hashKey } from "./auth.ts";

/** 40 of 62 characters are 238 bits, as of keys. */
const CODE_LENGTH = 40;

export interface SessionDetails extends Partial<Pick<PortalSession, "isReadOnly" | "theme" | "backTo">> {
  /** Null: an operator's. */
  idSpace: string | null;
  expiresInS?: number | undefined;
}

/** A portal session as it is kept, and its code, which is told once and kept nowhere. */
export function makePortalSession(
  deps: { clock: Clock; makeId: MakeId; randomText(length: number): string },
  { idSpace, expiresInS = SESSION_S.default, ...details }: SessionDetails,
): { session: PortalSession; code: string } {
  const code = `phc_${deps.randomText(CODE_LENGTH)}`;
  const now = deps.clock.now();
  const session = {
    id: deps.makeId("pse"),
    idSpace,
    isReadOnly: false,
    theme: PLAIN_THEME,
    backTo: null,
    ...details,
    codeHash: hashKey(code),
    tokenHash: null,
    createdAt: now,
    expiresAt: now + expiresInS * 1000,
    enteredAt: null,
    revokedAt: null,
  };
  return { session, code };
}

export function makeSessionToken({ randomText }: { randomText(length: number): string }): string {
  return `pht_${randomText(CODE_LENGTH)}`;
}

/** In the fragment, which browsers send to nobody: no log and no referrer ever holds it. */
export function linkOf(publicUrl: string, code: string): string {
  return `${publicUrl}/#code=${code}`;
}
