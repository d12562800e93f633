import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { openWorld } from "../../../test/postgres-world.ts";
import { until } from "../../../test/until.ts";
import { only } from "../conformance/world.ts";
import { StoreUnavailable } from "../store-errors.ts";

/** As a restart of the server does, or whoever stands between: everyone but the one who asks. */
const END_ALL = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name = 'posthorn'`;

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

describe("a Postgres that breaks its connections off", () => {
  it("is there again with the next call", async (t) => {
    const world = await openWorld(t, database);
    await world.post([]);
    for (let round = 0; round < 5; round++) {
      await database.query(END_ALL);
      // The pool learns of the end of an idle connection a moment after the server has made it.
      await untilWorks(() => world.store.beat());
      await untilWorks(() => world.post([]));
    }
  });

  it("loses nothing that was accepted, and leaves in line what was written without an answer", async (t) => {
    const world = await openWorld(t, database);
    const endpoint = await world.addEndpoint();
    const accepted = new Map<string, string>();
    const doubtful = new Set<string>();
    let calls = 0;
    const posting = Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 40; i++) {
        const posted = await untilWorks(() => world.event([endpoint]));
        const idDelivery = only(posted.deliveries).id;
        try {
          const { kind } = only(await world.store.acceptEvents([posted]));
          if (kind === "accepted") accepted.set(posted.event.id, idDelivery);
        } catch (error) {
          assert.ok(error instanceof StoreUnavailable, String(error));
          doubtful.add(idDelivery);
        }
        calls += 1;
        if (calls % 16 === 0) await database.query(END_ALL);
      }
    });
    await Promise.all(posting);
    t.diagnostic(`${accepted.size} accepted, ${doubtful.size} without an answer`);

    await untilWorks(() => world.store.listBacklog());
    for (const [id, idDelivery] of accepted) {
      const kept = await untilWorks(() => world.store.getEvent(world.idSpace, id));
      assert.deepEqual(
        kept?.deliveries.map((delivery) => delivery.id),
        [idDelivery],
      );
    }
    // Of those without an answer some were written: they are nobody's now, while the others are in this node's hand.
    const claimed = (await untilWorks(() => world.claim(endpoint, 1_000))).map(({ id }) => id);
    for (const id of claimed) assert.ok(doubtful.has(id));
    const owed = await database.query("select id from posthorn.owed");
    assert.equal(owed.length, accepted.size + claimed.length);
  });

  it("takes an outcome again whose first answer was lost, and counts it once", async (t) => {
    const world = await openWorld(t, database);
    const endpoint = await world.addEndpoint();
    const id = only(await world.post([endpoint]));
    await world.end(endpoint, id, "failed");
    const [attempt] = (await world.store.getDelivery(world.idSpace, id))?.attempts ?? [];
    assert.ok(attempt);
    const { trigger: _, error, ...evidence } = attempt;
    assert.ok(error);
    const outcome = { kind: "failed", attempt: evidence, error } as const;
    const again = {
      idDelivery: id,
      idSpace: world.idSpace,
      idEndpoint: endpoint.id,
      trigger: "event",
      outcome,
    } as const;
    const recorded = only(await world.store.recordOutcomes([again]));
    assert.deepEqual([recorded.status, recorded.health?.consecutiveFailures], ["failed", 1]);
    const detail = await world.store.getDelivery(world.idSpace, id);
    assert.deepEqual([detail?.delivery.attemptCount, detail?.attempts.length], [1, 1]);
  });
});

/** Until it is there again: how many tries that takes depends on the moment. */
async function untilWorks<Result>(work: () => Promise<Result>): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  await until("Postgres there again", async () => {
    try {
      resolve(await work());
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return false;
    }
  });
  return promise;
}
