import type { Clock } from "../../core/clock.ts";
import { countsForHealth, type DeliveryStatus } from "../../core/delivery.ts";
import { type EndpointHealth, healthAfter } from "../../core/endpoint-health.ts";
import type { EndedDelivery, RecordedOutcome, TestSend } from "../outcomes.ts";
import type { Days } from "./days.ts";
import { statusOf } from "./delivery-row.ts";
import { type Database, statement, type Transaction } from "./driver.ts";
import { toHealth } from "./endpoint-row.ts";
import type { Endpoints, FoundHealth } from "./endpoints.ts";
import type { Nodes } from "./nodes.ts";
import { type WriteRow, writeOutcomes } from "./outcome-write.ts";

export interface Outcomes {
  record(ended: readonly EndedDelivery[]): Promise<RecordedOutcome[]>;
  /** The same as a part of a transaction. Null: this node is dead, and nothing may be committed. */
  recordIn(transaction: Transaction, me: number, ended: readonly EndedDelivery[]): Promise<Recorded | null>;
  recordTest(test: TestSend): Promise<void>;
}

export interface Recorded {
  recorded: RecordedOutcome[];
  /** Tells everyone of the pauses that followed. To be called after the commit. */
  tell(): void;
}

/** A kept plan opens and locks the tables of all days each time: with many more of them, one made anew for its own is faster. */
const DAYS_IN_KEPT_PLAN_MAX = 60;

/** What a statement said of one outcome. */
interface Written {
  status: DeliveryStatus | null;
  isEnded: boolean;
}

const insertTest = statement(
  "outcome_test",
  `with place as (
      select space.seq as space, endpoint.seq as endpoint, nextval('posthorn.event_seq') as seq
        from posthorn.space cross join posthorn.endpoint where space.id = $1 and endpoint.id = $2
    ), key as (
      insert into posthorn.event_key (space, id, created_at, event_seq) select space, $3, $4, seq from place
    ), event as (
      insert into posthorn.event (seq, space, created_at, occurred_at, delivery_count, is_test, id, event, payload)
        select seq, space, $4, $5, $6, true, $3, $7, $8 from place
    )
    insert into posthorn.delivery (event_seq, created_at, ended_at, space, endpoint, attempt_count, kept, id, id_event, event)
      select seq, $4, $9, space, endpoint, 0, 'f'::"char", $10, $3, $7 from place`,
);

/** Writes what attempts came to, and what follows from it. */
export function createOutcomes(
  database: Database,
  { endpoints, nodes, days, clock }: { endpoints: Endpoints; nodes: Nodes; days: Days; clock: Clock },
): Outcomes {
  /** The usual way: nothing has failed, so no pause can follow, and one statement does it all. */
  async function recordSuccesses(ended: readonly EndedDelivery[]): Promise<RecordedOutcome[]> {
    const healed = [...new Set(ended.filter(isTurn).map(({ idEndpoint }) => idEndpoint))];
    const isPlanKept = days.count() <= DAYS_IN_KEPT_PLAN_MAX;
    const row = await nodes.fenced((me) =>
      writeOutcomes(database, { me, ended, healed, now: clock.now(), isPlanKept }),
    );
    const written = toWritten(row, ended.length);
    const healths = new Map(row.health?.map((found) => [found.id, toHealth(found)]));
    return ended.map((one, at) => {
      const { status = null, isEnded = false } = written[at] ?? {};
      const health = healths.get(one.idEndpoint) ?? null;
      if (health !== null && isEnded && isTurn(one)) healths.set(one.idEndpoint, { ...health, consecutiveFailures: 0 });
      return { status, health: healths.get(one.idEndpoint) ?? null, hasPaused: false };
    });
  }

  /** Locks the endpoints that failures count against, so that several nodes count one after the other. */
  async function recordIn(
    transaction: Transaction,
    me: number,
    ended: readonly EndedDelivery[],
  ): Promise<Recorded | null> {
    const failing = new Set(ended.filter(isFailedTurn).map(({ idEndpoint }) => idEndpoint));
    const others = new Set(ended.map(({ idEndpoint }) => idEndpoint).filter((id) => !failing.has(id)));
    const found = failing.size === 0 ? [] : await endpoints.lockHealth(transaction, [...failing]);
    const now = clock.now();
    const book = createHealthBook(found, now);
    const recorded: RecordedOutcome[] = [];
    for (const round of roundsOf(ended)) {
      const row = await writeOutcomes(transaction, { me, ended: round, healed: [...others], now });
      if (row === null) return null;
      const healths = new Map(row.health?.map((one) => [one.id, toHealth(one)]));
      for (const [at, written] of toWritten(row, round.length).entries()) {
        const one = round[at];
        if (one !== undefined) recorded.push(conclude(one, written, book, healths));
      }
    }
    return { recorded, tell: await endpoints.saveHealth(transaction, book.changed()) };
  }

  return {
    async record(ended) {
      if (!ended.some(isFailedTurn) && !hasRepeats(ended)) return recordSuccesses(ended);
      const { recorded, tell } = await nodes.fenced((me) =>
        database.transaction((transaction) => recordIn(transaction, me, ended)),
      );
      tell();
      return recorded;
    },
    recordIn,
    async recordTest({ event, payload, idDelivery, idEndpoint, outcome }) {
      const { id, idSpace, createdAt, occurredAt, deliveryCount } = event;
      const head = [idSpace, idEndpoint, id, createdAt, occurredAt, deliveryCount, event.event, payload];
      const ended = { idDelivery, idSpace, idEndpoint, trigger: "test", outcome } as const;
      await days.again(async () => {
        await days.ensure([event.createdAt], [idDelivery]);
        await nodes.fenced((me) =>
          database.transaction(async (transaction) => {
            await transaction.query(insertTest, [...head, clock.now(), idDelivery]);
            return writeOutcomes(transaction, { me, ended: [ended], healed: [], now: clock.now() });
          }),
        );
      });
    },
  };
}

function isTurn({ trigger }: EndedDelivery): boolean {
  return countsForHealth(trigger);
}

function isFailedTurn(ended: EndedDelivery): boolean {
  return isTurn(ended) && ended.outcome.kind !== "delivered";
}

function hasRepeats(ended: readonly EndedDelivery[]): boolean {
  return new Set(ended.map(({ idDelivery }) => idDelivery)).size < ended.length;
}

/** One statement changes a row once: a delivery that comes again begins another round. */
function roundsOf(ended: readonly EndedDelivery[]): EndedDelivery[][] {
  const rounds: EndedDelivery[][] = [[]];
  let seen = new Set<string>();
  for (const one of ended) {
    if (seen.has(one.idDelivery)) {
      rounds.push([]);
      seen = new Set();
    }
    seen.add(one.idDelivery);
    rounds.at(-1)?.push(one);
  }
  return rounds;
}

/** In the order of the batch. */
function toWritten({ ord, kept, ended_at, is_ended }: WriteRow, count: number): Written[] {
  const written: Written[] = Array.from({ length: count }, () => ({ status: null, isEnded: false }));
  for (const [at, place] of (ord ?? []).entries()) {
    const status = statusOf({ kept: kept?.[at] ?? null, ended_at: ended_at?.[at] ?? null });
    written[place - 1] = { status, isEnded: is_ended?.[at] ?? false };
  }
  return written;
}

function conclude(
  ended: EndedDelivery,
  { status, isEnded }: Written,
  book: HealthBook,
  others: Map<string, EndpointHealth>,
): RecordedOutcome {
  const { idEndpoint } = ended;
  const isCounted = isTurn(ended) && isEnded;
  if (book.has(idEndpoint)) {
    const hasPaused = isCounted && book.apply(ended);
    return { status, health: book.of(idEndpoint), hasPaused };
  }
  const health = others.get(idEndpoint) ?? null;
  if (health !== null && isCounted) others.set(idEndpoint, { ...health, consecutiveFailures: 0 });
  return { status, health: others.get(idEndpoint) ?? null, hasPaused: false };
}

/** The health of the endpoints that failures of a batch touch: read once, changed in order, written once. */
interface HealthBook {
  has(idEndpoint: string): boolean;
  of(idEndpoint: string): EndpointHealth | null;
  /** Whether this outcome paused the endpoint. */
  apply(ended: EndedDelivery): boolean;
  changed(): { found: FoundHealth; health: EndpointHealth }[];
}

function createHealthBook(found: readonly FoundHealth[], now: number): HealthBook {
  const entries = new Map(found.map((one) => [one.idEndpoint, { found: one, health: one.health }]));
  return {
    has: (idEndpoint) => entries.has(idEndpoint),
    of: (idEndpoint) => entries.get(idEndpoint)?.health ?? null,
    apply(ended) {
      const entry = entries.get(ended.idEndpoint);
      if (entry === undefined) return false;
      const before = entry.health;
      entry.health = healthAfter(before, entry.found.pauseAfter, ended, now);
      return before.status === "active" && entry.health.status === "paused";
    },
    changed: () => [...entries.values()].filter((entry) => entry.health !== entry.found.health),
  };
}
