import type { Clock } from "../../core/clock.ts";
import type { ApiKey } from "../../core/key.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { Page, PageQuery } from "../pages.ts";
import type { Database } from "./driver.ts";

/** Sorts after every key id. */
const ID_END = "key_~";
const CURSOR = /^(key_[0-9A-Za-z]{1,40})$/;
const COLUMNS = `id, id_space as "idSpace", description, hash, created_at as "createdAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

export interface Keys {
  insert(key: ApiKey): void;
  findLive(hash: string): ApiKey | null;
  noteUse(idKey: string, now: number): void;
  list(query: PageQuery): Page<ApiKey>;
  revoke(idKey: string): boolean;
}

/** Rows of `api_key`. Revoked ones stay, so that one can see that they were there. */
export function createKeys(database: Database, clock: Clock): Keys {
  const insert = database.prepare(
    `insert into api_key (id, id_space, description, hash, created_at, last_used_at, revoked_at)
      values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectLive = database.prepare<ApiKey>(`select ${COLUMNS} from api_key where hash = ? and revoked_at is null`);
  const noteUse = database.prepare("update api_key set last_used_at = max(ifnull(last_used_at, 0), ?) where id = ?");
  const selectPage = database.prepare<ApiKey>(`select ${COLUMNS} from api_key where id < ? order by id desc limit ?`);
  const revoke = database.prepare("update api_key set revoked_at = ? where id = ? and revoked_at is null");
  return {
    insert: ({ id, idSpace, description, hash, createdAt, lastUsedAt, revokedAt }) =>
      insert.run(id, idSpace, description, hash, createdAt, lastUsedAt, revokedAt),
    findLive(hash) {
      const row = selectLive.get(hash);
      return row === undefined ? null : toKey(row);
    },
    noteUse: (idKey, now) => void noteUse.run(now, idKey),
    list({ limit, cursor }) {
      const rows = selectPage.all(parseCursor(cursor, CURSOR)?.[0] ?? ID_END, limit + 1);
      return toPage(rows, limit, toKey, ({ id }) => id);
    },
    revoke: (idKey) => revoke.run(clock.now(), idKey) > 0,
  };
}

/** The columns are named as the key's fields are. The copy is a plain object, which the driver's rows are not. */
function toKey(row: ApiKey): ApiKey {
  return { ...row };
}
