import type { PortalSession } from "../core/portal-session.ts";
import type { Page, PageQuery } from "./pages.ts";

/** Portal sessions: links into the page, and what they give. */
export interface SessionStore {
  /** Its space exists from then on. */
  insert(session: PortalSession): Promise<void>;
  /** Gives an unused session that is in force at `now` its token: of several calls with one code, one succeeds. */
  enter(codeHash: string, tokenHash: string, now: number): Promise<Entered>;
  /** The session with this token, whether it is over or not. */
  findByToken(tokenHash: string): Promise<PortalSession | null>;
  /** `idSpace` null: operators' sessions. */
  list(query: SessionQuery): Promise<Page<PortalSession>>;
  /** False where the space has no such session, or it was revoked before. */
  revoke(idSpace: string | null, idSession: string, now: number): Promise<boolean>;
  /** Deletes one bounded batch of those that expired before `before`. How many; 0 is done. */
  prune(before: number): Promise<number>;
}

export interface SessionQuery extends PageQuery {
  idSpace: string | null;
}

export type Entered =
  | { kind: "entered"; session: PortalSession }
  | { kind: "unknown" }
  | { kind: "used" }
  | { kind: "expired" }
  | { kind: "revoked" };
