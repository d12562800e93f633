import { aboveAllIds } from "../../core/ids.ts";
import { type PortalSession, sessionEnd } from "../../core/portal-session.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { SessionStore } from "../sessions.ts";
import type { Changes } from "./changes.ts";
import { type Database, statement } from "./driver.ts";
import { revokeAndTell } from "./revoking.ts";

/** A row is small. */
const PRUNED_MAX = 1_000;
const CURSOR = /^(pse_[0-9A-Za-z]{1,40})$/;

interface SessionRow {
  id: string;
  id_space: string | null;
  is_read_only: boolean;
  theme: string;
  back_to: string | null;
  code_hash: string;
  token_hash: string | null;
  created_at: number;
  expires_at: number;
  entered_at: number | null;
  revoked_at: number | null;
}

const insert = statement(
  "session_insert",
  `with space as (
      insert into posthorn.space (id, version, created_at) select $2::text, 0, $8::bigint where $2::text is not null on conflict do nothing
    )
    insert into posthorn.portal_session (id, id_space, is_read_only, theme, back_to, code_hash, token_hash, created_at,
    expires_at, entered_at, revoked_at) values ($1, $2::text, $3, $4, $5, $6, $7, $8::bigint, $9, $10, $11)`,
);
const lockByCode = statement<SessionRow>(
  "session_by_code",
  "select * from posthorn.portal_session where code_hash = $1 for update",
);
const selectByToken = statement<SessionRow>(
  "session_by_token",
  "select * from posthorn.portal_session where token_hash = $1",
);
const enterOne = statement(
  "session_enter",
  "update posthorn.portal_session set token_hash = $1, entered_at = $2 where id = $3",
);
const selectPage = statement<SessionRow>(
  "session_list",
  "select * from posthorn.portal_session where id_space = $1 and id < $2 order by id desc limit $3",
);
const selectOperators = statement<SessionRow>(
  "session_list_operators",
  "select * from posthorn.portal_session where id_space is null and id < $1 order by id desc limit $2",
);
const revokeOne = statement<{ id: string }>(
  "session_revoke",
  `update posthorn.portal_session set revoked_at = $1
    where id = $2 and id_space is not distinct from $3 and revoked_at is null returning id`,
);
const remove = statement<{ id: string }>(
  "session_prune",
  `delete from posthorn.portal_session where id in (
    select id from posthorn.portal_session where expires_at < $1 limit ${PRUNED_MAX}) returning id`,
);

/** Rows of `portal_session`. */
export function createSessions(database: Database, changes: Changes): SessionStore {
  return {
    async insert(session) {
      const { id, idSpace, isReadOnly, theme, backTo, codeHash, tokenHash } = session;
      const backToText = backTo === null ? null : JSON.stringify(backTo);
      const times = [session.createdAt, session.expiresAt, session.enteredAt, session.revokedAt];
      const head = [id, idSpace, isReadOnly, JSON.stringify(theme), backToText, codeHash, tokenHash];
      await database.query(insert, [...head, ...times]);
    },
    enter: (codeHash, tokenHash, now) =>
      database.transaction(async (transaction) => {
        const [row] = await transaction.query(lockByCode, [codeHash]);
        if (row === undefined) return { kind: "unknown" };
        const session = toSession(row);
        const end = sessionEnd(session, now);
        if (end !== null) return { kind: end };
        if (session.enteredAt !== null) return { kind: "used" };
        await transaction.query(enterOne, [tokenHash, now, session.id]);
        return { kind: "entered", session: { ...session, tokenHash, enteredAt: now } };
      }),
    async findByToken(tokenHash) {
      const [row] = await database.query(selectByToken, [tokenHash]);
      return row === undefined ? null : toSession(row);
    },
    async list({ idSpace, limit, cursor }) {
      const page = [parseCursor(cursor, CURSOR)?.[0] ?? aboveAllIds("pse"), limit + 1];
      const rows =
        idSpace === null
          ? await database.query(selectOperators, page)
          : await database.query(selectPage, [idSpace, ...page]);
      return toPage(rows, limit, toSession, ({ id }) => id);
    },
    revoke: (idSpace, idSession, now) =>
      revokeAndTell(database, changes, { id: idSession, revoke: revokeOne, values: [now, idSession, idSpace] }),
    prune: async (before) => (await database.query(remove, [before])).length,
  };
}

function toSession(row: SessionRow): PortalSession {
  return {
    id: row.id,
    idSpace: row.id_space,
    isReadOnly: row.is_read_only,
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
