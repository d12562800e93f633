import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Migration } from "../schema-versions.ts";
import { type Database, openDatabase } from "./driver.ts";
import { inspect, MIGRATIONS, migrate } from "./migrate.ts";

const NEWEST = MIGRATIONS.length;
const EXPANDING: Migration = { sql: "alter table endpoint add column note text", leastKnown: NEWEST };
const CONTRACTING: Migration = { sql: "alter table endpoint drop column note", leastKnown: NEWEST + 1 };

interface Column {
  name: string;
  kind: string;
  is_free: number;
}

function columns(database: Database): Column[] {
  return database
    .prepare<Column>(
      `select m.name || '.' || c.name as name, c.type as kind, c."notnull" = 0 or c.dflt_value is not null as is_free
        from sqlite_schema as m, pragma_table_info(m.name) as c where m.type = 'table' and m.name <> 'schema_version'`,
    )
    .all();
}

function uniques(database: Database): string[] {
  return database
    .prepare<{ name: string; origin: string; table: string }>(
      `select m.name as "table", i.name, i.origin from sqlite_schema as m, pragma_index_list(m.name) as i
        where m.type = 'table' and i."unique"`,
    )
    .all()
    .map(({ table, name }) => `${table} ${name}`);
}

describe("an SQLite database of a newer Posthorn", () => {
  for (const [at, { leastKnown }] of MIGRATIONS.entries()) {
    const version = at + 1;
    if (leastKnown === version) continue;
    it(`of schema ${version} has all that a program of schema ${leastKnown} uses, and asks no more of it`, () => {
      const database = openDatabase(":memory:");
      migrate(database, 1, MIGRATIONS.slice(0, leastKnown));
      const [had, unique] = [columns(database), uniques(database)];
      migrate(database, 1, MIGRATIONS.slice(0, version));
      const has = new Map(columns(database).map((column) => [column.name, column]));
      for (const column of had) assert.deepEqual(has.get(column.name), column);
      const tables = new Set(had.map(({ name }) => name.split(".")[0]));
      for (const { name, is_free } of has.values()) {
        const isNew = !had.some((column) => column.name === name) && tables.has(name.split(".")[0]);
        if (isNew) assert.equal(is_free, 1, `${name} is new, and programs from before do not give it`);
      }
      for (const name of uniques(database)) {
        if (tables.has(name.split(" ")[0])) assert.ok(unique.includes(name), `${name} may refuse what is written`);
      }
      database.close();
    });
  }

  it("opens where that has only added to the schema, and keeps what was added", () => {
    const database = openDatabase(":memory:");
    migrate(database, 1, [...MIGRATIONS, EXPANDING]);
    inspect(database, "posthorn.db");
    migrate(database, 2);
    assert.ok(columns(database).some(({ name }) => name === "endpoint.note"));
    database.close();
  });

  it("is refused where that has taken away from it, and says what would have to be known", () => {
    const database = openDatabase(":memory:");
    migrate(database, 1, [...MIGRATIONS, EXPANDING, CONTRACTING]);
    assert.throws(() => inspect(database, "posthorn.db"), {
      name: "DatabaseRefused",
      code: "newer",
      message: new RegExp(`its schema has version ${NEWEST + 2}, and this one knows ${NEWEST}`),
      hint: new RegExp(`knows version ${NEWEST + 1} or a later one`),
    });
    inspect(database, "posthorn.db", [...MIGRATIONS, EXPANDING]);
    database.close();
  });
});
