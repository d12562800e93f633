import assert from "node:assert/strict";
import { it } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import { type Database, openDatabase } from "./driver.ts";
import { WAITING_BOUNDS } from "./group-commit.ts";
import { migrate } from "./migrate.ts";
import { createSqliteStore } from "./sqlite-store.ts";

/** What grows with every event. */
const SCAN = /^SCAN (event|delivery|attempt)\b/;
/** Made when a node starts, and kept up to date from then on. */
const FIRST_COUNT = /^\s*select\s+\(select count\(\*\) from delivery indexed by delivery_pending/;

it("no statement but the count at a start looks through all events, deliveries or attempts, also without statistics", async (t) => {
  const clock = createManualClock();
  const database = openDatabase(":memory:");
  migrate(database, clock.now());
  const statements: string[] = [];
  const noting: Database = {
    ...database,
    prepare(sql) {
      statements.push(sql);
      return database.prepare(sql);
    },
  };
  const nothing = () => {};
  const options = { idNode: "node_1", clock, waiting: WAITING_BOUNDS, observeCommit: nothing, unlock: nothing };
  const store = createSqliteStore(noting, options);
  t.after(() => store.close({ isClean: true }));
  assert.ok(statements.length > 100, `${statements.length} statements are prepared`);
  const scanning = statements.filter((sql) => {
    const plan = database.prepare<{ detail: string }>(`explain query plan ${sql}`).all();
    return plan.some(({ detail }) => SCAN.test(detail));
  });
  assert.equal(scanning.length, 1, scanning.join("\n"));
  assert.match(scanning[0] ?? "", FIRST_COUNT);
});
