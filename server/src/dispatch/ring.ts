import { createFifo } from "../core/fifo.ts";
import { fairGrowth } from "./fair-share.ts";
import type { Lane } from "./lane.ts";

/** The lanes that could send, each getting one start in its turn, as many at once as the limits allow. */
export interface Ring {
  /** Something has changed that may let this lane send. */
  wake(lane: Lane): void;
  /** One request of this lane no longer counts. */
  leaveFlight(lane: Lane): void;
  /** Starts nothing more. */
  stop(): void;
  readonly inFlight: number;
}

/** `start` sends the oldest of the lane's queue. `inFlightMax`: requests to all endpoints together. */
export function createRing({ inFlightMax, start }: { inFlightMax: number; start(lane: Lane): void }): Ring {
  const waiting = createFifo<Lane>();
  let inFlight = 0;
  let isStopped = false;

  function enter(lane: Lane): void {
    if (lane.isInRing || !canSend(lane)) return;
    lane.isInRing = true;
    waiting.push(lane);
  }

  function hasShare(lane: Lane): boolean {
    return fairGrowth({ max: inFlightMax, used: inFlight, has: lane.inFlight, own: inFlightMax }) > 0;
  }

  function pump(): void {
    // Lanes that have their share already stay in the ring: one turn through it without a start is enough.
    let passed = 0;
    while (!isStopped && inFlight < inFlightMax && passed < waiting.length) {
      const lane = waiting.shift();
      if (lane === undefined) return;
      lane.isInRing = false;
      if (!canSend(lane)) continue;
      if (hasShare(lane)) {
        lane.inFlight++;
        inFlight++;
        start(lane);
        passed = 0;
      } else {
        passed++;
      }
      enter(lane);
    }
  }

  return {
    wake(lane) {
      enter(lane);
      pump();
    },
    leaveFlight(lane) {
      lane.inFlight--;
      inFlight--;
    },
    stop() {
      isStopped = true;
    },
    get inFlight() {
      return inFlight;
    },
  };
}

function canSend(lane: Lane): boolean {
  if (lane.state !== "open" || lane.queue.length === 0) return false;
  return lane.inFlight < lane.window.allowed(lane.failures, lane.pauseAfter);
}
