import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RecordedOutcome } from "../store/store.ts";
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
  findEndpoint(delivery: OwedDelivery): Promise<Endpoint | null>;
  attempt(task: { delivery: OwedDelivery; endpoint: Endpoint }): Promise<Outcome>;
  /** Resolves once the outcome is committed. */
  record(delivery: OwedDelivery, outcome: Outcome): Promise<RecordedOutcome>;
  /** The delivery has left this node's hand. */
  done(lane: Lane, delivery: OwedDelivery): void;
  /** The endpoint turned out to be paused or deleted. */
  close(lane: Lane): void;
  /** A fault that nobody foresaw: the delivery stays pending in the store and is taken up at the next start. */
  fail(delivery: OwedDelivery, error: unknown): void;
}

export function createHandOut(options: HandOutOptions): HandOut {
  const ring = createRing({ inFlightMax: options.inFlightMax, start });
  let inHand = 0;

  function start(lane: Lane): void {
    const delivery = lane.queue.shift();
    if (delivery === undefined) throw new Error("a lane that can send has a delivery");
    lane.inHand.add(delivery.id);
    inHand++;
    send(lane, delivery)
      .catch((error: unknown) => options.fail(delivery, error))
      .finally(() => {
        lane.inHand.delete(delivery.id);
        inHand--;
        options.done(lane, delivery);
        ring.wake(lane);
      });
  }

  async function send(lane: Lane, delivery: OwedDelivery): Promise<void> {
    let isInFlight = true;
    const leaveFlight = () => {
      if (isInFlight) ring.leaveFlight(lane);
      isInFlight = false;
    };
    try {
      const endpoint = await options.findEndpoint(delivery);
      if (endpoint === null || endpoint.health.status === "paused") return options.close(lane);
      lane.pauseAfter = endpoint.pauseAfter;
      const outcome = await options.attempt({ delivery, endpoint });
      if (outcome.kind === "delivered") {
        // A success cannot lead to a pause: the next request need not wait for its commit.
        lane.window.succeeded();
        leaveFlight();
        ring.wake(lane);
      } else {
        lane.window.failed();
      }
      learn(lane, await options.record(delivery, outcome));
    } finally {
      leaveFlight();
    }
  }

  function learn(lane: Lane, { health }: RecordedOutcome): void {
    if (health === null || health.status === "paused") options.close(lane);
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
