import { createHash } from "node:crypto";
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

/** Each brings the schema from the version before to its own. What has been released is never edited. */
const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7];

/** "post" in ASCII, in the header of each of our files: tells them from other programs' databases. */
const APPLICATION_ID = 0x706f7374;

interface AppliedVersion {
  version: number;
  checksum: string;
}

/** Refuses a database that is not ours, that this program does not know, or that is damaged. Reads only. */
export function inspect(database: Database, path: string): void {
  const applied = appliedVersions(database, path);
  for (const { version, checksum } of applied) {
    const known = MIGRATIONS[version - 1];
    if (known === undefined) throw newer(path, applied.length);
    if (checksumOf(known) !== checksum) throw altered(path, version);
  }
  checkWhole(database, path);
}

/** Brings a database that `inspect` let pass up to this program's schema: all of it, or nothing. */
export function migrate(database: Database, now: number): void {
  database.exec("begin immediate");
  try {
    database.exec(`pragma application_id = ${APPLICATION_ID};
      create table if not exists schema_version (
        version integer primary key, checksum text not null, applied_at integer not null
      ) strict`);
    const [count] = database.prepare<{ applied: number }>("select count(*) as applied from schema_version").all();
    const insert = database.prepare("insert into schema_version (version, checksum, applied_at) values (?, ?, ?)");
    for (const [at, sql] of MIGRATIONS.entries()) {
      if (at < (count?.applied ?? 0)) continue;
      database.exec(sql);
      insert.run(at + 1, checksumOf(sql), now);
    }
    database.exec("commit");
  } catch (error) {
    if (database.isInTransaction()) database.exec("rollback");
    throw error;
  }
}

function appliedVersions(database: Database, path: string): AppliedVersion[] {
  const header = database.prepare<{ application_id: number }>("pragma application_id").get();
  const tables = database.prepare<{ count: number }>("select count(*) as count from sqlite_schema").get();
  if (header?.application_id === APPLICATION_ID) {
    return database.prepare<AppliedVersion>("select version, checksum from schema_version order by version").all();
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

function newer(path: string, version: number): DatabaseRefused {
  return new DatabaseRefused(
    "newer",
    `${path} was written by a newer Posthorn: its schema has version ${version}, and this one knows ${MIGRATIONS.length}`,
    "Run that version or a later one, or restore a backup from before the upgrade.",
  );
}

function altered(path: string, version: number): DatabaseRefused {
  return new DatabaseRefused(
    "altered",
    `${path} has another schema ${version} than this Posthorn makes`,
    "Use the Posthorn release that made it.",
  );
}
