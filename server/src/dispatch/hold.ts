import type { Clock } from "../core/clock.ts";
import { aboveAllIds } from "../core/ids.ts";
import type { Store } from "../store/store.ts";
import { untilStored } from "../store/until-stored.ts";
import type { Lane } from "./lane.ts";

/** Moves what closed lanes owe to held, and ends it where the endpoint was deleted. */
export interface Hold {
  /** Goes on in the background until nothing of the lane is pending, or it is opened again. */
  begin(lane: Lane): void;
  /** Ends as discarded what the lane's endpoint holds by now. How many. */
  discard(lane: Lane): Promise<number>;
  stop(): void;
}

export interface HoldOptions {
  clock: Clock;
  store: Pick<Store, "holdPending" | "discardHeld">;
  /** Whether the endpoint is gone for good, so that nobody could resume it. */
  isDeleted(lane: Lane): Promise<boolean>;
  /** Above every id of a delivery made until now. */
  newestId(): string;
  /** The lane is quiet. */
  done(lane: Lane): void;
  fail(lane: Lane, error: unknown): void;
}

/** Rows of one step. A step shares its commit with everything else, so it must be short. */
const STEP_MAX = 500;

export function createHold(options: HoldOptions): Hold {
  const { clock, store } = options;
  let isStopped = false;

  function begin(lane: Lane): void {
    if (isStopped) return;
    if (lane.holding !== "no") {
      // What came in since may lie behind the point that the running pass has reached.
      lane.holding = "again";
      return;
    }
    lane.holding = "again";
    run(lane)
      .catch((error: unknown) => options.fail(lane, error))
      .finally(() => {
        lane.holding = "no";
        options.done(lane);
      });
  }

  async function run(lane: Lane): Promise<void> {
    while (lane.holding === "again") {
      lane.holding = "yes";
      await holdAll(lane);
      const isClosed = lane.state === "closed";
      if (
        isClosed &&
        (await untilStored(
          clock,
          () => isStopped,
          () => options.isDeleted(lane),
        ))
      ) {
        await discardThrough(lane, aboveAllIds("dlv"));
      }
    }
  }

  async function holdAll(lane: Lane): Promise<void> {
    let moved = STEP_MAX;
    while (moved > 0 && lane.state === "closed" && !isStopped) {
      moved = await untilStored(
        clock,
        () => isStopped,
        () => store.holdPending(lane.idEndpoint, [...lane.inHand], STEP_MAX),
      );
    }
  }

  async function discardThrough(lane: Lane, throughId: string): Promise<number> {
    let discarded = 0;
    for (let moved = STEP_MAX; moved > 0 && !isStopped; discarded += moved) {
      moved = await untilStored(
        clock,
        () => isStopped,
        () => store.discardHeld(lane.idEndpoint, throughId, STEP_MAX),
      );
    }
    return discarded;
  }

  return {
    begin,
    async discard(lane) {
      await holdAll(lane);
      // Only what waits now: an event accepted from here on was not seen by the one who said "discard".
      return discardThrough(lane, options.newestId());
    },
    stop() {
      isStopped = true;
    },
  };
}
