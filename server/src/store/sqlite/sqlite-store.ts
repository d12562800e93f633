import type { Clock } from "../../core/clock.ts";
import { bytesOf } from "../../core/delivery.ts";
import type { NewEvent } from "../accepting.ts";
import { createAnnouncements } from "../announcements.ts";
import type { EndpointChange } from "../endpoints.ts";
import type { Store } from "../store.ts";
import { createAcceptance } from "./acceptance.ts";
import { createActivity } from "./activity.ts";
import { createAttempts } from "./attempts.ts";
import { createClaims } from "./claims.ts";
import { createCounts } from "./counts.ts";
import { createDeliveries } from "./deliveries.ts";
import { configure, type Database, openDatabase, toStoreError } from "./driver.ts";
import { createEndpoints } from "./endpoints.ts";
import { createEventTypes } from "./event-types.ts";
import { createEvents } from "./events.ts";
import { createGroupCommit, WAITING_BOUNDS, type WaitingBounds } from "./group-commit.ts";
import { lockDatabase } from "./lock.ts";
import { inspect, migrate } from "./migrate.ts";
import { createNodes } from "./nodes.ts";
import { toOpeningFault } from "./opening-fault.ts";
import { bytesOfOutcomes, createOutcomes } from "./outcomes.ts";
import { createReads } from "./reads.ts";
import { createReplays } from "./replays.ts";
import { createRoutes } from "./routes.ts";
import { createSpaces } from "./spaces.ts";
import { createSecondary, createSubPorts } from "./sub-ports.ts";
import { createUpkeep } from "./upkeep.ts";

export interface SqliteStoreOptions {
  /** A file, made where there is none, or `:memory:`. */
  path: string;
  /** This process's name among the nodes of the database. */
  idNode: string;
  clock: Clock;
  /** How much may wait for the next commit before `StoreUnavailable` answers at once. */
  waiting?: WaitingBounds;
  /** Told how long each transaction took. */
  observeCommit?: (durationMs: number) => void;
}

/**
 * Opens the store on one SQLite file, for this process alone. Throws `DatabaseRefused`, with nothing changed, where the
 * file is in use, damaged, not to be written, another program's or a newer Posthorn's.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { path, idNode, clock, waiting = WAITING_BOUNDS, observeCommit = () => {} } = options;
  const unlock = path === ":memory:" ? () => {} : lockDatabase(path);
  try {
    const database = openDatabase(path);
    try {
      inspect(database, path);
      configure(database);
      migrate(database, clock.now());
      return createSqliteStore(database, { idNode, clock, waiting, unlock, observeCommit });
    } catch (error) {
      database.close();
      throw toOpeningFault(path, error);
    }
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The store on an open database that has its schema. */
export function createSqliteStore(
  database: Database,
  options: Required<Omit<SqliteStoreOptions, "path">> & { unlock: () => void },
): Store {
  const { idNode, clock } = options;
  const endpointChanges = createAnnouncements<EndpointChange>();
  const typeChanges = createAnnouncements<void>();
  const announce = { endpoint: endpointChanges.announce, eventType: typeChanges.announce };
  const aggregates = createAggregates(database, idNode, clock, announce);
  const { accept, claims, deliveries, endpoints, eventTypes, nodes, outcomes, upkeep } = aggregates;
  const { write, close: closeCommits } = createGroupCommit(database, { ...options, bounds: options.waiting });
  let closing: Promise<void> | null = null;

  async function close(isClean: boolean): Promise<void> {
    const stopped = isClean ? write(0, () => nodes.stop()) : null;
    closeCommits();
    try {
      await stopped;
    } finally {
      // The last connection that closes a file moves the log into it: what is left is one whole file.
      database.close();
      options.unlock();
    }
  }

  const reads = createReads(aggregates, { read, clock });
  return {
    ...reads,
    acceptEvents: (posted) => write(bytesOfEvents(posted), (commit) => accept(commit, posted)),

    insertEndpoint: (endpoint, endpointsMax) => write(0, (commit) => endpoints.insert(commit, endpoint, endpointsMax)),
    updateEndpoint: (idSpace, id, patch) => write(0, (commit) => endpoints.update(commit, idSpace, id, patch)),
    changeHealth: (idSpace, id, change) => write(0, (commit) => endpoints.changeHealth(commit, idSpace, id, change)),
    deleteEndpoint: (idSpace, id) => write(0, (commit) => endpoints.delete(commit, idSpace, id)),

    loadForReplay: (idSpace, idDelivery) => read(() => deliveries.loadForReplay(idSpace, idDelivery)),

    listBacklog: () => read(() => claims.backlog()),
    claimPending: (claim) => write(0, (commit) => claims.claim(commit, claim)),
    releasePending: (idEndpoint, except, max) => write(0, (commit) => claims.release(commit, idEndpoint, except, max)),
    discardHeld: (idEndpoint, throughId, max) =>
      write(0, (commit) => claims.discard(commit, idEndpoint, throughId, max)),
    recordOutcomes: (ended) => write(bytesOfOutcomes(ended), (commit) => outcomes.record(commit, ended)),
    recordTest: (test) => write(test.payload.length, () => outcomes.recordTest(test)),

    eventTypes: {
      put: (type, typesMax) => write(0, (commit) => eventTypes.put(commit, type, typesMax)),
      delete: (name) => write(0, (commit) => eventTypes.delete(commit, name)),
      list: () => read(() => eventTypes.list()),
      watch: typeChanges.watch,
    },
    ...createSubPorts(aggregates, { reads, read, write }),

    beat: () => unlessDamaged(database, () => write(0, () => nodes.beat())),
    prune: (before, eventsMax) => write(0, (commit) => upkeep.prune(commit, before, eventsMax)),
    stats: () => read(() => upkeep.stats()),
    watchEndpoints: endpointChanges.watch,
    watchLost: () => () => {},
    watchRevoked: () => () => {},
    close({ isClean }) {
      closing ??= close(isClean);
      return closing;
    },
  };
}

/** Runs between commits, so it sees what is kept and nothing else. */
async function read<T>(look: () => T): Promise<T> {
  try {
    return look();
  } catch (error) {
    throw toStoreError(error);
  }
}

/** For what tells that all is well: damage to one part does not show in the others. */
async function unlessDamaged<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const damage = database.damage();
  if (damage !== null) throw toStoreError(damage);
  return work();
}

/** One object for each aggregate, with its statements. */
function createAggregates(
  database: Database,
  idNode: string,
  clock: Clock,
  announce: { endpoint(change: EndpointChange): void; eventType(): void },
) {
  const counts = createCounts(database);
  const nodes = createNodes(database, idNode, clock);
  const { me } = nodes;
  const spaces = createSpaces(database);
  const endpoints = createEndpoints(database, { spaces, counts, clock, announce: announce.endpoint });
  const events = createEvents(database);
  const attempts = createAttempts(database);
  const deliveries = createDeliveries(database, attempts);
  const activity = createActivity(database);
  const accept = createAcceptance({ events, deliveries, spaces, counts, me });
  const claims = createClaims(database, { nodes, counts, clock });
  const ofOutcomes = { events, deliveries, attempts, endpoints, activity };
  const outcomes = createOutcomes(database, { ...ofOutcomes, counts, clock, me });
  const eventTypes = createEventTypes(database, announce.eventType);
  const replays = createReplays(database, { clock, me, deliveries, outcomes });
  const upkeep = createUpkeep(database, counts);
  const secondary = createSecondary(database, { activity, clock, endpoints, replays, spaces, me });
  const routes = createRoutes(database, spaces);
  const primary = { accept, claims, deliveries, endpoints, events, nodes, outcomes, routes, spaces };
  return { ...primary, ...secondary, eventTypes, upkeep };
}

function bytesOfEvents(posted: readonly NewEvent[]): number {
  let bytes = 0;
  for (const one of posted) bytes += bytesOf(one);
  return bytes;
}
