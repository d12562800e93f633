import type { Clock } from "../core/clock.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import type { Log } from "../core/log.ts";
import type { Outcome } from "../core/outcome.ts";
import type { EndedDelivery, RecordedOutcome } from "../store/outcomes.ts";
import type { Store } from "../store/store.ts";
import { untilStored } from "../store/until-stored.ts";

/** Turns outcomes into states, counters and pauses, in batches. */
export interface Recorder {
  /** Resolves once the outcome is committed. While the store is away it waits, and nothing is forgotten. */
  record(delivery: OwedDelivery, outcome: Outcome): Promise<RecordedOutcome>;
  /** From now on a store that is away is not waited for. */
  stop(): void;
}

export interface RecorderOptions {
  clock: Clock;
  log: Log;
  store: Pick<Store, "recordOutcomes">;
  /** Told of each outcome once it is committed: metrics. */
  observe(delivery: OwedDelivery, outcome: Outcome, recorded: RecordedOutcome): void;
}

/** Outcomes in one store call. More than these have waited only if the store was away; its transactions stay short. */
const BATCH_MAX = 500;

interface Waiting {
  delivery: OwedDelivery;
  outcome: Outcome;
  resolve(recorded: RecordedOutcome): void;
  reject(error: unknown): void;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { clock, log, store } = options;
  let waiting: Waiting[] = [];
  let isWriting = false;
  let isStopped = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      await write(batch);
    }
    isWriting = false;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const ended = batch.map(({ delivery, outcome }) => toEnded(delivery, outcome));
      const recorded = await untilStored(
        clock,
        () => isStopped,
        () => store.recordOutcomes(ended),
      );
      for (const [at, item] of batch.entries()) tell(item, recorded[at]);
    } catch (error) {
      for (const item of batch) item.reject(error);
    }
  }

  function tell(item: Waiting, recorded: RecordedOutcome | undefined): void {
    if (recorded === undefined) throw new Error("the store answers each outcome");
    options.observe(item.delivery, item.outcome, recorded);
    if (recorded.hasPaused && recorded.health !== null) {
      const { idSpace, idEndpoint } = item.delivery;
      const { pausedReason, lastFailure } = recorded.health;
      log.warn({ idSpace, idEndpoint, reason: pausedReason, lastFailure: lastFailure?.code }, "endpoint paused");
    }
    item.resolve(recorded);
  }

  return {
    record(delivery, outcome) {
      const { promise, resolve, reject } = Promise.withResolvers<RecordedOutcome>();
      waiting.push({ delivery, outcome, resolve, reject });
      // What arrives while one batch is written makes up the next.
      if (!isWriting) void writeAll();
      return promise;
    },
    stop() {
      isStopped = true;
    },
  };
}

function toEnded(delivery: OwedDelivery, outcome: Outcome): EndedDelivery {
  const { id, idSpace, idEndpoint, trigger } = delivery;
  return { idDelivery: id, idSpace, idEndpoint, trigger, outcome };
}
