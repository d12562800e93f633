import type { Clock } from "../core/clock.ts";
import { bytesOf } from "../core/delivery.ts";
import { createFifo } from "../core/fifo.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { type Lane, mayFetch } from "./lane.ts";
import type { Memory } from "./memory.ts";

/** Brings deliveries that wait in the store into memory, each lane in its turn, as room allows. */
export interface Refill {
  /** The lane may have more to fetch, or there may be room again. */
  wake(lane: Lane): void;
  /** Some memory was given back. */
  roomMade(): void;
  stop(): void;
}

export interface RefillOptions {
  clock: Clock;
  store: Pick<Store, "claimPending">;
  memory: Memory;
  /** Deliveries a second to one endpoint while it catches up after a resume. */
  resumePerSecond: number;
  /** Learns whether the endpoint of a lane in state `unknown` gets requests. */
  refresh(lane: Lane): Promise<void>;
  /** The lane's queue has grown. */
  fetched(lane: Lane): void;
  /** Tells of a fault that nobody foresaw. */
  fail(lane: Lane, error: unknown): void;
}

/** One claim brings so many at most: large enough to be cheap, small enough that many lanes get their turn. */
const CLAIM_MAX = 250;
/** Fetch again when so few are left in memory, so that the next are there before the lane runs dry. */
const LOW_WATER = 125;
/** Claims under way at once. Each may bring `CLAIM_MAX` beyond the memory's bound, if all looked at the same room. */
const CLAIMS_AT_ONCE = 4;
/** After a fault of the store. */
const RETRY_MS = 1_000;

export function createRefill(options: RefillOptions): Refill {
  const { clock, memory } = options;
  const hungry = createFifo<Lane>();
  /** Lanes for which there was no room when their turn came. */
  const starved = createFifo<Lane>();
  let claims = 0;
  let isStopped = false;

  function wake(lane: Lane): void {
    if (isStopped || lane.isRefilling || !needsMore(lane)) return;
    lane.isRefilling = true;
    hungry.push(lane);
    serve();
  }

  function serve(): void {
    while (claims < CLAIMS_AT_ONCE && !isStopped) {
      const lane = hungry.shift();
      if (lane === undefined) return;
      claims++;
      void takeTurn(lane);
    }
  }

  async function takeTurn(lane: Lane): Promise<void> {
    const restMs = await fetch(lane).catch((error: unknown) => {
      lane.hasBacklog = true;
      if (!(error instanceof StoreUnavailable)) options.fail(lane, error);
      return RETRY_MS;
    });
    claims--;
    if (restMs !== null) {
      rest(lane, restMs);
      // It may have left room, or needed none: whoever waits for room gets its turn.
      roomMade();
    }
    serve();
  }

  /** Answers how long the lane shall rest before its next turn, or null when it waits for room. */
  async function fetch(lane: Lane): Promise<number | null> {
    if (lane.state === "unknown") await options.refresh(lane);
    if (!mayFetch(lane)) return 0;
    const room = memory.roomFor(lane);
    if (room.countMax === 0) {
      starved.push(lane);
      return null;
    }
    // Cleared before the claim: what is written without an owner from now on may not be seen by it.
    lane.hasBacklog = false;
    const claim = { countMax: Math.min(CLAIM_MAX, room.countMax), bytesMax: room.bytesMax };
    const { deliveries, isExhausted } = await options.store.claimPending({ idEndpoint: lane.idEndpoint, ...claim });
    for (const delivery of deliveries) {
      memory.take(lane, bytesOf(delivery));
      lane.queue.push(delivery);
    }
    if (!isExhausted) lane.hasBacklog = true;
    if (!lane.hasBacklog) lane.isCatchingUp = false;
    options.fetched(lane);
    return lane.isCatchingUp ? (deliveries.length / options.resumePerSecond) * 1000 : 0;
  }

  function rest(lane: Lane, restMs: number): void {
    const goOn = () => {
      lane.isRefilling = false;
      wake(lane);
    };
    if (restMs === 0) goOn();
    else clock.after(restMs, goOn);
  }

  function roomMade(): void {
    const lane = starved.shift();
    if (lane === undefined) return;
    hungry.push(lane);
    serve();
  }

  return {
    wake,
    roomMade,
    stop() {
      isStopped = true;
    },
  };
}

function needsMore(lane: Lane): boolean {
  return lane.hasBacklog && lane.queue.length <= LOW_WATER && mayFetch(lane);
}
