import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { openWorld } from "../../../test/postgres-world.ts";
import { createManualClock } from "../conformance/harness.ts";
import { writeEvents } from "./acceptance.ts";
import { DAY_MS } from "./days.ts";
import { openDatabase } from "./driver.ts";
import { byKeptPlan } from "./outcome-write.ts";

/** As `explain (format json)` tells a plan. */
interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: PlanNode[];
}

/** By the beginning of a table's name: what must be looked up in its index. */
const KEYS: [RegExp, string[]][] = [
  [/^owed$/, ["endpoint", "id"]],
  [/^delivery/, ["(?:space|endpoint)", "id"]],
  [/^attempt/, ["id_delivery", "id"]],
  [/^endpoint$/, ["(?:id|seq)"]],
  [/^space$/, ["id"]],
  [/^node_fence$/, ["node"]],
];
const OWED = 20_000;
const MANY_DAYS = 150;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

/** What the planner, which has only the statement to go by, makes of it on a new connection. */
async function keptPlanOf(statement: { text: string }): Promise<PlanNode> {
  const connection = openDatabase({ url: database.url, connectionsMax: 1, after: () => () => {} });
  const numbers = Array.from(statement.text.matchAll(/\$(\d+)/g), ([, digits]) => Number(digits));
  const values = Array.from({ length: Math.max(...numbers) }, () => "null");
  await connection.run("set plan_cache_mode = force_generic_plan");
  await connection.run(`prepare kept as ${statement.text}`);
  const [row] = await connection.run<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    `explain (format json) execute kept(${values})`,
  );
  await connection.close();
  assert.ok(row);
  return row["QUERY PLAN"][0].Plan;
}

/** Each table or index that is read, and how. */
function readsOf(node: PlanNode): PlanNode[] {
  const isRead = / Scan$/.test(node["Node Type"]) && (node["Relation Name"] ?? node["Index Name"]) !== undefined;
  return [...(isRead ? [node] : []), ...(node.Plans ?? []).flatMap(readsOf)];
}

function isByKey(node: PlanNode): boolean {
  // What it reads is what the scan of an index below it has found.
  if (node["Node Type"] === "Bitmap Heap Scan") return true;
  const name = node["Relation Name"] ?? node["Index Name"]?.replace(/_(?:pkey|id_key)$/, "") ?? "";
  const keys = KEYS.find(([table]) => table.test(name))?.[1];
  assert.ok(keys, `${name} is a table of this test's list`);
  return keys.every((column) => new RegExp(`\\(${column} = `).test(node["Index Cond"] ?? ""));
}

async function assertByKey(): Promise<void> {
  for (const [statement, readsMin] of [
    [writeEvents, 3],
    [byKeptPlan, 12],
  ] as const) {
    const reads = readsOf(await keptPlanOf(statement));
    assert.ok(reads.length >= readsMin, `${reads.length} reads in ${statement.name}`);
    assert.deepEqual(
      reads.filter((read) => !isByKey(read)),
      [],
      `all of ${statement.name} by keys`,
    );
  }
}

describe("statements whose plan is kept", () => {
  it("look each row up by its key, whatever the tables held when they were planned", async (t) => {
    const { addEndpoint, post } = await openWorld(t, database, createManualClock());
    await assertByKey();

    await post([await addEndpoint()]);
    await database.query(`insert into posthorn.owed (endpoint, owner, handful, created_at, event_seq, space, is_held, is_maybe_sent, id)
      select endpoint, case when n % 2 = 0 then owner end, handful, created_at, event_seq, space, n % 3 = 0, false, id || n
        from posthorn.owed cross join generate_series(1, ${OWED}) as n`);
    await database.query(`insert into posthorn.delivery (event_seq, created_at, space, endpoint, attempt_count, kept, id, id_event, event)
      select event_seq, created_at, space, endpoint, 0, case when n % 3 = 0 then 'h'::"char" end, id || n, id_event, event
        from posthorn.delivery cross join generate_series(1, ${OWED}) as n`);
    await assertByKey();
    await database.query("analyze");
    await assertByKey();
  });

  it("are for few days: with more of them, outcomes are recorded all the same", async (t) => {
    const world = await openWorld(t, database, createManualClock());
    const endpoint = await world.addEndpoint();
    const [first = ""] = await world.post([endpoint]);
    assert.equal((await world.end(endpoint, first, "delivered")).status, "delivered");

    await database.query(`do $$ begin
      for n in 1..${MANY_DAYS} loop
        execute format('create table posthorn.event_%s partition of posthorn.event for values from (%s) to (%s)',
          to_char(date '2001-01-01' + n, 'YYYYMMDD'), n, n + 1);
      end loop;
    end $$`);
    // As after midnight: the node makes sure of the coming days, and sees how many there are.
    world.clock.advance(DAY_MS);
    await world.store.beat();
    const [second = ""] = await world.post([endpoint]);
    assert.equal((await world.end(endpoint, second, "delivered")).status, "delivered");
    assert.equal(
      (await world.end(endpoint, second, "delivered")).status,
      "delivered",
      "said again: its commit was in doubt",
    );
    const owed = await database.query("select id from posthorn.owed");
    assert.deepEqual(owed, []);
  });
});
