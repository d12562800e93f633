import type { Clock } from "../core/clock.ts";
import type { Store } from "../store/store.ts";
import type { Change } from "./changes.ts";

/** Tells of what other nodes change in a space, until it is stopped. */
export type WatchOthers = (idSpace: string, tell: (change: Change) => void) => () => void;

export interface OtherNodesOptions {
  clock: Clock;
  store: Pick<Store, "activity" | "getRoutes" | "listDeliveries" | "listEvents">;
}

/** How late other nodes' changes are told. A look is four short reads, for each space that somebody listens to. */
const LOOK_MS = 2_000;
/** What is compared row by row: more than a screen shows. */
const ROWS_MAX = 200;
/** A pause or a resume moves deliveries for a while after it: everything is fetched anew so many times. */
const LOOKS_AFTER_MOVE = 3;

/** A space as it was at the last look: each row with all of it that can change. */
interface Look {
  events: Set<string>;
  deliveries: Map<string, { idEndpoint: string; state: string }>;
  lastAttempts: Map<string, number>;
  version: number;
}

/**
 * Compares a space's newest rows every two seconds. What lies further back shows in the times of the latest attempts and
 * in the version of the endpoints: then everything is to be fetched anew.
 */
export function createOtherNodes({ clock, store }: OtherNodesOptions): WatchOthers {
  async function look(idSpace: string): Promise<Look> {
    const newest = { idSpace, event: null, since: null, until: null, limit: ROWS_MAX, cursor: null };
    const [events, deliveries, lastAttempts, { version }] = await Promise.all([
      store.listEvents(newest),
      store.listDeliveries({ ...newest, idEndpoint: null, status: null }),
      store.activity.lastOf(idSpace),
      store.getRoutes(idSpace),
    ]);
    return {
      events: new Set(events.items.map(({ id }) => id)),
      deliveries: new Map(
        deliveries.items.map(({ id, idEndpoint, status, attemptCount }) => {
          return [id, { idEndpoint, state: `${status} ${attemptCount}` }];
        }),
      ),
      lastAttempts: new Map(lastAttempts.map(({ idEndpoint, endedAt }) => [idEndpoint, endedAt])),
      version,
    };
  }

  return (idSpace, tell) => {
    let before: Look | null = null;
    let movesLeft = 0;
    let isStopped = false;
    let cancel = () => {};

    async function lookAgain(): Promise<void> {
      try {
        const now = await look(idSpace);
        if (isStopped) return;
        if (before !== null && before.version !== now.version) movesLeft = LOOKS_AFTER_MOVE;
        // What happened after whoever listens has fetched, and before the first look, nothing else would tell of.
        const changes = before === null ? [] : changesBetween(idSpace, before, now);
        for (const change of before === null || movesLeft > 0 ? [anew(idSpace)] : changes) tell(change);
        movesLeft = Math.max(0, movesLeft - 1);
        before = now;
      } catch {
        // The store is away, and says so in the log. What was missed shows at the next look.
      }
      if (!isStopped) cancel = clock.after(LOOK_MS, () => void lookAgain());
    }

    void lookAgain();
    return () => {
      isStopped = true;
      cancel();
    };
  };
}

function anew(idSpace: string): Change {
  return { kind: "space", idSpace };
}

function changesBetween(idSpace: string, before: Look, now: Look): Change[] {
  const events = [...now.events].filter((id) => !before.events.has(id));
  const deliveries = [...now.deliveries].filter(([id, { state }]) => before.deliveries.get(id)?.state !== state);
  const seen = new Set(deliveries.map(([, { idEndpoint }]) => idEndpoint));
  const isBehind = [...now.lastAttempts].some(([id, at]) => before.lastAttempts.get(id) !== at && !seen.has(id));
  // Not one of the rows is known any more: there may be others between.
  const isOver = events.length === ROWS_MAX || deliveries.length === ROWS_MAX;
  if (isBehind || isOver) return [anew(idSpace)];
  return [
    ...events.map((idEvent): Change => ({ kind: "event", idSpace, idEvent })),
    ...deliveries.map(([idDelivery]): Change => ({ kind: "delivery", idSpace, idDelivery })),
    ...[...seen].map((idEndpoint): Change => ({ kind: "endpoint", idSpace, idEndpoint })),
  ];
}
