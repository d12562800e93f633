import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../test/postgres-database.ts";
import { openDatabase as openPostgres } from "../store/postgres/driver.ts";
import { migrate as migratePostgres } from "../store/postgres/migrate.ts";
import { type Database, openDatabase as openSqlite } from "../store/sqlite/driver.ts";
import { migrate as migrateSqlite } from "../store/sqlite/migrate.ts";
import { readSql } from "./moved-table.ts";
import { LEFT_BEHIND, MADE_ANEW, MOVED_TABLES } from "./moved-tables.ts";

let sqlite: Database;
let database: PostgresDatabase;

before(async () => {
  sqlite = openSqlite(":memory:");
  migrateSqlite(sqlite, 1);
  database = await createPostgresDatabase();
  const postgres = openPostgres({ url: database.url, connectionsMax: 1, after: () => () => {} });
  await migratePostgres(postgres, 1);
  await postgres.close();
});

after(async () => {
  sqlite.close();
  await database.drop();
});

/** All of these are in exactly one of both, and no reason is given for what is not there. */
function assertTold(columns: readonly string[], moved: ReadonlySet<string>, reasons: Readonly<Record<string, string>>) {
  const used = new Set<string>();
  for (const column of columns) {
    const reason = [column, column.replace(/\..*/, "")].find((name) => name in reasons);
    if (reason !== undefined) used.add(reason);
    assert.notEqual(moved.has(column), reason !== undefined, `${column}: it moves, or it is told why not`);
  }
  assert.deepEqual([...used].toSorted(), Object.keys(reasons).toSorted(), "what is given a reason is there");
}

describe("what moves", () => {
  it("is every column of every table in SQLite, but for those that are left behind for a reason", () => {
    const columns = sqlite
      .prepare<{ name: string }>(
        `select m.name || '.' || c.name as name from sqlite_schema as m, pragma_table_info(m.name) as c
          where m.type = 'table' order by 1`,
      )
      .all();
    const moved = MOVED_TABLES.flatMap(({ from, columns }) =>
      columns.flatMap((column) => column.from.map((name) => `${from}.${name}`)),
    );
    assertTold(
      columns.map(({ name }) => name),
      new Set(moved),
      LEFT_BEHIND,
    );
  });

  it("fills every column of every table in Postgres, but for those that are made anew", async () => {
    const columns = await database.query(
      `select table_name || '.' || column_name as name from information_schema.columns
        where table_schema = 'posthorn' order by 1`,
    );
    const moved = MOVED_TABLES.flatMap(({ name, columns }) => columns.map(({ to }) => `${name}.${to}`));
    assertTold(
      columns.map(({ name }) => String(name)),
      new Set(moved),
      MADE_ANEW,
    );
    assert.equal(new Set(moved).size, moved.length, "no column is filled twice");
  });

  it("is read in the order of a key of its own, without sorting, from wherever it was left", () => {
    for (const table of MOVED_TABLES) {
      const key = sqlite
        .prepare<{ name: string }>("select name from pragma_table_info(?) where pk > 0 order by pk")
        .all(table.from)
        .map(({ name }) => name);
      assert.deepEqual(table.key, key, table.name);
      for (const isLater of [false, true]) {
        const plan = sqlite.prepare<{ detail: string }>(`explain query plan ${readSql(table, isLater)}`).all();
        const words = plan.map(({ detail }) => detail).join("; ");
        assert.doesNotMatch(words, /TEMP B-TREE/, `${table.name}: ${words}`);
      }
    }
  });
});
