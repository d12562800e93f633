import type { Clock } from "../core/clock.ts";
import { bytesOf, type OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { MakeId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { Backlog } from "../store/claiming.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { Store } from "../store/store.ts";
import { untilStored } from "../store/until-stored.ts";
import { createGate } from "./gate.ts";
import { createHandOut, type HandOutOptions } from "./hand-out.ts";
import { createIntake, type Intake } from "./intake.ts";
import { type Lane, mayFetch } from "./lane.ts";
import { createLanes } from "./lanes.ts";
import { createMemory, type MemoryLimits } from "./memory.ts";
import { createRefill } from "./refill.ts";
import { createRelease } from "./release.ts";

/**
 * What is owed to whom next. A lane for each endpoint, each with its own window, so that a slow or dead endpoint keeps
 * only its own deliveries waiting.
 */
export interface Dispatcher extends Intake {
  /** Takes up what the store owes from before. */
  start(): Promise<void>;
  /** Takes up what no living node has in hand: as at the start, and when another node has died or left it. */
  takeUp(backlog: readonly Backlog[]): void;
  /** Begins nothing more, and resolves when what is in flight has ended and is recorded. */
  stop(): Promise<void>;
  /** Ends as discarded what this paused endpoint holds by now. How many. */
  discardHeld(endpoint: Endpoint): Promise<number>;
  stats(): DispatchStats;
}

export interface DispatchStats {
  /** Deliveries in memory, waiting or in flight. */
  inMemory: number;
  inFlight: number;
  /** When the event of the oldest delivery in memory was accepted. Null: nothing waits. */
  oldestCreatedAt: number | null;
}

export interface DispatcherOptions extends Pick<HandOutOptions, "attempt" | "record" | "inFlightMax"> {
  clock: Clock;
  makeId: MakeId;
  log: Log;
  store: Pick<
    Store,
    "claimPending" | "releasePending" | "discardHeld" | "listBacklog" | "watchEndpoints" | "watchLost" | "listeners"
  >;
  directory: Pick<EndpointDirectory, "endpoint" | "cachedEndpoint">;
  memory: MemoryLimits;
  inFlightPerEndpointMax: number;
  resumePerSecond: number;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store } = options;
  const quiet = Promise.withResolvers<void>();
  let isStopping = false;
  const parts = createParts(options, {
    isStopping: () => isStopping,
    handedOut: (inHand) => isStopping && inHand === 0 && quiet.resolve(),
  });
  const { lanes, memory, gate, handOut, refill, release, intake, drop } = parts;
  const stopWatching = store.watchEndpoints(gate.changed);
  const stopWatchingRings = store.listeners.watchRings((waiting) => takeUp([waiting]));
  // What is in memory belongs to others by now, and changes of endpoints may have been missed.
  const stopWatchingLost = store.watchLost(() => {
    for (const lane of lanes.all()) {
      drop(lane);
      gate.changed(lane);
    }
  });

  function takeUp(backlog: readonly Backlog[]): void {
    for (const owing of backlog) {
      const lane = lanes.of(owing);
      // Of an endpoint that is paused or gone it is held, or discarded.
      if (lane.state === "closed") drop(lane);
      else if (lane.state !== "elsewhere") {
        lane.hasBacklog = true;
        refill.wake(lane);
      }
    }
  }

  return {
    ...intake,
    start: async () => takeUp(await store.listBacklog()),
    takeUp,
    async stop() {
      isStopping = true;
      stopWatching();
      stopWatchingLost();
      stopWatchingRings();
      handOut.stop();
      refill.stop();
      release.stop();
      if (handOut.inHand > 0) await quiet.promise;
    },
    async discardHeld({ idSpace, id }) {
      const lane = lanes.of({ idSpace, idEndpoint: id });
      await gate.refresh(lane);
      return release.discard(lane);
    },
    stats: () => ({
      inMemory: memory.count,
      inFlight: handOut.inFlight,
      oldestCreatedAt: lanes.oldestCreatedAt(),
    }),
  };
}

/** The parts, each told what to do next by the others' events. */
function createParts(
  options: DispatcherOptions,
  { isStopping, handedOut }: { isStopping(): boolean; handedOut(inHand: number): void },
) {
  const { clock, makeId, log, store, directory } = options;
  const lanes = createLanes(options.inFlightPerEndpointMax);
  const memory = createMemory(options.memory);

  /** Gives the lane's memory back. The store lets go of what was in it, to be held or to be fetched again. */
  function drop(lane: Lane): void {
    for (const delivery of lane.queue.drain()) memory.give(lane, bytesOf(delivery));
    refill.roomMade();
    release.begin(lane);
  }

  function closed(lane: Lane): void {
    lane.hasBacklog = false;
    drop(lane);
  }

  function moved(lane: Lane): void {
    lane.hasBacklog = false;
    if (lane.count > 0) drop(lane);
  }

  /** Where it does not get through, the node that it is for finds with its next beat what waits. */
  function tellElsewhere({ idSpace, idEndpoint }: Lane): void {
    store.listeners.ring({ idSpace, idEndpoint }).catch(() => {});
  }

  function opened(lane: Lane): void {
    refill.wake(lane);
    handOut.wake(lane);
  }

  function fetched(lane: Lane): void {
    // Closed, moved or dropped while its claim was under way.
    if (mayFetch(lane)) handOut.wake(lane);
    else drop(lane);
  }

  function released(lane: Lane): void {
    if (lane.state === "closed") return;
    if (lane.state === "elsewhere") {
      tellElsewhere(lane);
      return;
    }
    lane.hasBacklog = true;
    refill.wake(lane);
  }

  function done(lane: Lane, delivery: OwedDelivery, isSent: boolean): void {
    memory.give(lane, bytesOf(delivery));
    refill.roomMade();
    refill.wake(lane);
    if (!isSent) drop(lane);
    handedOut(handOut.inHand);
  }

  const failed = (what: string) => (lane: Lane, error: unknown) => {
    log.error({ err: error, idEndpoint: lane.idEndpoint }, what);
  };
  const gate = createGate({ clock, log, lanes, directory, isStopping, opened, closed, moved });
  const handOut = createHandOut({
    ...options,
    findEndpoint: ({ idSpace, idEndpoint }) =>
      directory.cachedEndpoint(idSpace, idEndpoint) ??
      untilStored(clock, isStopping, () => directory.endpoint(idSpace, idEndpoint)),
    done,
    changed: gate.changed,
    fail: ({ id, idEndpoint }, error) => log.error({ err: error, id, idEndpoint }, "a delivery could not be handled"),
  });
  const refill = createRefill({ ...options, memory, refresh: gate.refresh, fetched, fail: failed("no backlog came") });
  const release = createRelease({
    clock,
    store,
    isDeleted: async ({ idSpace, idEndpoint }) => (await directory.endpoint(idSpace, idEndpoint)) === null,
    newestId: () => makeId("dlv"),
    done: released,
    fail: failed("deliveries could not be let go of"),
  });
  const events = { queued: handOut.wake, left: refill.wake, gaveBack: refill.roomMade, refused: drop };
  const intake = createIntake({ lanes, memory, isStopping, leftElsewhere: tellElsewhere, ...events });
  return { lanes, memory, gate, handOut, refill, release, intake, drop };
}
