import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { openWorld } from "../../../test/postgres-world.ts";
import { createIds } from "../../core/ids.ts";
import { systemClock } from "../../system.ts";
import { only, outcomeOf, type World } from "../conformance/world.ts";

import { openPostgresStore } from "./postgres-store.ts";

const DAY_MS = 86_400_000;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

/** Posts and delivers so many, in batches as they come under load. */
async function deliverMany(world: World, batches: number, batchSize: number): Promise<void> {
  const endpoint = await world.addEndpoint();
  for (let batch = 0; batch < batches; batch++) {
    const posted = await Promise.all(Array.from({ length: batchSize }, () => world.event([endpoint])));
    await world.store.acceptEvents(posted);
    const { idSpace } = world;
    const trigger = "event";
    const ended = posted.flatMap(({ deliveries }) =>
      deliveries.map(({ id: idDelivery, idEndpoint }) => {
        const outcome = outcomeOf("delivered", world.makeId("att"), world.clock.now());
        return { idDelivery, idSpace, idEndpoint, trigger, outcome } as const;
      }),
    );
    await world.store.recordOutcomes(ended);
  }
}

async function tables(): Promise<string[]> {
  const rows = await database.query(
    "select relname from pg_class where relnamespace = 'posthorn'::regnamespace and relname ~ '^(event|delivery|attempt)_\\d+$'",
  );
  return rows.map(({ relname }) => String(relname)).sort();
}

describe("a delivery on Postgres", () => {
  it("changes no index when a delivery goes the usual way: pending to delivered is a HOT update", async (t) => {
    const world = await openWorld(t, database);
    await deliverMany(world, 20, 100);
    await world.store.close({ isClean: true });
    // Each connection tells what it has counted when it ends, which it does a moment after it is closed.
    const left = "select 1 from pg_stat_activity where datname = current_database() and application_name = 'posthorn'";
    while ((await database.query(left)).length > 0);
    const [counted] = await database.query(
      `select sum(n_tup_upd)::integer as updated, sum(n_tup_hot_upd)::integer as hot from pg_stat_user_tables
        where schemaname = 'posthorn' and relname like 'delivery_%'`,
    );
    const { updated, hot } = counted ?? {};
    assert.equal(updated, 2_000);
    assert.ok(Number(hot) >= 1_800, `${hot} of 2000 updates were HOT`);
  });

  it("holds in what is owed only what has not ended, and each payload once", async (t) => {
    const world = await openWorld(t, database);
    const endpoints = [await world.addEndpoint(), await world.addEndpoint(), await world.addEndpoint()];
    const ids = await world.post(endpoints, { payload: `"${"x".repeat(500)}"` });
    const [first] = endpoints;
    assert.ok(first);
    await world.end(first, ids[0] ?? "", "delivered");
    const owed = await database.query("select id from posthorn.owed order by id");
    assert.deepEqual(
      owed.map(({ id }) => id),
      ids.slice(1),
    );
    const [{ count } = {}] = await database.query("select count(*)::integer as count from posthorn.event");
    assert.equal(count, 1);
  });
});

describe("history on Postgres", () => {
  it("lies in tables of a day each, made ahead, and dropped when the day is too old", async (t) => {
    const world = await openWorld(t, database);
    await deliverMany(world, 1, 10);
    const first = await tables();
    assert.equal(first.length, 12, "three tables for today and three days ahead");
    assert.ok(first.includes("event_20231114"));
    world.clock.advance(DAY_MS);
    await world.store.beat();
    assert.ok((await tables()).includes("attempt_20231118"));
    world.clock.advance(DAY_MS);
    const before = world.clock.now();
    let deleted = 0;
    for (let step = await world.store.prune(before, 100); step > 0; step = await world.store.prune(before, 100)) {
      deleted += step;
    }
    assert.equal(deleted, 10);
    assert.deepEqual(
      (await tables()).filter((name) => name.endsWith("14") || name.endsWith("15")),
      [],
    );
    const [{ count } = {}] = await database.query("select count(*)::integer as count from posthorn.event_key");
    assert.equal(count, 0);
  });

  it("takes what comes with a time for which no day was made, and again after the day was dropped", async (t) => {
    const world = await openWorld(t, database);
    const endpoint = await world.addEndpoint();
    for (const createdAt of [Date.parse("2020-02-29T23:59:59.999Z"), Date.parse("2031-01-01T00:00:00Z")]) {
      const [id = ""] = await world.post([endpoint], { createdAt });
      await world.end(endpoint, id, "delivered");
    }
    assert.ok((await tables()).includes("event_20200229"));
    while ((await world.store.prune(Date.parse("2021-01-01"), 100)) > 0);
    assert.ok(!(await tables()).includes("event_20200229"));
    await world.post([endpoint], { createdAt: Date.parse("2020-02-29T00:00:00Z") });
    assert.equal(
      (
        await world.store.listEvents({
          idSpace: world.idSpace,
          event: null,
          since: null,
          until: null,
          limit: 10,
          cursor: null,
        })
      ).items.length,
      2,
    );
  });

  it("deletes the rest of a day of which something is still owed, and the day itself when that has ended", async (t) => {
    const world = await openWorld(t, database);
    const endpoint = await world.addEndpoint();
    const owed = only(await world.post([endpoint], { id: "owed" }));
    await deliverMany(world, 1, 5);
    world.clock.advance(3 * DAY_MS);
    const before = world.clock.now() - DAY_MS;
    while ((await world.store.prune(before, 100)) > 0);
    assert.ok((await tables()).includes("event_20231114"));
    const [{ keys } = {}] = await database.query("select array_agg(id) as keys from posthorn.event_key");
    assert.deepEqual(keys, ["owed"]);
    await world.end(endpoint, owed, "delivered");
    while ((await world.store.prune(before, 100)) > 0);
    assert.ok(!(await tables()).includes("event_20231114"));
    assert.deepEqual(await database.query("select id from posthorn.event_key"), []);
  });
});

describe("a day that another node has dropped", () => {
  it("is made anew for what comes with a time of it, and outcomes of what went with it come to nothing", async (t) => {
    const world = await openWorld(t, database);
    const options = { url: database.url, clock: systemClock, leaseMs: 60_000, connectionsMax: 5 };
    const other = await openPostgresStore({ ...options, idNode: "node_2" });
    t.after(() => other.close({ isClean: true }));
    const endpoint = await world.addEndpoint();
    const createdAt = Date.parse("2020-02-29T00:00:00Z");
    const makeOld = createIds({ ...systemClock, now: () => createdAt }, randomBytes);
    const post = () => world.post([endpoint], { createdAt, delivery: { id: makeOld("dlv") } });
    const gone = only(await post());
    await world.end(endpoint, gone, "delivered");
    while ((await other.prune(Date.parse("2021-01-01"), 100)) > 0);
    assert.ok(!(await tables()).includes("delivery_20200229"));
    assert.equal((await world.end(endpoint, gone, "delivered", "replay")).status, null);
    const kept = only(await post());
    assert.equal((await world.end(endpoint, kept, "delivered")).status, "delivered");
  });
});
