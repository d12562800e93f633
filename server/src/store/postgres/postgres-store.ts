import type { Clock } from "../../core/clock.ts";
import { bytesOf } from "../../core/delivery.ts";
import type { AcceptResult, NewEvent } from "../accepting.ts";
import type { Store } from "../store.ts";
import { ACCEPT_CONNECTIONS, createAcceptance } from "./acceptance.ts";
import { createActivity } from "./activity.ts";
import { createAttempts } from "./attempts.ts";
import { CHANNEL, createChanges } from "./changes.ts";
import { createClaims } from "./claims.ts";
import { createDays } from "./days.ts";
import { createDeliveries } from "./deliveries.ts";
import { type Database, openDatabase } from "./driver.ts";
import { createEmitted, EMIT_CHANNEL } from "./emitted.ts";
import { createEndpoints } from "./endpoints.ts";
import { createEventTypes } from "./event-types.ts";
import { createEvents } from "./events.ts";
import { createGroupCommit, type WaitingBounds } from "./group-commit.ts";
import { createHandfuls } from "./handfuls.ts";
import { createKeys } from "./keys.ts";
import { createListeners, RING_CHANNEL } from "./listeners.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { createNodes } from "./nodes.ts";
import { OUTCOME_CONNECTIONS } from "./outcome-write.ts";
import { createOutcomes } from "./outcomes.ts";
import { createOverview } from "./overview.ts";
import { createOwed } from "./owed.ts";
import { createReplays } from "./replays.ts";
import { createRows } from "./rows.ts";
import { createSessions } from "./sessions.ts";
import { createSpaces } from "./spaces.ts";
import { createUpkeep } from "./upkeep.ts";

export interface PostgresStoreOptions {
  /** `postgres://…`, as libpq and pg read it. */
  url: string;
  /** This process's name among the nodes of the database. */
  idNode: string;
  clock: Clock;
  /** How long this node lives after its latest beat. */
  leaseMs: number;
  /** Connections at once, beside the one that listens. Two only write events, one only outcomes, the others do the rest. */
  connectionsMax: number;
  /** How much may wait for the next commit before `StoreUnavailable` answers at once. */
  waiting?: WaitingBounds;
  /** Told how long each batch of events took to write. */
  observeCommit?: (durationMs: number) => void;
}

/** Opens the store on a Postgres database, as one of any number of nodes. Throws `DatabaseRefused` where it cannot be used. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock, connectionsMax } = options;
  const connectionsApart = ACCEPT_CONNECTIONS + OUTCOME_CONNECTIONS;
  const database = openDatabase({ url, connectionsMax, connectionsApart, after: clock.after });
  try {
    await migrate(database, clock.now());
    return await createPostgresStore(database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function createPostgresStore(database: Database, options: PostgresStoreOptions): Promise<Store> {
  const { clock } = options;
  const aggregates = await createAggregates(database, options);
  const { accepting, changes, claims, days, deliveries, endpoints, handfuls, nodes, outcomes, spaces, upkeep } =
    aggregates;
  let closing: Promise<void> | null = null;
  await nodes.takeOver(true);
  await days.ensureAhead(clock.now());
  const emitted = createEmitted(database, clock);
  const listeners = createListeners(database, { clock, endpoints, me: nodes.me });
  database.listen({
    [CHANNEL]: () => void changes.look().catch(() => {}),
    [EMIT_CHANNEL]: emitted.ring,
    [RING_CHANNEL]: listeners.heard,
  });

  async function close(isClean: boolean): Promise<void> {
    await accepting.close();
    changes.stop();
    listeners.stop();
    try {
      await nodes.stop(isClean);
    } finally {
      await database.close();
    }
  }

  return {
    ...createHistory(aggregates),
    getRoutes: endpoints.routes,
    listSpaces: spaces.list,
    getSpace: spaces.get,

    insertEndpoint: endpoints.insert,
    updateEndpoint: endpoints.update,
    changeHealth: endpoints.changeHealth,
    deleteEndpoint: endpoints.delete,

    async listBacklog() {
      await nodes.takeOver(false);
      await handfuls.putBack();
      return claims.backlog();
    },
    claimPending: claims.claim,
    releasePending: claims.release,
    discardHeld: claims.discard,
    recordOutcomes: outcomes.record,
    recordTest: outcomes.recordTest,

    activity: createActivity(database),
    emitted: emitted.store,
    eventTypes: createEventTypes(database, changes),
    keys: createKeys(database, { changes, clock }),
    listeners: listeners.store,
    overview: createOverview(database, spaces),
    owed: createOwed(database),
    replays: createReplays(database, { clock, deliveries, nodes, outcomes }),
    rows: createRows(database),
    sessions: createSessions(database, changes),

    async beat() {
      await nodes.beat();
      await days.ensureAhead(clock.now());
      await changes.look();
    },
    prune: (before) => upkeep.prune(before),
    stats: upkeep.stats,
    watchEndpoints: changes.endpoints.watch,
    watchLost: nodes.watchLost,
    watchRevoked: changes.revoked.watch,
    close({ isClean }) {
      closing ??= close(isClean);
      return closing;
    },
  };
}

/** Events and deliveries: how they come in, and how they are looked at. */
function createHistory({
  accepting,
  deliveries,
  events,
}: Awaited<ReturnType<typeof createAggregates>>): Pick<
  Store,
  "acceptEvents" | "listEvents" | "getEvent" | "listDeliveries" | "getDelivery" | "loadForReplay"
> {
  return {
    acceptEvents(posted) {
      let bytes = 0;
      for (const one of posted) bytes += bytesOf(one);
      return accepting.write(posted, bytes);
    },
    listEvents: events.list,
    async getEvent(idSpace, idEvent) {
      const [found] = await events.findMany([{ idSpace, id: idEvent }]);
      if (found === undefined) return null;
      const { seq, event, payload, changes } = found;
      return { event, payload, changes, deliveries: await deliveries.listOfEvent(seq) };
    },
    listDeliveries: deliveries.list,
    getDelivery: deliveries.detail,
    loadForReplay: deliveries.loadForReplay,
  };
}

/** One object for each aggregate that the others build on. */
async function createAggregates(database: Database, options: PostgresStoreOptions) {
  const { idNode, clock, leaseMs, observeCommit: observe = () => {}, waiting: bounds } = options;
  const nodes = await createNodes(database, { idNode, clock, leaseMs, knows: MIGRATIONS.length });
  const handfuls = createHandfuls(database, { nodes, clock });
  const changes = await createChanges(database, { clock, me: nodes.me });
  // Which changes were missed nobody knows.
  nodes.watchLost(() => changes.eventTypes.announce());
  const days = createDays(database);
  const spaces = createSpaces(database);
  const endpoints = createEndpoints(database, { changes, clock, me: nodes.me });
  const events = createEvents(database);
  const deliveries = createDeliveries(database, createAttempts(database));
  const commit = createAcceptance(database, { events, handfuls, days });
  const accepting = createGroupCommit<NewEvent, AcceptResult>({ clock, commit, observe, bounds });
  const claims = createClaims(database, { nodes, handfuls, clock });
  const outcomes = createOutcomes(database, { endpoints, nodes, days, clock });
  const upkeep = createUpkeep(database, days);
  return {
    accepting,
    changes,
    claims,
    days,
    deliveries,
    endpoints,
    events,
    handfuls,
    nodes,
    outcomes,
    spaces,
    upkeep,
  };
}
