import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { type ActivityStore, MINUTES_KEPT_MS } from "../store/activity.ts";
import type { EmittedStore } from "../store/emitted.ts";
import type { SessionStore } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";

/** Deletes what is older than the retention, by itself, in steps that never stall sending. */
export interface Retention {
  start(): void;
  stop(): Promise<void>;
  /** One sweep now: step after step until nothing is too old. How many events went. */
  sweep(): Promise<number>;
}

export interface RetentionOptions {
  clock: Clock;
  log: Log;
  store: Pick<Store, "prune"> & {
    activity: Pick<ActivityStore, "prune">;
    emitted: Pick<EmittedStore, "pruneRejected"> | null;
    sessions: Pick<SessionStore, "prune">;
  };
  retentionDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Often enough that each sweep is short, seldom enough that an idle Posthorn is idle. */
const SWEEP_EVERY_MS = 60_000;
/** Events of one step: a few milliseconds of the writer's time. */
const STEP_EVENTS = 200;
/** Rest after each step, so that sweeping takes a tenth of the writer's time at most. */
const REST_MS = 50;

export function createRetention({ clock, log, store, retentionDays }: RetentionOptions): Retention {
  let isStopped = false;
  let cancelTimer = () => {};
  let sweeping: Promise<unknown> = Promise.resolve();

  async function sweep(): Promise<number> {
    const before = clock.now() - retentionDays * DAY_MS;
    const total = await repeat(() => store.prune(before, STEP_EVENTS));
    if (total > 0) log.info({ events: total, retentionDays }, "old events deleted");
    const { activity, emitted, sessions } = store;
    await repeat(() => activity.prune(clock.now() - MINUTES_KEPT_MS, before));
    await repeat(() => sessions.prune(before));
    if (emitted !== null) await repeat(() => emitted.pruneRejected(before));
    return total;
  }

  /** Step after step until there is nothing more. How many it deleted. */
  async function repeat(step: () => Promise<number>): Promise<number> {
    let total = 0;
    while (!isStopped) {
      const deleted = await step();
      if (deleted === 0) break;
      total += deleted;
      await rest();
    }
    return total;
  }

  function rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(REST_MS, resolve);
    return promise;
  }

  function plan(): void {
    cancelTimer = clock.after(SWEEP_EVERY_MS, () => {
      sweeping = sweep()
        .catch((error: unknown) =>
          log.warn({ err: error }, "old events could not be deleted; trying again in a minute"),
        )
        .finally(() => {
          if (!isStopped) plan();
        });
    });
  }

  return {
    start: plan,
    async stop() {
      isStopped = true;
      cancelTimer();
      await sweeping;
    },
    sweep,
  };
}
