import { type PortalSession, sessionEnd } from "../../core/portal-session.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { Page } from "../pages.ts";
import type { Entered, SessionQuery } from "../sessions.ts";
import type { Database } from "./driver.ts";
import type { Spaces } from "./spaces.ts";

/** Sorts after every id of a session. */
const ID_END = "pse_~";
/** A row is small. */
const PRUNED_MAX = 1_000;
const CURSOR = /^(pse_[0-9A-Za-z]{1,40})$/;

interface SessionRow {
  id: string;
  id_space: string | null;
  is_read_only: number;
  theme: string;
  back_to: string | null;
  code_hash: string;
  token_hash: string | null;
  created_at: number;
  expires_at: number;
  entered_at: number | null;
  revoked_at: number | null;
}

export interface Sessions {
  insert(session: PortalSession): void;
  enter(codeHash: string, tokenHash: string, now: number): Entered;
  findByToken(tokenHash: string): PortalSession | null;
  list(query: SessionQuery): Page<PortalSession>;
  revoke(idSpace: string | null, idSession: string, now: number): boolean;
  prune(before: number): number;
}

/** Rows of `portal_session`. */
export function createSessions(database: Database, spaces: Spaces): Sessions {
  const insert = database.prepare(
    `insert into portal_session (id, id_space, is_read_only, theme, back_to, code_hash, token_hash, created_at,
      expires_at, entered_at, revoked_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectByCode = database.prepare<SessionRow>("select * from portal_session where code_hash = ?");
  const selectByToken = database.prepare<SessionRow>("select * from portal_session where token_hash = ?");
  const selectPage = database.prepare<SessionRow>(
    "select * from portal_session where id_space is ? and id < ? order by id desc limit ?",
  );
  const enter = database.prepare("update portal_session set token_hash = ?, entered_at = ? where id = ?");
  const revoke = database.prepare(
    "update portal_session set revoked_at = ? where id = ? and id_space is ? and revoked_at is null",
  );
  const remove = database.prepare(
    `delete from portal_session where id in (
      select id from portal_session indexed by portal_session_by_end where expires_at < ? limit ${PRUNED_MAX})`,
  );
  return {
    insert(session) {
      const { id, idSpace, isReadOnly, theme, backTo, codeHash, tokenHash } = session;
      if (idSpace !== null) spaces.ensure(idSpace, session.createdAt);
      const backToText = backTo === null ? null : JSON.stringify(backTo);
      const times = [session.createdAt, session.expiresAt, session.enteredAt, session.revokedAt];
      insert.run(id, idSpace, Number(isReadOnly), JSON.stringify(theme), backToText, codeHash, tokenHash, ...times);
    },
    enter(codeHash, tokenHash, now) {
      const row = selectByCode.get(codeHash);
      if (row === undefined) return { kind: "unknown" };
      const session = toSession(row);
      const end = sessionEnd(session, now);
      if (end !== null) return { kind: end };
      if (session.enteredAt !== null) return { kind: "used" };
      enter.run(tokenHash, now, session.id);
      return { kind: "entered", session: { ...session, tokenHash, enteredAt: now } };
    },
    findByToken(tokenHash) {
      const row = selectByToken.get(tokenHash);
      return row === undefined ? null : toSession(row);
    },
    list({ idSpace, limit, cursor }) {
      const rows = selectPage.all(idSpace, parseCursor(cursor, CURSOR)?.[0] ?? ID_END, limit + 1);
      return toPage(rows, limit, toSession, ({ id }) => id);
    },
    revoke: (idSpace, idSession, now) => revoke.run(now, idSession, idSpace) > 0,
    prune: (before) => remove.run(before),
  };
}

function toSession(row: SessionRow): PortalSession {
  return {
    id: row.id,
    idSpace: row.id_space,
    isReadOnly: row.is_read_only === 1,
    // Written by `insert`, so what is parsed here has these shapes.
    theme: JSON.parse(row.theme),
    backTo: row.back_to === null ? null : JSON.parse(row.back_to),
    codeHash: row.code_hash,
    tokenHash: row.token_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    enteredAt: row.entered_at,
    revokedAt: row.revoked_at,
  };
}
