import { type Config, databasePath } from "./config.ts";
import type { Store } from "./store/store.ts";
import { openInThread } from "./store/thread/open-in-thread.ts";
import { systemClock as clock } from "./system.ts";

export interface OpenedStore {
  store: Store;
  /** How long a node lives after its latest beat. Null: it is alone, and nobody asks. */
  leaseMs: number | null;
}

/** Beside this file, with its ending: `.ts` in the sources, `.js` when built. */
const SQLITE_PROGRAM = new URL(import.meta.url.replace(/open-store(?=\.[jt]s$)/, "store-worker"));

/** Opens the store that the settings name. */
export async function openStore(
  { databaseUrl: url, databaseConnectionsMax: connectionsMax, leaseMs }: Config,
  options: { idNode: string; observeCommit(durationMs: number): void },
): Promise<OpenedStore> {
  if (url.startsWith("file:")) {
    const path = databasePath(url);
    return { store: await openInThread({ ...options, clock, program: SQLITE_PROGRAM, path }), leaseMs: null };
  }
  // Loaded only where it is wanted: the driver takes a tenth of the time of a start.
  const { openPostgresStore } = await import("./store/postgres/postgres-store.ts");
  return { store: await openPostgresStore({ ...options, clock, url, leaseMs, connectionsMax }), leaseMs };
}
