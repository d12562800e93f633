import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Hold } from "./hold.ts";
import { type Lane, updateLane } from "./lane.ts";
import type { Lanes } from "./lanes.ts";
import type { Memory } from "./memory.ts";

/** Where accepted deliveries come in: born owned and handed over in memory, or left to the store. */
export interface Intake {
  /** Room in memory for one more delivery of this endpoint? Each call is followed by one `settle`. */
  reserve(endpoint: Endpoint, bytes: number): boolean;
  /** What came of `reserve`, which answered `isOwned`: whether the delivery was written. */
  settle(delivery: OwedDelivery, isOwned: boolean, isWritten: boolean): void;
}

export interface IntakeOptions {
  lanes: Lanes;
  memory: Memory;
  isStopping(): boolean;
  /** The lane's queue has grown. */
  queued(lane: Lane): void;
  /** The lane's backlog in the store has grown. */
  left(lane: Lane): void;
  hold: Pick<Hold, "begin">;
}

export function createIntake({ lanes, memory, isStopping, queued, left, hold }: IntakeOptions): Intake {
  return {
    reserve(endpoint, bytes) {
      const lane = lanes.of({ idSpace: endpoint.idSpace, idEndpoint: endpoint.id });
      if (lane.state === "unknown" && !lane.hasBacklog && !lane.isRefilling) updateLane(lane, endpoint);
      // Behind anything that waits in the store, or the newer would overtake the older.
      const isFirstInLine = !lane.hasBacklog && !lane.isRefilling && lane.leaving === 0;
      const isOwned = !isStopping() && lane.state === "open" && isFirstInLine && memory.hasRoom(lane, bytes);
      if (isOwned) memory.take(lane, bytes);
      else lane.leaving++;
      return isOwned;
    },
    settle(delivery, isOwned, isWritten) {
      const lane = lanes.of(delivery);
      const isClosed = lane.state === "closed";
      if (!isOwned) lane.leaving--;
      else if (!isWritten || isClosed) memory.give(lane, delivery.payload.length);
      if (!isWritten) return;
      if (isClosed) {
        hold.begin(lane);
      } else if (isOwned) {
        lane.queue.push(delivery);
        queued(lane);
      } else {
        lane.hasBacklog = true;
        left(lane);
      }
    },
  };
}
