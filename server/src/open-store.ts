import { type Config, databasePath } from "./config.ts";
import { openPostgresStore } from "./store/postgres/postgres-store.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Store } from "./store/store.ts";
import { systemClock as clock } from "./system.ts";

export interface OpenedStore {
  store: Store;
  /** How long a node lives after its latest beat. Null: it is alone, and nobody asks. */
  leaseMs: number | null;
}

/** Opens the store that the settings name. */
export async function openStore(
  { databaseUrl: url, databaseConnectionsMax: connectionsMax, leaseMs }: Config,
  options: { idNode: string; observeCommit(durationMs: number): void },
): Promise<OpenedStore> {
  if (url.startsWith("file:")) {
    return { store: await openSqliteStore({ ...options, clock, path: databasePath(url) }), leaseMs: null };
  }
  return { store: await openPostgresStore({ ...options, clock, url, leaseMs, connectionsMax }), leaseMs };
}
