import type { Clock } from "../core/clock.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Log } from "../core/log.ts";
import type { Backlog } from "../store/claiming.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

/**
 * Keeps this node alive among the nodes of a database, and takes over from those that have died: it beats well within
 * its lease, and looks as often for what nobody has in hand. While the database is away it goes on trying.
 */
export interface Membership {
  start(): void;
  stop(): Promise<void>;
}

export interface MembershipOptions {
  clock: Clock;
  log: Log;
  store: Pick<Store, "beat" | "listBacklog" | "listeners" | "watchLost">;
  leaseMs: number;
  /** Endpoints that owe what no living node has in hand. */
  takeUp(backlog: readonly Backlog[]): void;
  /** Endpoints of listeners that no other living node serves. */
  adopt(left: readonly Endpoint[]): Promise<void>;
}

/** Two beats may be lost, or one come late, before the lease is over. */
const BEATS_PER_LEASE = 3;

export function createMembership({ clock, log, store, leaseMs, takeUp, adopt }: MembershipOptions): Membership {
  let isStopped = false;
  const stopWatching = store.watchLost(() => {
    log.warn({ leaseMs }, "this node was silent for too long and taken for dead: others have what it had in hand");
  });

  async function look(): Promise<void> {
    const backlog = await store.listBacklog();
    if (isStopped) return;
    takeUp(backlog);
    await adopt(await store.listeners.takeLeft());
  }

  function repeat(work: () => Promise<void>, failure: string) {
    let cancelTimer = () => {};
    let working: Promise<void> = Promise.resolve();

    async function tryIt(): Promise<void> {
      try {
        await work();
      } catch (error) {
        // That it is away is told by whoever watches the store.
        if (!(error instanceof StoreUnavailable)) log.error({ err: error }, failure);
      }
    }

    function plan(): void {
      cancelTimer = clock.after(leaseMs / BEATS_PER_LEASE, () => {
        working = tryIt().finally(() => {
          if (!isStopped) plan();
        });
      });
    }

    return {
      plan,
      stop() {
        cancelTimer();
        return working;
      },
    };
  }

  // Each by itself: however long what is owed has to be waited for, no beat is late.
  const beating = repeat(() => store.beat(), "this node could not say that it is alive");
  const looking = repeat(look, "this node could not see what nobody has in hand");
  return {
    start() {
      beating.plan();
      looking.plan();
    },
    async stop() {
      isStopped = true;
      stopWatching();
      await Promise.all([beating.stop(), looking.stop()]);
    },
  };
}
