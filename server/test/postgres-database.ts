import { randomBytes } from "node:crypto";
import pg from "pg";

/** A database of a test file's own, empty at first. */
export interface PostgresDatabase {
  url: string;
  /** Runs one statement, as somebody else who has the database open. */
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database on the server that `npm test` has started or was told of, or on a test's own. Each test file that uses
 * one of the former imports this.
 */
export async function createPostgresDatabase(
  // biome-ignore lint/style/noProcessEnv: scripts/test.ts tells it, and tests have no config.
  serverUrl = process.env["POSTHORN_TEST_POSTGRES_URL"],
): Promise<PostgresDatabase> {
  if (serverUrl === undefined) throw new Error("this test needs Postgres: run it with npm test, which brings one");
  const name = `posthorn_test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  // The server ends its connections when a test says so.
  pool.on("error", () => {});
  return {
    url: url.href,
    query: async (sql, values = []) => (await pool.query(sql, [...values])).rows,
    async drop() {
      await pool.end();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
