import type { Clock } from "../core/clock.ts";
import { aboveAllIds } from "../core/ids.ts";
import type { Store } from "../store/store.ts";
import { untilStored } from "../store/until-stored.ts";
import type { Lane } from "./lane.ts";

/**
 * Takes what a lane had in memory out of this node's hand: to held where the endpoint is paused, to discarded where it
 * was deleted, back into the line where it has been resumed meanwhile. Once begun it is always finished, or deliveries
 * would stay in a hand that does not hold them.
 */
export interface Release {
  /**
   * Goes on in the background until nothing of the lane is in hand but what is being sent. The lane's queue is empty by
   * now, and stays so: while `lane.releasing` is not "no", nothing is put into it.
   */
  begin(lane: Lane): void;
  /** Ends as discarded what the lane's paused endpoint holds by now. How many. */
  discard(lane: Lane): Promise<number>;
  stop(): void;
}

export interface ReleaseOptions {
  clock: Clock;
  store: Pick<Store, "releasePending" | "discardHeld">;
  /** Whether the endpoint is gone for good, so that nobody could resume it. */
  isDeleted(lane: Lane): Promise<boolean>;
  /** An id of a delivery that is above all those made until now. */
  newestId(): string;
  /** Nothing of the lane is in hand any more. */
  done(lane: Lane): void;
  fail(lane: Lane, error: unknown): void;
}

/** Rows of one step. A step shares its commit with everything else, so it must be short. */
const STEP_MAX = 500;

export function createRelease(options: ReleaseOptions): Release {
  const { clock, store } = options;
  const running = new Map<Lane, Promise<void>>();
  let isStopped = false;

  function begin(lane: Lane): void {
    if (isStopped) return;
    // What came in since may lie behind the point that a running pass has reached: then it goes through it once more.
    lane.releasing = "again";
    if (!running.has(lane)) running.set(lane, run(lane));
  }

  async function run(lane: Lane): Promise<void> {
    try {
      while (lane.releasing === "again" && !isStopped) {
        lane.releasing = "yes";
        await inSteps(() => store.releasePending(lane.idEndpoint, [...lane.inHand], STEP_MAX));
        if (lane.state === "closed" && (await patiently(() => options.isDeleted(lane)))) {
          await discardThrough(lane, aboveAllIds("dlv"));
        }
      }
    } catch (error) {
      options.fail(lane, error);
    }
    running.delete(lane);
    lane.releasing = "no";
    options.done(lane);
  }

  function discardThrough(lane: Lane, throughId: string): Promise<number> {
    return inSteps(() => store.discardHeld(lane.idEndpoint, throughId, STEP_MAX));
  }

  /** Repeats a step until there is nothing left to do. How much was done in all. */
  async function inSteps(step: () => Promise<number>): Promise<number> {
    let total = 0;
    for (let moved = STEP_MAX; moved > 0 && !isStopped; total += moved) moved = await patiently(step);
    return total;
  }

  function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    return untilStored(clock, () => isStopped, work);
  }

  return {
    begin,
    async discard(lane) {
      begin(lane);
      await running.get(lane);
      // Only what waits now: an event accepted from here on was not seen by the one who said "discard".
      return discardThrough(lane, options.newestId());
    },
    stop() {
      isStopped = true;
    },
  };
}
