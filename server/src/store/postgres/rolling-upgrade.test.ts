import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it, type TestContext } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { systemClock } from "../../system.ts";
import type { Migration } from "../schema-versions.ts";
import type { Store } from "../store.ts";
import { openDatabase } from "./driver.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { openPostgresStore } from "./postgres-store.ts";

const NEWEST = MIGRATIONS.length;
const EXPANDING: Migration = {
  sql: "alter table posthorn.endpoint add column note text; create table posthorn.later (id integer)",
  leastKnown: NEWEST,
};
const CONTRACTING: Migration = { sql: "drop table posthorn.later", leastKnown: NEWEST + 1 };

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

beforeEach(() => database.query("drop schema if exists posthorn cascade"));

after(() => database.drop());

/** Starts as a program does that knows these steps, as far as its schema goes. */
async function migrateTo(migrations: readonly Migration[], t: TestContext): Promise<void> {
  const opened = openDatabase({ url: database.url, connectionsMax: 1, after: () => () => {} });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await opened.close();
    isOpen = false;
  };
  t.after(close);
  await migrate(opened, 1, migrations);
  await close();
}

/** What a program of this schema counts on: every column with its type, and what it must be given. */
async function columns(): Promise<Map<string, string>> {
  const rows = await database.query(
    `select table_name || '.' || column_name as name, data_type as kind, column_default is not null or is_nullable = 'YES'
        or is_identity = 'YES' as is_free
      from information_schema.columns where table_schema = 'posthorn' and table_name <> 'schema_version'`,
  );
  return new Map(
    rows.map(({ name, kind, is_free }) => [String(name), `${kind}, ${is_free ? "may" : "must"} be given`]),
  );
}

/** What may refuse a row, by its table. */
async function rules(): Promise<Map<string, string>> {
  const rows = await database.query(
    `select conrelid::regclass || ' ' || conname as name, pg_get_constraintdef(oid) as rule from pg_constraint
        where connamespace = 'posthorn'::regnamespace
      union all select indrelid::regclass || ' ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index
        join pg_class on pg_class.oid = indexrelid where relnamespace = 'posthorn'::regnamespace and indisunique`,
  );
  return new Map(rows.map(({ name, rule }) => [String(name), String(rule)]));
}

/** A node that was frozen, and woke up in a database that has gone on without it. */
async function assertStranded(older: Store): Promise<void> {
  let lost = 0;
  older.watchLost(() => {
    lost += 1;
  });
  for (const time of ["first", "again"]) {
    await assert.rejects(older.beat(), {
      name: "StoreUnavailable",
      message: new RegExp(`newer Posthorn: its schema has version ${NEWEST + 2}, and this one knows ${NEWEST}`),
    });
    assert.equal(lost, 1, `it sends nothing more of what it had in memory, and hears so once: ${time}`);
  }
}

describe("two versions on one Postgres database", () => {
  for (const [at, { leastKnown }] of MIGRATIONS.entries()) {
    const version = at + 1;
    if (leastKnown === version) continue;
    it(`schema ${version} leaves nodes of schema ${leastKnown} all that they use, and asks no more of them`, async (t) => {
      await migrateTo(MIGRATIONS.slice(0, leastKnown), t);
      const [had, ruled] = [await columns(), await rules()];
      await migrateTo(MIGRATIONS.slice(0, version), t);
      const [has, rules2] = [await columns(), await rules()];
      for (const [name, kind] of had) assert.equal(has.get(name), kind, name);
      const tables = new Set([...had.keys()].map((name) => name.split(".")[0]));
      for (const [name, kind] of has) {
        if (had.has(name) || !tables.has(name.split(".")[0])) continue;
        assert.match(kind, /may be given/, `${name} is new, and nodes from before do not give it`);
      }
      for (const [name, rule] of rules2) {
        const table = name.split(" ")[0]?.replace("posthorn.", "");
        if (tables.has(table)) assert.equal(ruled.get(name), rule, `${name} may refuse what nodes from before write`);
      }
    });
  }

  it("run side by side: a node goes on, and another of its version starts, after a newer one has added to the schema", async (t) => {
    const options = { url: database.url, clock: systemClock, leaseMs: 60_000, connectionsMax: 4 };
    const older = await openPostgresStore({ ...options, idNode: "node_1" });
    t.after(() => older.close({ isClean: true }));
    await migrateTo([...MIGRATIONS, EXPANDING], t);
    const head = { id: "key_1", idSpace: null, description: "", hash: "hash", createdAt: 1 };
    await older.keys.insert({ ...head, lastUsedAt: null, revokedAt: null });
    await older.beat();
    const another = await openPostgresStore({ ...options, idNode: "node_2" });
    t.after(() => another.close({ isClean: true }));
    assert.deepEqual(
      (await another.keys.list({ limit: 10, cursor: null })).items.map(({ id }) => id),
      ["key_1"],
    );
    const versions = await database.query("select version, least_known from posthorn.schema_version order by version");
    assert.deepEqual(versions.at(-1), { version: NEWEST + 1, least_known: NEWEST }, "the older left it as it was");
  });

  it("do not, once the newer one has taken away from it: the older is refused and hears what it would have to know", async (t) => {
    await migrateTo([...MIGRATIONS, EXPANDING, CONTRACTING], t);
    await assert.rejects(migrateTo(MIGRATIONS, t), {
      name: "DatabaseRefused",
      code: "newer",
      message: new RegExp(`its schema has version ${NEWEST + 2}, and this one knows ${NEWEST}`),
      hint: new RegExp(`knows version ${NEWEST + 1} or a later one`),
    });
    await migrateTo([...MIGRATIONS, EXPANDING], t);
  });

  it("are kept apart: nothing is taken away while a node runs that uses it, and afterwards none of these comes in", async (t) => {
    const options = { url: database.url, clock: systemClock, leaseMs: 60_000, connectionsMax: 4 };
    const older = await openPostgresStore({ ...options, idNode: "node_old" });
    t.after(() => older.close({ isClean: false }));
    await migrateTo([...MIGRATIONS, EXPANDING], t);
    await assert.rejects(migrateTo([...MIGRATIONS, EXPANDING, CONTRACTING], t), {
      name: "DatabaseRefused",
      code: "older_nodes",
      message: new RegExp(`from before version ${NEWEST + 1} use.*node_old \\(knows ${NEWEST},`),
      hint: /Nothing was changed/,
    });
    assert.ok((await columns()).has("later.id"));
    // As if it had been silent for longer than its lease: it may be frozen, and come back.
    await database.query("update posthorn.node set beat_at = beat_at - interval '2 minutes', lease_ms = 1");
    await migrateTo([...MIGRATIONS, EXPANDING, CONTRACTING], t);
    await assertStranded(older);
  });

  it("count as older also where they are from before nodes said what they know", async (t) => {
    await migrateTo([...MIGRATIONS, EXPANDING], t);
    await database.query(
      "insert into posthorn.node (id, started_at, seen_at, lease_ms) values ('node_1', 0, 0, 60000)",
    );
    await database.query("insert into posthorn.node_fence select seq from posthorn.node");
    await assert.rejects(migrateTo([...MIGRATIONS, EXPANDING, CONTRACTING], t), { code: "older_nodes" });
  });
});
