import type { Clock } from "../core/clock.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import { type Endpoint, mustBeHere } from "../core/endpoint.ts";
import type { Event } from "../core/event.ts";
import type { MakeId } from "../core/ids.ts";
import type { Outcome } from "../core/outcome.ts";
import { ProblemError } from "../core/problems.ts";
import type { RecordedAttempt } from "../store/deliveries.ts";
import type { EndpointDirectory } from "../store/endpoint-directory.ts";
import type { RecordedOutcome } from "../store/outcomes.ts";
import type { Store } from "../store/store.ts";

/** Sends that a person asked for and waits for. They count for nothing, and go past the lanes: also while paused. */
export interface SendByHand {
  /** Sends a sample to one endpoint now, whatever it is subscribed to. */
  test(endpoint: Endpoint, event: string, sample: Uint8Array): Promise<Tested>;
  /** One more attempt of a delivery in any state, to its endpoint's current URL with its current secrets. */
  replay(idSpace: string, idDelivery: string): Promise<Replayed>;
  /** Resolves when none is under way. */
  stop(): Promise<void>;
}

/** A test send: the event that it was, and what came of it. */
export interface Tested {
  event: Event;
  attempt: RecordedAttempt;
}

export type Replayed =
  | { kind: "replayed"; attempt: RecordedAttempt }
  | { kind: "not_found" }
  | { kind: "endpoint_deleted" };

export interface SendByHandOptions {
  clock: Clock;
  makeId: MakeId;
  store: Pick<Store, "loadForReplay" | "recordTest">;
  directory: Pick<EndpointDirectory, "endpoint">;
  attempt(task: { delivery: OwedDelivery; endpoint: Endpoint }): Promise<Outcome>;
  record(delivery: OwedDelivery, outcome: Outcome): Promise<RecordedOutcome>;
}

/** Each is a caller who waits and a request in flight; people do not need more at once, scripts shall go slower. */
const AT_ONCE_MAX = 64;

export function createSendByHand(options: SendByHandOptions): SendByHand {
  const { clock, makeId, store } = options;
  const running = new Set<Promise<unknown>>();
  let isStopping = false;

  async function limited<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isStopping) throw new ProblemError({ code: "shutting_down", detail: "Nothing was sent. Try again elsewhere." });
    if (running.size >= AT_ONCE_MAX) {
      const detail = `${AT_ONCE_MAX} tests and replays are under way already. Wait for some of them to end.`;
      throw new ProblemError({ code: "overloaded", detail, retryAfterS: 1 });
    }
    const under = work();
    running.add(under);
    try {
      return await under;
    } finally {
      running.delete(under);
    }
  }

  async function test(endpoint: Endpoint, type: string, payload: Uint8Array): Promise<Tested> {
    const now = clock.now();
    const { idSpace, id: idEndpoint } = endpoint;
    const event: Event = {
      id: makeId("evt"),
      idSpace,
      event: type,
      occurredAt: now,
      createdAt: now,
      deliveryCount: 1,
      isTest: true,
      actor: null,
      correlationId: null,
      warnings: [],
    };
    const delivery: OwedDelivery = {
      id: makeId("dlv"),
      idEndpoint,
      ...{ idSpace, idEvent: event.id, event: type, payload, occurredAt: now },
      ...{ changes: null, actor: null, correlationId: null },
      trigger: "test",
      createdAt: now,
    };
    mustBeHere(endpoint);
    const outcome = await options.attempt({ delivery, endpoint });
    await store.recordTest({ event, payload, idDelivery: delivery.id, idEndpoint, outcome });
    return { event, attempt: toRecorded(delivery, outcome) };
  }

  async function replay(idSpace: string, idDelivery: string): Promise<Replayed> {
    const delivery = await store.loadForReplay(idSpace, idDelivery);
    if (delivery === null) return { kind: "not_found" };
    const endpoint = await options.directory.endpoint(idSpace, delivery.idEndpoint);
    if (endpoint === null) return { kind: "endpoint_deleted" };
    mustBeHere(endpoint);
    const outcome = await options.attempt({ delivery, endpoint });
    await options.record(delivery, outcome);
    return { kind: "replayed", attempt: toRecorded(delivery, outcome) };
  }

  return {
    test: (endpoint, event, sample) => limited(() => test(endpoint, event, sample)),
    replay: (idSpace, idDelivery) => limited(() => replay(idSpace, idDelivery)),
    async stop() {
      isStopping = true;
      await Promise.allSettled(running);
    },
  };
}

function toRecorded({ trigger }: OwedDelivery, outcome: Outcome): RecordedAttempt {
  return { ...outcome.attempt, trigger, error: outcome.kind === "delivered" ? null : outcome.error };
}
