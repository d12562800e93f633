import type { Clock } from "../../core/clock.ts";
import { aboveAllIds } from "../../core/ids.ts";
import type { ApiKey } from "../../core/key.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { Page, PageQuery } from "../pages.ts";
import type { Changes } from "./changes.ts";
import { type Database, statement } from "./driver.ts";
import { revokeAndTell } from "./revoking.ts";

const CURSOR = /^(key_[0-9A-Za-z]{1,40})$/;
const COLUMNS = `id, id_space as "idSpace", description, hash, created_at as "createdAt", revoked_at as "revokedAt"`;

const insert = statement(
  "key_insert",
  `insert into posthorn.api_key (id, id_space, description, hash, created_at, revoked_at) values ($1, $2, $3, $4, $5, $6)`,
);
const selectLive = statement<ApiKey>(
  "key_live",
  `select ${COLUMNS} from posthorn.api_key where hash = $1 and revoked_at is null`,
);
const selectPage = statement<ApiKey>(
  "key_list",
  `select ${COLUMNS} from posthorn.api_key where id < $1 order by id desc limit $2`,
);
const revoke = statement<{ id: string }>(
  "key_revoke",
  "update posthorn.api_key set revoked_at = $1 where id = $2 and revoked_at is null returning id",
);

export interface Keys {
  insert(key: ApiKey): Promise<void>;
  findLive(hash: string): Promise<ApiKey | null>;
  list(query: PageQuery): Promise<Page<ApiKey>>;
  revoke(idKey: string): Promise<boolean>;
}

/** Rows of `api_key`. Revoked ones stay, so that one can see that they were there. */
export function createKeys(database: Database, { changes, clock }: { changes: Changes; clock: Clock }): Keys {
  return {
    async insert({ id, idSpace, description, hash, createdAt, revokedAt }) {
      await database.query(insert, [id, idSpace, description, hash, createdAt, revokedAt]);
    },
    findLive: async (hash) => (await database.query(selectLive, [hash]))[0] ?? null,
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
