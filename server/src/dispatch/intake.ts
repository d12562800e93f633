import { bytesOf, type OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
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
  /** Room in memory that was promised is free again. */
  gaveBack(): void;
  /** A delivery was written as in this node's hand, whose lane takes none now. */
  refused(lane: Lane): void;
  /** A delivery was left to the node that can reach the endpoint. */
  leftElsewhere(lane: Lane): void;
}

export function createIntake(options: IntakeOptions): Intake {
  const { lanes, memory } = options;
  return {
    reserve(endpoint, bytes) {
      const lane = lanes.of({ idSpace: endpoint.idSpace, idEndpoint: endpoint.id });
      if (lane.state === "unknown" && !lane.hasBacklog && !lane.isRefilling) updateLane(lane, endpoint);
      // Behind anything that waits in the store, or the newer would overtake the older.
      const isFirstInLine = !lane.hasBacklog && !lane.isRefilling && lane.leaving === 0;
      const isHere = !options.isStopping() && !endpoint.isElsewhere;
      const isOwned = isHere && takesMore(lane) && isFirstInLine && memory.hasRoom(lane, bytes);
      if (isOwned) memory.take(lane, bytes);
      else lane.leaving++;
      return isOwned;
    },
    settle(delivery, isOwned, isWritten) {
      const lane = lanes.of(delivery);
      if (!isOwned) lane.leaving--;
      if (isWritten && isOwned && takesMore(lane)) {
        lane.queue.push(delivery);
        options.queued(lane);
        return;
      }
      if (isOwned) {
        memory.give(lane, bytesOf(delivery));
        options.gaveBack();
      }
      if (!isWritten) return;
      if (isOwned || lane.state === "closed") options.refused(lane);
      else if (lane.state === "elsewhere") options.leftElsewhere(lane);
      else leaveBehind(lane);
    },
  };

  function leaveBehind(lane: Lane): void {
    lane.hasBacklog = true;
    options.left(lane);
  }
}

function takesMore(lane: Lane): boolean {
  return lane.state === "open" && lane.releasing === "no";
}
