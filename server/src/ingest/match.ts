import type { Clock } from "../core/clock.ts";
import { bytesOf, type OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Event } from "../core/event.ts";
import type { MakeId } from "../core/ids.ts";
import { isSubscribed } from "../core/subscription.ts";
import type { NewDelivery, NewEvent } from "../store/accepting.ts";
import type { Routes } from "../store/endpoints.ts";
import type { PostedEvent } from "./posted-event.ts";

/** Where accepted deliveries go on: dispatch, seen from here. */
export interface Intake {
  /**
   * Whether there is room in memory for one more delivery of this endpoint. If not, it is written without an owner and
   * fetched later. Each call is followed by exactly one `settle`.
   */
  reserve(endpoint: Endpoint, bytes: number): boolean;
  /** What came of `reserve`, which answered `isOwned`: whether the delivery was written. */
  settle(delivery: OwedDelivery, isOwned: boolean, isWritten: boolean): void;
}

/** Makes an event of what was posted, with a delivery for each endpoint that is subscribed to it. */
export interface Matcher {
  match(posted: PostedEvent, routes: Routes): NewEvent;
  /** Tells the intake what came of a matched event's deliveries. */
  settle(matched: NewEvent, isWritten: boolean): void;
}

export function createMatcher(options: { clock: Clock; makeId: MakeId; intake: Intake }): Matcher {
  const { clock, makeId, intake } = options;

  function match(posted: PostedEvent, routes: Routes): NewEvent {
    const { payload, changes } = posted;
    const now = clock.now();
    const deliveries: NewDelivery[] = [];
    for (const endpoint of routes.endpoints) {
      if (!isSubscribed(endpoint.events, posted.event)) continue;
      const isHeld = endpoint.health.status === "paused";
      const isOwned = !isHeld && intake.reserve(endpoint, bytesOf(posted));
      deliveries.push({ id: makeId("dlv"), idEndpoint: endpoint.id, status: isHeld ? "held" : "pending", isOwned });
    }
    const event: Event = {
      id: posted.id ?? makeId("evt"),
      idSpace: posted.idSpace,
      event: posted.event,
      occurredAt: posted.occurredAt ?? now,
      createdAt: now,
      deliveryCount: deliveries.length,
      isTest: false,
      actor: posted.actor,
      correlationId: posted.correlationId,
      warnings: posted.warnings,
    };
    const isTimeGiven = posted.occurredAt !== null;
    return { event, isTimeGiven, payload, changes, routesVersion: routes.version, deliveries };
  }

  function settle({ event: accepted, payload, changes, deliveries }: NewEvent, isWritten: boolean): void {
    const { idSpace, id: idEvent, event, createdAt, occurredAt, actor, correlationId } = accepted;
    const content = { idSpace, idEvent, event, payload, occurredAt, changes, actor, correlationId };
    for (const { id, idEndpoint, status, isOwned } of deliveries) {
      if (status === "held") continue;
      const delivery = { id, idEndpoint, ...content, trigger: "event", createdAt } as const;
      intake.settle(delivery, isOwned, isWritten);
    }
  }

  return { match, settle };
}
