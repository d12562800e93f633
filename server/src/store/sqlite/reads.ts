import type { Clock } from "../../core/clock.ts";
import type { Routes } from "../endpoints.ts";
import type { StoreReads } from "../reads.ts";
import type { Activity } from "./activity.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Events } from "./events.ts";
import type { Keys } from "./keys.ts";
import type { Overview } from "./overview.ts";
import type { Owed } from "./owed.ts";
import type { Rows } from "./rows.ts";
import type { Sessions } from "./sessions.ts";
import type { Spaces } from "./spaces.ts";

/** The aggregates that are read. */
export interface ReadParts {
  activity: Activity;
  deliveries: Deliveries;
  events: Events;
  keys: Keys;
  overview: Overview;
  owed: Owed;
  routes(idSpace: string): Routes;
  rows: Rows;
  sessions: Sessions;
  spaces: Spaces;
}

/** `read` runs a look at one state of the database: between two commits, or in a transaction of its own. */
export function createReads(
  { activity, deliveries, events, keys, overview, owed, routes, rows, sessions, spaces }: ReadParts,
  { read, clock }: { read<T>(look: () => T): Promise<T>; clock: Clock },
): StoreReads {
  return {
    listEvents: (query) => read(() => events.list(query)),
    getEvent: (idSpace, idEvent) =>
      read(() => {
        const found = events.find(idSpace, idEvent);
        if (found === null) return null;
        const { seq, event, payload, changes } = found;
        return { event, payload, changes, deliveries: deliveries.listOfEvent(seq) };
      }),
    listDeliveries: (query) => read(() => deliveries.list(query)),
    getDelivery: (idSpace, idDelivery) => read(() => deliveries.detail(idSpace, idDelivery)),
    getRoutes: (idSpace) => read(() => routes(idSpace)),
    listSpaces: (query) => read(() => spaces.list(query)),
    getSpace: (idSpace) => read(() => spaces.get(idSpace)),
    activity: {
      ofEndpoint: (idEndpoint, span) => read(() => activity.ofEndpoint(idEndpoint, span)),
      ofSpace: (idSpace, span) => read(() => activity.ofSpace(idSpace, span)),
      lastOf: (idSpace) => read(() => activity.lastOf(idSpace)),
    },
    keys: {
      findLive: (hash) => read(() => keys.findLive(hash)),
      list: (query) => read(() => keys.list(query)),
    },
    overview: {
      nodes: () => read(() => overview.nodes(clock.now())),
      spaceCount: () => read(() => overview.spaceCount()),
      busiest: (since, countMax) => read(() => overview.busiest(since, countMax)),
      failing: (since, countMax) => read(() => overview.failing(since, countMax)),
    },
    owed: {
      countOf: (idEndpoint, countMax) => read(() => owed.countOf(idEndpoint, countMax)),
      oldestPendingAt: () => read(() => owed.oldestPendingAt()),
    },
    rows: {
      deliveries: (idSpace, ids) => read(() => rows.deliveries(idSpace, ids)),
      events: (idSpace, ids) => read(() => rows.events(idSpace, ids)),
    },
    sessions: {
      findByToken: (tokenHash) => read(() => sessions.findByToken(tokenHash)),
      list: (query) => read(() => sessions.list(query)),
    },
  };
}
