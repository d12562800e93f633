import type { Clock } from "../core/clock.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { lowestIdAt } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { Store } from "../store/store.ts";
import { untilStored } from "../store/until-stored.ts";
import { createGate } from "./gate.ts";
import { createHandOut, type HandOutOptions } from "./hand-out.ts";
import { createHold } from "./hold.ts";
import { createIntake, type Intake } from "./intake.ts";
import type { Lane } from "./lane.ts";
import { createLanes } from "./lanes.ts";
import { createMemory, type MemoryLimits } from "./memory.ts";
import { createRefill } from "./refill.ts";

/**
 * What is owed to whom next. A lane for each endpoint, each with its own window, so that a slow or dead endpoint keeps
 * only its own deliveries waiting.
 */
export interface Dispatcher extends Intake {
  /** Takes up what the store owes from before. */
  start(): Promise<void>;
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
  log: Log;
  store: Pick<Store, "claimPending" | "holdPending" | "discardHeld" | "listBacklog" | "watchEndpoints">;
  directory: Pick<EndpointDirectory, "endpoint">;
  memory: MemoryLimits;
  inFlightPerEndpointMax: number;
  resumePerSecond: number;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, log, store, directory } = options;
  const lanes = createLanes(options.inFlightPerEndpointMax);
  const memory = createMemory(options.memory);
  const quiet = Promise.withResolvers<void>();
  let isStopping = false;
  const isOver = () => isStopping;

  /** Hands out nothing more, gives the memory back, and lets the store hold what is owed. */
  function close(lane: Lane): void {
    lane.state = "closed";
    for (const { payload } of lane.queue.drain()) memory.give(lane, payload.length);
    refill.roomMade();
    hold.begin(lane);
  }

  function open(lane: Lane): void {
    refill.wake(lane);
    handOut.wake(lane);
  }

  function done(lane: Lane, delivery: OwedDelivery): void {
    memory.give(lane, delivery.payload.length);
    refill.roomMade();
    refill.wake(lane);
    // It may have been taken back unsent: then it is still pending, and must be held like the rest.
    if (lane.state === "closed") hold.begin(lane);
    if (isStopping && handOut.inHand === 0) quiet.resolve();
  }

  const findEndpoint = ({ idSpace, idEndpoint }: OwedDelivery) =>
    untilStored(clock, isOver, () => directory.endpoint(idSpace, idEndpoint));
  const isDeleted = async (lane: Lane) => (await directory.endpoint(lane.idSpace, lane.idEndpoint)) === null;
  const newestId = () => lowestIdAt("dlv", clock.now() + 1);
  const failed = (what: string) => (lane: Lane, error: unknown) => {
    log.error({ err: error, idEndpoint: lane.idEndpoint }, what);
  };

  const handOut = createHandOut({
    ...options,
    findEndpoint,
    done,
    close,
    fail: ({ id, idEndpoint }, error) => log.error({ err: error, id, idEndpoint }, "a delivery could not be handled"),
  });
  const gate = createGate({ clock, log, lanes, directory, isStopping: isOver, opened: open, closed: close });
  const fetched = (lane: Lane) => (lane.state === "closed" ? close(lane) : handOut.wake(lane));
  const refill = createRefill({ ...options, memory, refresh: gate.refresh, fetched, fail: failed("no backlog came") });
  const hold = createHold({ clock, store, isDeleted, newestId, done: refill.wake, fail: failed("holding has failed") });
  const intake = createIntake({ lanes, memory, isStopping: isOver, queued: handOut.wake, left: refill.wake, hold });
  const stopWatching = store.watchEndpoints(gate.changed);

  return {
    ...intake,
    async start() {
      for (const owing of await store.listBacklog()) {
        const lane = lanes.of(owing);
        lane.hasBacklog = true;
        refill.wake(lane);
      }
    },
    async stop() {
      isStopping = true;
      stopWatching();
      handOut.stop();
      refill.stop();
      hold.stop();
      if (handOut.inHand > 0) await quiet.promise;
    },
    async discardHeld({ idSpace, id }) {
      const lane = lanes.of({ idSpace, idEndpoint: id });
      await gate.refresh(lane);
      return hold.discard(lane);
    },
    stats: () => ({
      inMemory: memory.count,
      inFlight: handOut.inFlight,
      oldestCreatedAt: lanes.oldestCreatedAt(),
    }),
  };
}
