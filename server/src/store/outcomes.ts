import type { DeliveryStatus, Trigger } from "../core/delivery.ts";
import type { EndpointHealth } from "../core/endpoint-health.ts";
import type { Event } from "../core/event.ts";
import type { Outcome } from "../core/outcome.ts";

export interface EndedDelivery {
  idDelivery: string;
  idSpace: string;
  idEndpoint: string;
  trigger: Trigger;
  outcome: Outcome;
}

export interface RecordedOutcome {
  /** The delivery's state now. Null where it is no longer there. */
  status: DeliveryStatus | null;
  /** The endpoint's health after this outcome. Null where the endpoint is no longer there. */
  health: EndpointHealth | null;
  /** Whether this very outcome paused the endpoint. */
  hasPaused: boolean;
}

export interface TestSend {
  event: Event;
  payload: Uint8Array;
  idDelivery: string;
  idEndpoint: string;
  outcome: Outcome;
}
