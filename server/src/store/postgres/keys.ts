import type { Clock } from "../../core/clock.ts";
import { aboveAllIds } from "../../core/ids.ts";
import type { ApiKey } from "../../core/key.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { KeyStore } from "../keys.ts";
import type { Changes } from "./changes.ts";
import { type Database, statement } from "./driver.ts";
import { revokeAndTell } from "./revoking.ts";

const CURSOR = /^(key_[0-9A-Za-z]{1,40})$/;
const COLUMNS = `id, id_space as "idSpace", description, hash, created_at as "createdAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

const insert = statement(
  "key_insert",
  `insert into posthorn.api_key (id, id_space, description, hash, created_at, last_used_at, revoked_at)
    values ($1, $2, $3, $4, $5, $6, $7)`,
);
const selectLive = statement<ApiKey>(
  "key_live",
  `select ${COLUMNS} from posthorn.api_key where hash = $1 and revoked_at is null`,
);
const noteUse = statement(
  "key_use",
  "update posthorn.api_key set last_used_at = greatest(last_used_at, $1) where id = $2",
);
const selectPage = statement<ApiKey>(
  "key_list",
  `select ${COLUMNS} from posthorn.api_key where id < $1 order by id desc limit $2`,
);
const revoke = statement<{ id: string }>(
  "key_revoke",
  "update posthorn.api_key set revoked_at = $1 where id = $2 and revoked_at is null returning id",
);

/** Rows of `api_key`. Revoked ones stay, so that one can see that they were there. */
export function createKeys(database: Database, { changes, clock }: { changes: Changes; clock: Clock }): KeyStore {
  return {
    async insert({ id, idSpace, description, hash, createdAt, lastUsedAt, revokedAt }) {
      await database.query(insert, [id, idSpace, description, hash, createdAt, lastUsedAt, revokedAt]);
    },
    findLive: async (hash) => (await database.query(selectLive, [hash]))[0] ?? null,
    async noteUse(idKey, now) {
      await database.query(noteUse, [now, idKey]);
    },
    async list({ limit, cursor }) {
      const before = parseCursor(cursor, CURSOR)?.[0] ?? aboveAllIds("key");
      const rows = await database.query(selectPage, [before, limit + 1]);
      return toPage(
        rows,
        limit,
        (row) => row,
        ({ id }) => id,
      );
    },
    revoke: (idKey) => revokeAndTell(database, changes, { id: idKey, revoke, values: [clock.now(), idKey] }),
  };
}
