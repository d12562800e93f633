import { createHash } from "node:crypto";
import { type AppliedVersion, leastKnownOf, type Migration, toSchemaTooNew } from "../schema-versions.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { DatabaseRefused, halfMoved, tooNew } from "./database-refused.ts";
import type { Database, Transaction } from "./driver.ts";
import { sqlState } from "./faults.ts";
import { shutOutOlder } from "./older-nodes.ts";
import { SCHEMA_1 } from "./schema-1.ts";
import { SCHEMA_2 } from "./schema-2.ts";
import { SCHEMA_3 } from "./schema-3.ts";
import { SCHEMA_4 } from "./schema-4.ts";
import { SCHEMA_5 } from "./schema-5.ts";
import { SCHEMA_6 } from "./schema-6.ts";

/** Each brings the schema from the version before to its own. docs/upgrading.md says what `leastKnown` may be. */
export const MIGRATIONS: readonly Migration[] = [
  { sql: SCHEMA_1, leastKnown: 1 },
  { sql: SCHEMA_2, leastKnown: 1 },
  { sql: SCHEMA_3, leastKnown: 1 },
  { sql: SCHEMA_4, leastKnown: 1 },
  { sql: SCHEMA_5, leastKnown: 1 },
  { sql: SCHEMA_6, leastKnown: 1 },
];
const VERSION_MIN = 150_000;
/** Held while the schema is looked at and changed: "post" in ASCII. Whoever comes meanwhile waits, and finds it done. */
const MIGRATION_LOCK = 0x706f7374;
/** The SQLSTATE of what a user may not do. */
export const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * Brings the schema `posthorn` up to this program's version: all of it, or nothing. Refuses what is not ours, what is newer
 * than this program can live with, and what is half moved, unless it is `whose` moves it. Any number of nodes may start at
 * once, and others may run meanwhile.
 */
export async function migrate(
  database: Database,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
  whose: "node" | "move" = "node",
): Promise<void> {
  try {
    await database.transaction(async (transaction) => {
      await checkServer(transaction);
      await transaction.run("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
      const applied = await appliedVersions(transaction);
      checkApplied(applied, migrations);
      if (whose === "node") await refuseHalfMoved(transaction);
      if (applied.length >= migrations.length) return;
      const before = leastKnownOf(migrations.slice(0, applied.length));
      const after = leastKnownOf(migrations);
      if (applied.length > 0 && after > before) await shutOutOlder(transaction, migrations.length, after);
      await transaction.run("alter table posthorn.schema_version add column if not exists least_known integer");
      for (const [at, { sql, leastKnown }] of migrations.entries()) {
        if (at < applied.length) continue;
        await transaction.run(sql);
        const values = [at + 1, checksumOf(sql), now, leastKnown];
        await transaction.run(
          "insert into posthorn.schema_version (version, checksum, applied_at, least_known) values ($1, $2, $3, $4)",
          values,
        );
      }
    });
  } catch (error) {
    throw toOpeningFault(error);
  }
}

async function checkServer(transaction: Transaction): Promise<void> {
  // The others that start wait for one who migrates, however long that takes.
  await transaction.run("set local statement_timeout = 0; set local lock_timeout = 0");
  const [server] = await transaction.run<{ number: number; version: string }>(
    "select current_setting('server_version_num')::integer as number, current_setting('server_version') as version",
  );
  if (server !== undefined && server.number >= VERSION_MIN) return;
  throw new DatabaseRefused(
    "engine_too_old",
    `The database is Postgres ${server?.version}, and Posthorn needs 15 or newer`,
    "Upgrade the server, or name another in POSTHORN_DATABASE_URL.",
  );
}

async function appliedVersions(transaction: Transaction): Promise<AppliedVersion[]> {
  const [found] = await transaction.run<{ schema: boolean; table: boolean }>(
    `select to_regnamespace('posthorn') is not null as schema, to_regclass('posthorn.schema_version') is not null as table`,
  );
  if (found?.table) {
    return transaction.run<AppliedVersion>("select * from posthorn.schema_version order by version");
  }
  if (!found?.schema) await transaction.run("create schema posthorn");
  else if (
    (await transaction.run("select 1 from pg_class where relnamespace = to_regnamespace('posthorn') limit 1")).length >
    0
  ) {
    throw new DatabaseRefused(
      "foreign",
      "The schema posthorn of this database is some other program's",
      "Name another database in POSTHORN_DATABASE_URL.",
    );
  }
  await transaction.run(
    "create table posthorn.schema_version (version integer primary key, checksum text not null, applied_at bigint not null)",
  );
  return [];
}

async function refuseHalfMoved(transaction: Transaction): Promise<void> {
  const [found] = await transaction.run<{ table: boolean }>("select to_regclass('posthorn.move') is not null as table");
  if (!found?.table) return;
  const half = await transaction.run("select from posthorn.move where ended_at is null");
  if (half.length > 0) throw halfMoved();
}

function checkApplied(applied: readonly AppliedVersion[], migrations: readonly Migration[]): void {
  const found = toSchemaTooNew(applied, migrations.length);
  if (found !== null) throw tooNew(found, migrations.length);
  for (const { version, checksum } of applied) {
    const known = migrations[version - 1];
    if (known === undefined || checksumOf(known.sql) === checksum) continue;
    throw new DatabaseRefused(
      "altered",
      `The database has another schema ${version} than this Posthorn makes`,
      "Use the Posthorn release that made it.",
    );
  }
}

function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

/** What an operator can mend, in words for the operator. */
function toOpeningFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseRefused) return error;
  const cause = error instanceof StoreUnavailable ? error.cause : error;
  const state = sqlState(error);
  const said =
    cause instanceof Error && cause.message !== "" ? cause.message : String((cause as { code?: unknown }).code);
  if (state === INSUFFICIENT_PRIVILEGE) {
    return new DatabaseRefused(
      "not_allowed",
      `The database user may not make the schema: ${said}`,
      "Let it create schemas in the database, or make the schema posthorn and let it own that. See docs/postgres.md.",
      { cause: error },
    );
  }
  // Wrong password, no such user or database, or no server at all.
  const isUnreachable = error instanceof StoreUnavailable || /^(?:28|3D)/.test(state ?? "");
  if (!isUnreachable) return error;
  return new DatabaseRefused(
    "unreachable",
    `The database cannot be reached: ${said}`,
    "Check POSTHORN_DATABASE_URL, and that the server runs and lets this user in.",
    { cause: error },
  );
}
