import type { Database } from "./driver.ts";
import type { Commit } from "./group-commit.ts";

/** How many there are. Endpoints: live ones. */
export interface Count {
  pending: number;
  held: number;
  endpoints: number;
  pausedEndpoints: number;
}

/**
 * Counts that cost nothing to read: counted once when the database is opened, then carried along in memory. True
 * because no other process writes to the file.
 */
export interface Counts {
  current(): Readonly<Count>;
  /** Zeros for an operation to add its changes to. They count from its commit on. */
  change(commit: Commit): Count;
}

export function createCounts(database: Database): Counts {
  const total = countAll(database);
  return {
    current: () => total,
    change(commit) {
      const delta: Count = { pending: 0, held: 0, endpoints: 0, pausedEndpoints: 0 };
      commit.after(() => {
        total.pending += delta.pending;
        total.held += delta.held;
        total.endpoints += delta.endpoints;
        total.pausedEndpoints += delta.pausedEndpoints;
      });
      return delta;
    },
  };
}

/** Reads the small partial indexes, not the tables. */
function countAll(database: Database): Count {
  const row = database
    .prepare<Count>(
      `select
        (select count(*) from delivery indexed by delivery_pending where status = 'pending') as pending,
        (select count(*) from delivery indexed by delivery_kept_by_endpoint
          where status <> 'pending' and status <> 'delivered' and status = 'held') as held,
        (select count(*) from endpoint where deleted_at is null) as endpoints,
        (select count(*) from endpoint where deleted_at is null and status = 'paused') as pausedEndpoints`,
    )
    .get();
  if (row === undefined) throw new Error("a count gives one row");
  return row;
}
