import type { StoreStats } from "../stats.ts";
import type { Counts } from "./counts.ts";
import type { Database } from "./driver.ts";
import type { Commit } from "./group-commit.ts";

/** What one call looks at, so that thousands of old rows that must stay cost no more than a few milliseconds. */
const ROWS_EXAMINED_MAX = 2_000;
/** Of these, so many are read at a time: a call that deletes few need not read them all. */
const ROWS_READ = 200;
/** What one call deletes: an event can have a hundred deliveries, each with attempts, and the event loop waits. */
const DELIVERIES_DELETED_MAX = 2_000;
const ENDPOINTS_DELETED_MAX = 100;
const REPLAYS_DELETED_MAX = 100;

export interface Upkeep {
  prune(commit: Commit, before: number, eventsMax: number): number;
  stats(): StoreStats;
}

export function createUpkeep(database: Database, counts: Counts): Upkeep {
  const pruneEvents = createEventPruning(database, counts);
  const pruneEndpoints = createEndpointPruning(database);
  const pruneReplays = createReplayPruning(database);
  return {
    // Endpoints come last: their rows are needed for as long as their deliveries are there.
    prune: (commit, before, eventsMax) =>
      pruneEvents(commit, before, eventsMax) || pruneReplays(before) || pruneEndpoints(before),
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

/** Where a round of pruning has come to: behind this event of this space. */
interface Position {
  space: string;
  createdAt: number;
  seq: number;
}

const FRONT: Position = { space: "", createdAt: -1, seq: 0 };

interface Candidate {
  seq: number;
  created_at: number;
  delivery_count: number;
  held_count: number;
  is_owed: number;
}

/**
 * Goes from space to space, in each from the oldest event on, and remembers how far it has come, so that old events that
 * must stay are passed once a round, not in each call. By the time in the index and not by the order of insertion, since
 * a clock that was wrong for a while would otherwise keep everything behind its events for as long.
 */
function createEventPruning(
  database: Database,
  counts: Counts,
): (commit: Commit, before: number, eventsMax: number) => number {
  // What an active endpoint holds is owed like what is pending: it was resumed, and will be sent.
  const owed = `delivery.status = 'pending' or (delivery.status = 'held' and exists (
    select 1 from endpoint where endpoint.id = id_endpoint and endpoint.status = 'active' and deleted_at is null))`;
  const ofEvent = "from delivery indexed by delivery_by_event where seq_event = event.seq";
  const selectOld = database.prepare<Candidate>(
    `select seq, created_at, delivery_count, exists (select 1 ${ofEvent} and (${owed})) as is_owed,
        (select count(*) ${ofEvent} and status = 'held') as held_count
      from event indexed by event_by_time
      where id_space = ? and created_at < ? and (created_at, seq) > (?, ?) order by created_at, seq limit ?`,
  );
  const selectNextSpace = database.prepare<{ id: string }>("select id from space where id > ? order by id limit 1");
  const deleteAttempts = database.prepare(
    "delete from attempt where id_delivery in (select id from delivery where seq_event = ?)",
  );
  const deleteDeliveries = database.prepare("delete from delivery where seq_event = ?");
  const deleteEvent = database.prepare("delete from event where seq = ?");
  let reached = FRONT;

  /** The next old event behind a position, in its space or a later one. Each space that has none costs one step. */
  function* walk(from: Position, before: number): Generator<[Position, Candidate | null]> {
    let { space, createdAt, seq } = from;
    for (;;) {
      const rows = selectOld.all(space, before, createdAt, seq, ROWS_READ);
      for (const row of rows) {
        ({ seq, created_at: createdAt } = row);
        yield [{ space, createdAt, seq }, row];
      }
      if (rows.length === ROWS_READ) continue;
      const next = selectNextSpace.get(space);
      if (next === undefined) return;
      space = next.id;
      ({ createdAt, seq } = FRONT);
      yield [{ space, createdAt, seq }, null];
    }
  }

  return (commit, before, eventsMax) => {
    const delta = counts.change(commit);
    let position = FRONT;
    let examined = 0;
    let events = 0;
    let deliveries = 0;
    for (const [at, old] of walk(reached, before)) {
      position = at;
      examined += 1;
      if (old !== null && old.is_owed === 0) {
        delta.held -= old.held_count;
        deleteAttempts.run(old.seq);
        deleteDeliveries.run(old.seq);
        deleteEvent.run(old.seq);
        events += 1;
        deliveries += old.delivery_count;
      }
      if (examined >= ROWS_EXAMINED_MAX || events >= eventsMax || deliveries >= DELIVERIES_DELETED_MAX) break;
      position = FRONT;
    }
    commit.after(() => {
      reached = position;
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

/** What replays were asked for and came to is history too. */
function createReplayPruning(database: Database): (before: number) => number {
  const remove = database.prepare(
    `delete from replay where id in (
      select id from replay indexed by replay_ended where ended_at < ? limit ${REPLAYS_DELETED_MAX})`,
  );
  return (before) => remove.run(before);
}
