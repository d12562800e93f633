import { after, before } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { systemClock } from "../../system.ts";
import type { OpenHarness } from "../conformance/harness.ts";
import { describeSharing, describeStore } from "../conformance/store-suite.ts";
import type { Store } from "../store.ts";
import { openPostgresStore } from "./postgres-store.ts";

let database: PostgresDatabase;

before(async () => {
  database = await createPostgresDatabase();
});

after(() => database.drop());

const openHarness: OpenHarness = async (clock) => {
  await database.query("drop schema if exists posthorn cascade");
  const opened: Store[] = [];
  const open = async () => {
    const idNode = `node_${opened.length + 1}`;
    // The bell that tells other nodes of changes rings in real time.
    const times = { clock: { ...clock, after: systemClock.after }, leaseMs: 60_000 };
    const store = await openPostgresStore({ url: database.url, idNode, connectionsMax: 5, ...times });
    opened.push(store);
    return store;
  };
  return {
    store: await open(),
    prunesDays: true,
    shared: {
      open,
      async silence(store) {
        const idNode = `node_${opened.indexOf(store) + 1}`;
        await database.query("update posthorn.node set alive_since = alive_since - interval '1 hour'");
        await database.query("update posthorn.node set lease_ms = 0 where id = $1", [idNode]);
      },
    },
    async reopen(after) {
      if (after === "death") await database.query("update posthorn.node set lease_ms = 0");
      else await opened.at(-1)?.close({ isClean: after === "stop" });
      return open();
    },
    async dispose() {
      for (const store of opened) await store.close({ isClean: false });
    },
  };
};

describeStore("the Postgres store", openHarness);
describeSharing("the Postgres store", openHarness);
