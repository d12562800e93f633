import { fairShare } from "./fair-share.ts";
import type { Lane } from "./lane.ts";

/** How many deliveries, and how many bytes of payload, this node keeps in memory, and each lane of them. */
export interface Memory {
  /** Whether one more delivery of `bytes` may come into memory for this lane. */
  hasRoom(lane: Lane, bytes: number): boolean;
  /** How much may be fetched for this lane at once. A count of 0: nothing now. */
  roomFor(lane: Lane): { countMax: number; bytesMax: number };
  take(lane: Lane, bytes: number): void;
  give(lane: Lane, bytes: number): void;
  readonly count: number;
}

export interface MemoryLimits {
  deliveriesMax: number;
  bytesMax: number;
  /** Of one lane, while there is plenty. */
  deliveriesPerLaneMax: number;
}

export function createMemory(limits: MemoryLimits): Memory {
  let count = 0;
  let bytes = 0;
  /** Lanes that have something in memory. */
  let users = 0;

  function roomFor(lane: Lane): { countMax: number; bytesMax: number } {
    const sharers = lane.count === 0 ? users + 1 : users;
    const countShare = fairShare(
      { max: limits.deliveriesMax, used: count, users: sharers },
      limits.deliveriesPerLaneMax,
    );
    const bytesShare = fairShare({ max: limits.bytesMax, used: bytes, users: sharers }, limits.bytesMax);
    const bytesMax = bytesShare - lane.bytes;
    // A lane with nothing in memory may always have one delivery while there is any room, however large it is.
    const isLargeOk = bytesMax > 0 || (lane.count === 0 && bytes < limits.bytesMax);
    return { countMax: isLargeOk ? Math.max(0, countShare - lane.count) : 0, bytesMax: Math.max(0, bytesMax) };
  }

  return {
    roomFor,
    hasRoom(lane, size) {
      const room = roomFor(lane);
      return room.countMax > 0 && (size <= room.bytesMax || lane.count === 0);
    },
    take(lane, size) {
      if (lane.count++ === 0) users++;
      lane.bytes += size;
      count++;
      bytes += size;
    },
    give(lane, size) {
      if (--lane.count === 0) users--;
      lane.bytes -= size;
      count--;
      bytes -= size;
    },
    get count() {
      return count;
    },
  };
}
