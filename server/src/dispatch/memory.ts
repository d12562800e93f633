import { fairGrowth } from "./fair-share.ts";
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

export function createMemory({ deliveriesMax, bytesMax, deliveriesPerLaneMax }: MemoryLimits): Memory {
  let count = 0;
  let bytes = 0;

  function roomFor(lane: Lane): { countMax: number; bytesMax: number } {
    const own = deliveriesPerLaneMax;
    const countRoom = fairGrowth({ max: deliveriesMax, used: count, has: lane.count, own });
    const bytesRoom = fairGrowth({ max: bytesMax, used: bytes, has: lane.bytes, own: bytesMax });
    // A lane with nothing in memory may always have one delivery while there is any room, however large it is.
    return { countMax: bytesRoom > 0 || lane.count === 0 ? countRoom : 0, bytesMax: bytesRoom };
  }

  return {
    roomFor,
    hasRoom(lane, size) {
      const room = roomFor(lane);
      return room.countMax > 0 && (size <= room.bytesMax || lane.count === 0);
    },
    take(lane, size) {
      lane.count++;
      lane.bytes += size;
      count++;
      bytes += size;
    },
    give(lane, size) {
      lane.count--;
      lane.bytes -= size;
      count--;
      bytes -= size;
    },
    get count() {
      return count;
    },
  };
}
