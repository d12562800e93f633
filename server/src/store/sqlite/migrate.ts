import { createHash } from "node:crypto";
import {
  type AppliedVersion,
  type Migration,
  type SchemaTooNew,
  schemaTooNewHint,
  toSchemaTooNew,
} from "../schema-versions.ts";
import { checkWhole } from "./check-whole.ts";
import { DatabaseRefused, OTHER_FILE_HINT } from "./database-refused.ts";
import type { Database } from "./driver.ts";
import { SCHEMA_1 } from "./schema-1.ts";
import { SCHEMA_2 } from "./schema-2.ts";
import { SCHEMA_3 } from "./schema-3.ts";
import { SCHEMA_4 } from "./schema-4.ts";
import { SCHEMA_5 } from "./schema-5.ts";
import { SCHEMA_6 } from "./schema-6.ts";
import { SCHEMA_7 } from "./schema-7.ts";
import { SCHEMA_8 } from "./schema-8.ts";

/** Each brings the schema from the version before to its own. docs/upgrading.md says what `leastKnown` may be. */
export const MIGRATIONS: readonly Migration[] = [
  { sql: SCHEMA_1, leastKnown: 1 },
  { sql: SCHEMA_2, leastKnown: 1 },
  { sql: SCHEMA_3, leastKnown: 1 },
  { sql: SCHEMA_4, leastKnown: 1 },
  { sql: SCHEMA_5, leastKnown: 1 },
  { sql: SCHEMA_6, leastKnown: 1 },
  { sql: SCHEMA_7, leastKnown: 7 },
  { sql: SCHEMA_8, leastKnown: 7 },
];

/** "post" in ASCII, in the header of each of our files: tells them from other programs' databases. */
const APPLICATION_ID = 0x706f7374;

/** Refuses a database that is not ours, that is newer than this program can live with, or that is damaged. Reads only. */
export function inspect(database: Database, path: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const applied = appliedVersions(database, path);
  const tooNew = toSchemaTooNew(applied, migrations.length);
  if (tooNew !== null) throw newer(path, tooNew, migrations.length);
  for (const { version, checksum } of applied) {
    const known = migrations[version - 1];
    if (known !== undefined && checksumOf(known.sql) !== checksum) throw altered(path, version);
  }
  checkWhole(database, path);
}

/** Brings a database that `inspect` let pass up to this program's schema: all of it, or nothing. */
export function migrate(database: Database, now: number, migrations: readonly Migration[] = MIGRATIONS): void {
  database.exec("begin immediate");
  try {
    database.exec(`pragma application_id = ${APPLICATION_ID};
      create table if not exists schema_version (
        version integer primary key, checksum text not null, applied_at integer not null
      ) strict`);
    const applied = database.prepare<AppliedVersion>("select * from schema_version").all();
    if (applied.length < migrations.length) apply(database, applied.length, migrations, now);
    database.exec("commit");
  } catch (error) {
    if (database.isInTransaction()) database.exec("rollback");
    throw error;
  }
}

function apply(database: Database, appliedCount: number, migrations: readonly Migration[], now: number): void {
  const known = database.prepare("select 1 from pragma_table_info('schema_version') where name = 'least_known'").get();
  if (known === undefined) database.exec("alter table schema_version add column least_known integer");
  const insert = database.prepare(
    "insert into schema_version (version, checksum, applied_at, least_known) values (?, ?, ?, ?)",
  );
  for (const [at, { sql, leastKnown }] of migrations.entries()) {
    if (at < appliedCount) continue;
    database.exec(sql);
    insert.run(at + 1, checksumOf(sql), now, leastKnown);
  }
}

function appliedVersions(database: Database, path: string): AppliedVersion[] {
  const header = database.prepare<{ application_id: number }>("pragma application_id").get();
  const tables = database.prepare<{ count: number }>("select count(*) as count from sqlite_schema").get();
  if (header?.application_id === APPLICATION_ID) {
    return database.prepare<AppliedVersion>("select * from schema_version order by version").all();
  }
  if (header?.application_id === 0 && tables?.count === 0) return [];
  throw foreign(path);
}

function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

function foreign(path: string): DatabaseRefused {
  return new DatabaseRefused("foreign", `${path} is a database of some other program`, OTHER_FILE_HINT);
}

function newer(path: string, tooNew: SchemaTooNew, known: number): DatabaseRefused {
  return new DatabaseRefused(
    "newer",
    `${path} was written by a newer Posthorn: its schema has version ${tooNew.version}, and this one knows ${known}`,
    schemaTooNewHint(tooNew),
  );
}

function altered(path: string, version: number): DatabaseRefused {
  return new DatabaseRefused(
    "altered",
    `${path} has another schema ${version} than this Posthorn makes`,
    "Use the Posthorn release that made it.",
  );
}
