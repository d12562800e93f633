import type { Clock } from "../../core/clock.ts";
import type { StoreReads } from "../reads.ts";
import { createActivity } from "./activity.ts";
import { createAttempts } from "./attempts.ts";
import { createDeliveries } from "./deliveries.ts";
import { configureReader, openToRead, toStoreError } from "./driver.ts";
import { createEvents } from "./events.ts";
import { createKeys } from "./keys.ts";
import { createOverview } from "./overview.ts";
import { createOwed } from "./owed.ts";
import { createReads } from "./reads.ts";
import { createRoutes } from "./routes.ts";
import { createRows } from "./rows.ts";
import { createSessions } from "./sessions.ts";
import { createSpaces } from "./spaces.ts";

/** A second sight of a database that a store of this process has open. To be closed before that store is. */
export interface SqliteReader extends StoreReads {
  close(): Promise<void>;
}

/** In WAL mode it sees each commit from its end on, and neither waits for the writer nor keeps it waiting. */
export async function openSqliteReader({ path, clock }: { path: string; clock: Clock }): Promise<SqliteReader> {
  const database = openToRead(path);
  configureReader(database);

  /** One transaction a look: all its statements see the same commit. */
  async function read<T>(look: () => T): Promise<T> {
    try {
      database.exec("begin");
      try {
        return look();
      } finally {
        database.exec("commit");
      }
    } catch (error) {
      throw toStoreError(error);
    }
  }

  const spaces = createSpaces(database);
  // The store's node came last of all that have had this file.
  const me = database.prepare<{ seq: number }>("select max(seq) as seq from node").get()?.seq ?? 0;
  const parts = {
    activity: createActivity(database),
    deliveries: createDeliveries(database, createAttempts(database)),
    events: createEvents(database),
    keys: createKeys(database, clock),
    overview: createOverview(database, { spaces, me }),
    owed: createOwed(database),
    routes: createRoutes(database, spaces),
    rows: createRows(database),
    sessions: createSessions(database, spaces),
    spaces,
  };
  return { ...createReads(parts, { read, clock }), close: async () => database.close() };
}
