import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { hasMissedListener, type Outcome } from "../core/outcome.ts";
import type { RecordedOutcome } from "../store/outcomes.ts";
import type { Lane } from "./lane.ts";
import { createRing } from "./ring.ts";

/** Sends what the lanes hold: look up the endpoint, attempt, record. */
export interface HandOut {
  /** Something has changed that may let this lane send. */
  wake(lane: Lane): void;
  /** Begins nothing more. */
  stop(): void;
  /** Requests in flight that count against the limits. */
  readonly inFlight: number;
  /** Deliveries that are being sent or recorded. */
  readonly inHand: number;
}

export interface HandOutOptions {
  /** Requests in flight to all endpoints together. */
  inFlightMax: number;
  /** The live endpoint as it is now: the next attempt uses its current URL and secrets. */
  findEndpoint(delivery: OwedDelivery): Endpoint | Promise<Endpoint | null>;
  attempt(task: { delivery: OwedDelivery; endpoint: Endpoint }): Promise<Outcome>;
  /** Resolves once the outcome is committed. */
  record(delivery: OwedDelivery, outcome: Outcome): Promise<RecordedOutcome>;
  /** The delivery has left the lane's hand. `isSent` false: it was taken back, and is still pending in the store. */
  done(lane: Lane, delivery: OwedDelivery, isSent: boolean): void;
  /** The endpoint turned out to be paused or deleted, or another node's. */
  changed(lane: Lane): void;
  /** A fault that nobody foresaw: the delivery stays pending in the store and is taken up at the next start. */
  fail(delivery: OwedDelivery, error: unknown): void;
}

export function createHandOut(options: HandOutOptions): HandOut {
  const ring = createRing({ inFlightMax: options.inFlightMax, start });
  let inHand = 0;
  /** Outcomes on their way into the store. */
  let unrecorded = 0;

  function start(lane: Lane): void {
    const delivery = lane.queue.shift();
    if (delivery === undefined) throw new Error("a lane that can send has a delivery");
    lane.inHand.add(delivery.id);
    inHand++;
    void handle(lane, delivery);
  }

  async function handle(lane: Lane, delivery: OwedDelivery): Promise<void> {
    let isSent = true;
    try {
      isSent = await send(lane, delivery);
    } catch (error) {
      options.fail(delivery, error);
    }
    lane.inHand.delete(delivery.id);
    inHand--;
    options.done(lane, delivery, isSent);
    ring.wake(lane);
  }

  /** False: it was taken back unsent. */
  async function send(lane: Lane, delivery: OwedDelivery): Promise<boolean> {
    let isInFlight = true;
    const leaveFlight = () => {
      if (isInFlight) ring.leaveFlight(lane);
      isInFlight = false;
    };
    try {
      const endpoint = await options.findEndpoint(delivery);
      if (endpoint === null || endpoint.health.status === "paused" || endpoint.isElsewhere) {
        options.changed(lane);
        return false;
      }
      lane.pauseAfter = endpoint.pauseAfter;
      const outcome = await options.attempt({ delivery, endpoint });
      if (endpoint.isListener && (await isMoved(options, delivery, outcome))) {
        options.changed(lane);
        return false;
      }
      if (outcome.kind === "delivered") lane.window.succeeded();
      else lane.window.failed();
      // A success cannot lead to a pause: the next request need not wait for its commit. But while the store is away
      // there is an end to it, or all that is in memory would be sent, and sent again by the next node after a crash.
      if (outcome.kind === "delivered" && unrecorded < options.inFlightMax) {
        leaveFlight();
        ring.wake(lane);
      }
      learn(lane, await record(delivery, outcome));
      return true;
    } finally {
      leaveFlight();
    }
  }

  async function record(delivery: OwedDelivery, outcome: Outcome): Promise<RecordedOutcome> {
    unrecorded++;
    try {
      return await options.record(delivery, outcome);
    } finally {
      unrecorded--;
    }
  }

  function learn(lane: Lane, { health }: RecordedOutcome): void {
    // It may have been resumed in the same commit: what holds now is to be read, not concluded.
    if (health === null || health.status === "paused") options.changed(lane);
    else lane.failures = health.consecutiveFailures;
  }

  return {
    wake: ring.wake,
    stop: ring.stop,
    get inFlight() {
      return ring.inFlight;
    },
    get inHand() {
      return inHand;
    },
  };
}

/** Its listener has gone to another node, without an answer on this one. That one asks it again. */
async function isMoved(
  { findEndpoint }: Pick<HandOutOptions, "findEndpoint">,
  delivery: OwedDelivery,
  outcome: Outcome,
): Promise<boolean> {
  return hasMissedListener(outcome) && (await findEndpoint(delivery))?.isElsewhere === true;
}
