import type { StoreStats } from "../store.ts";
import type { Counts } from "./counts.ts";
import type { Database } from "./driver.ts";
import type { Commit } from "./group-commit.ts";

/** What one call looks at, so that thousands of old rows that must stay cost no more than a few milliseconds. */
const ROWS_EXAMINED_MAX = 2_000;
/** What one call deletes: an event can have a hundred deliveries, each with attempts, and the event loop waits. */
const DELIVERIES_DELETED_MAX = 2_000;
const ENDPOINTS_DELETED_MAX = 100;

export interface Upkeep {
  prune(commit: Commit, before: number, eventsMax: number): number;
  stats(): StoreStats;
}

export function createUpkeep(database: Database, counts: Counts): Upkeep {
  const pruneEvents = createEventPruning(database, counts);
  const pruneEndpoints = createEndpointPruning(database);
  return {
    // Endpoints come last: their rows are needed for as long as their deliveries are there.
    prune: (commit, before, eventsMax) => pruneEvents(commit, before, eventsMax) || pruneEndpoints(before),
    stats() {
      const { pending, held, endpoints, pausedEndpoints } = counts.current();
      return {
        pendingCount: pending,
        heldCount: held,
        endpointCount: endpoints,
        pausedEndpointCount: pausedEndpoints,
        diskBytes: database.diskBytes(),
      };
    },
  };
}

/**
 * Walks from the oldest event on and remembers how far it has come, so that many old events that must stay are passed
 * once a round, not in each call. The round ends where events are young enough, and the next begins at the front.
 */
function createEventPruning(
  database: Database,
  counts: Counts,
): (commit: Commit, before: number, eventsMax: number) => number {
  const selectOldest = database.prepare<{ seq: number; delivery_count: number; is_owed: number }>(
    `select seq, delivery_count, exists (
        select 1 from delivery indexed by delivery_by_event where seq_event = event.seq and status = 'pending'
      ) as is_owed
      from (select * from event where seq > ? order by seq limit ${ROWS_EXAMINED_MAX}) as event
      where created_at < ?`,
  );
  const countHeld = database.prepare<{ count: number }>(
    "select count(*) as count from delivery indexed by delivery_by_event where seq_event = ? and status = 'held'",
  );
  const deleteAttempts = database.prepare(
    "delete from attempt where id_delivery in (select id from delivery where seq_event = ?)",
  );
  const deleteDeliveries = database.prepare("delete from delivery where seq_event = ?");
  const deleteEvent = database.prepare("delete from event where seq = ?");
  let position = 0;

  return (commit, before, eventsMax) => {
    const rows = selectOldest.all(position, before);
    const delta = counts.change(commit);
    let examined = 0;
    let events = 0;
    let deliveries = 0;
    for (const { seq, delivery_count: deliveryCount, is_owed: isOwed } of rows) {
      if (events >= eventsMax || deliveries >= DELIVERIES_DELETED_MAX) break;
      examined += 1;
      if (isOwed === 1) continue;
      delta.held -= countHeld.get(seq)?.count ?? 0;
      deleteAttempts.run(seq);
      deleteDeliveries.run(seq);
      deleteEvent.run(seq);
      events += 1;
      deliveries += deliveryCount;
    }
    const isRoundOver = examined === rows.length && rows.length < ROWS_EXAMINED_MAX;
    const next = isRoundOver ? 0 : (rows[examined - 1]?.seq ?? position);
    commit.after(() => {
      position = next;
    });
    return events;
  };
}

/** Deleted endpoints go when retention has taken all their deliveries. */
function createEndpointPruning(database: Database): (before: number) => number {
  const remove = database.prepare(
    `delete from endpoint where seq in (
      select seq from endpoint indexed by endpoint_deleted
        where deleted_at < ? and not exists (
          select 1 from delivery indexed by delivery_by_endpoint where id_endpoint = endpoint.id)
        limit ${ENDPOINTS_DELETED_MAX})`,
  );
  return (before) => remove.run(before);
}
