import type { TestContext } from "node:test";
import { createManualClock, type ManualClock } from "../src/store/conformance/harness.ts";
import { createWorld, type World } from "../src/store/conformance/world.ts";
import { openPostgresStore } from "../src/store/postgres/postgres-store.ts";
import { systemClock } from "../src/system.ts";
import type { PostgresDatabase } from "./postgres-database.ts";

/** A space in a Postgres store on a schema of its own, closed with the test. */
export async function openWorld(
  t: TestContext,
  database: PostgresDatabase,
  clock: ManualClock = createManualClock(),
  url: string = database.url,
): Promise<World> {
  await database.query("drop schema if exists posthorn cascade");
  const times = { clock: { ...clock, after: systemClock.after }, leaseMs: 60_000 };
  const store = await openPostgresStore({ url, idNode: "node_1", connectionsMax: 5, ...times });
  const dispose = () => store.close({ isClean: true });
  t.after(dispose);
  const reopen = () => Promise.reject(new Error("this one stays open"));
  return createWorld({ store, prunesDays: true, shared: null, reopen, dispose }, clock);
}
