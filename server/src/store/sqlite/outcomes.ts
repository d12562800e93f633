import type { Clock } from "../../core/clock.ts";
import { countsForHealth, type DeliveryStatus, statusAfter } from "../../core/delivery.ts";
import { type EndpointHealth, healthAfter } from "../../core/endpoint-health.ts";
import type { EndedDelivery, RecordedOutcome, TestSend } from "../outcomes.ts";
import type { Activity, ActivityBatch } from "./activity.ts";
import { type Attempts, errorOf } from "./attempts.ts";
import type { Counts } from "./counts.ts";
import { type Deliveries, NOBODY } from "./deliveries.ts";
import type { Database, SqlValue } from "./driver.ts";
import type { Endpoints, FoundHealth } from "./endpoints.ts";
import type { Events } from "./events.ts";
import type { Commit } from "./group-commit.ts";

interface OutcomesDeps {
  events: Events;
  deliveries: Deliveries;
  attempts: Attempts;
  endpoints: Endpoints;
  activity: Activity;
  counts: Counts;
  clock: Clock;
  me: number;
}

export interface Outcomes {
  record(commit: Commit, ended: readonly EndedDelivery[]): RecordedOutcome[];
  recordTest(test: TestSend): void;
}

/** The health of the endpoints that a batch of outcomes touches: read once, changed in order, written once. */
interface HealthBook {
  of(idEndpoint: string): EndpointHealth | null;
  /** Whether this outcome paused the endpoint. */
  apply(ended: EndedDelivery): boolean;
  save(commit: Commit): void;
}

/** What a batch of outcomes adds up to. */
interface Batch {
  book: HealthBook;
  delta: { pending: number; held: number };
  sums: ActivityBatch;
}

/** Writes what attempts came to, and what follows from it. */
export function createOutcomes(database: Database, deps: OutcomesDeps): Outcomes {
  const { events, deliveries, attempts, endpoints, activity, counts, clock, me } = deps;
  const select = database.prepare<{ status: DeliveryStatus; ended_at: number | null }>(
    "select status, ended_at from delivery where id = ?",
  );
  const change = `update delivery set status = ?, ended_at = ?, attempt_count = attempt_count + 1,
      last_response_status = ?, last_error_code = ?, last_duration_ms = ? where id = ?`;
  const update = database.prepare(change);
  const updateOwn = database.prepare(`${change} and status = 'pending' and owner = ${me}`);

  /** The usual way: its turn ends a delivery that this node has in hand. Null, with nothing written: it is another case. */
  function recordOwn(ended: EndedDelivery, { book, delta, sums }: Batch): RecordedOutcome | null {
    const { idDelivery, idEndpoint, trigger, outcome } = ended;
    if (!countsForHealth(trigger)) return null;
    const status = statusAfter("pending", trigger, outcome);
    if (updateOwn.run(...changed(status, clock.now(), outcome), idDelivery) === 0) return null;
    attempts.insert(idDelivery, trigger, outcome);
    sums.add(idEndpoint, outcome);
    delta.pending -= 1;
    const hasPaused = book.apply(ended);
    return { status, health: book.of(idEndpoint), hasPaused };
  }

  function recordOne(ended: EndedDelivery, { book, delta, sums }: Batch): RecordedOutcome {
    const { idDelivery, idEndpoint, trigger, outcome } = ended;
    const row = select.get(idDelivery);
    if (row === undefined) return { status: null, health: book.of(idEndpoint), hasPaused: false };
    // The turn of a delivery that another has in hand, or that has ended, changes nothing more.
    const isReplay = !countsForHealth(trigger);
    const status = isReplay ? statusAfter(row.status, trigger, outcome) : row.status;
    attempts.insert(idDelivery, trigger, outcome);
    const endedAt = status === row.status ? row.ended_at : clock.now();
    update.run(...changed(status, endedAt, outcome), idDelivery);
    if (isReplay) sums.add(idEndpoint, outcome);
    if (row.status !== status && (row.status === "pending" || row.status === "held")) delta[row.status] -= 1;
    return { status, health: book.of(idEndpoint), hasPaused: false };
  }

  return {
    record(commit, ended) {
      const now = clock.now();
      const batch = { book: createHealthBook(endpoints, now), delta: counts.change(commit), sums: activity.begin(now) };
      const recorded = ended.map((one) => recordOwn(one, batch) ?? recordOne(one, batch));
      batch.book.save(commit);
      batch.sums.save();
      return recorded;
    },
    recordTest({ event, payload, idDelivery, idEndpoint, outcome }) {
      const seq = events.insert(event, payload, null);
      if (seq === null) throw new Error("a test send has an event id of its own");
      const status = outcome.kind === "delivered" ? "delivered" : "failed";
      const endedAt = clock.now();
      deliveries.insert(seq, event, { id: idDelivery, idEndpoint, status, owner: NOBODY, endedAt });
      attempts.insert(idDelivery, "test", outcome);
      update.run(...changed(status, endedAt, outcome), idDelivery);
    },
  };
}

/** The columns that an outcome changes, as the statements have them. */
function changed(status: DeliveryStatus, endedAt: number | null, outcome: EndedDelivery["outcome"]): SqlValue[] {
  const { response, durationMs } = outcome.attempt;
  return [status, endedAt, response?.status ?? null, errorOf(outcome)?.code ?? null, durationMs];
}

function createHealthBook(endpoints: Endpoints, now: number): HealthBook {
  const entries = new Map<string, { found: FoundHealth; health: EndpointHealth } | null>();

  function entryOf(idEndpoint: string): { found: FoundHealth; health: EndpointHealth } | null {
    let entry = entries.get(idEndpoint);
    if (entry === undefined) {
      const found = endpoints.findHealth(idEndpoint);
      entry = found && { found, health: found.health };
      entries.set(idEndpoint, entry);
    }
    return entry;
  }

  return {
    of: (idEndpoint) => entryOf(idEndpoint)?.health ?? null,
    apply(ended) {
      const entry = entryOf(ended.idEndpoint);
      if (entry === null) return false;
      const before = entry.health;
      entry.health = healthAfter(before, entry.found.pauseAfter, ended, now);
      return before.status === "active" && entry.health.status === "paused";
    },
    save(commit) {
      for (const entry of entries.values()) {
        if (entry !== null && entry.health !== entry.found.health)
          endpoints.saveHealth(commit, entry.found, entry.health);
      }
    },
  };
}

/** What outcomes hold in memory while they wait for their commit. */
export function bytesOfOutcomes(ended: readonly EndedDelivery[]): number {
  let bytes = 0;
  for (const { outcome } of ended) bytes += outcome.attempt.response?.body.length ?? 0;
  return bytes;
}
