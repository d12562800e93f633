import { createLane, isIdle, type Lane } from "./lane.ts";

/** The lanes of this node by endpoint, made when they are first asked for. */
export interface Lanes {
  of(endpoint: { idSpace: string; idEndpoint: string }): Lane;
  all(): readonly Lane[];
  /** When the event of the oldest waiting delivery was accepted. Null: nothing waits. */
  oldestCreatedAt(): number | null;
}

/** Quiet lanes are kept for the window they have earned; beyond this many, those longest unused are forgotten. */
const LANES_KEPT = 10_000;
/** Of them, so many are looked at when a new one comes: few, so that it costs the same however many there are. */
const LANES_LOOKED_AT = 4;

export function createLanes(inFlightPerEndpointMax: number): Lanes {
  const lanes = new Map<string, Lane>();

  function forgetIdle(): void {
    for (const [idEndpoint, lane] of [...lanes.entries().take(LANES_LOOKED_AT)]) {
      lanes.delete(idEndpoint);
      if (isIdle(lane)) return;
      lanes.set(idEndpoint, lane);
    }
  }

  return {
    of({ idSpace, idEndpoint }) {
      const known = lanes.get(idEndpoint);
      if (known !== undefined) {
        lanes.delete(idEndpoint);
        lanes.set(idEndpoint, known);
        return known;
      }
      if (lanes.size >= LANES_KEPT) forgetIdle();
      const lane = createLane(idSpace, idEndpoint, inFlightPerEndpointMax);
      lanes.set(idEndpoint, lane);
      return lane;
    },
    all: () => [...lanes.values()],
    oldestCreatedAt() {
      let oldest: number | null = null;
      for (const { queue } of lanes.values()) {
        const createdAt = queue.peek()?.createdAt;
        if (createdAt !== undefined && (oldest === null || createdAt < oldest)) oldest = createdAt;
      }
      return oldest;
    },
  };
}
