import type { Outcome } from "./outcome.ts";

export type PausedReason = "failures" | "gone" | "manual";

/** Whether an endpoint gets requests, and why not. Changed only by the functions in this file. */
export interface EndpointHealth {
  status: "active" | "paused";
  pausedReason: PausedReason | null;
  pausedAt: number | null;
  /** Failed deliveries since the last success. Test sends and replays do not count. */
  consecutiveFailures: number;
  lastFailure: LastFailure | null;
}

export interface LastFailure {
  at: number;
  code: string;
  /** What went wrong and what to do, in words for a person. */
  detail: string;
  idDelivery: string;
}

export const HEALTHY: EndpointHealth = {
  status: "active",
  pausedReason: null,
  pausedAt: null,
  consecutiveFailures: 0,
  lastFailure: null,
};

/**
 * The health after one more delivery has ended. The seed: "If the delivery of a webhook fails 10 times, the webhook
 * endpoint will be paused." Read as ten in a row, so that one failure a month does not pause an endpoint within a year.
 * 410 Gone pauses at once (Standard Webhooks). An outcome that arrives after the pause changes the counter only.
 */
export function healthAfter(
  health: EndpointHealth,
  pauseAfter: number,
  ended: { idDelivery: string; outcome: Outcome },
  now: number,
): EndpointHealth {
  const { outcome } = ended;
  if (outcome.kind === "delivered") {
    return health.consecutiveFailures === 0 ? health : { ...health, consecutiveFailures: 0 };
  }
  const failed: EndpointHealth = {
    ...health,
    consecutiveFailures: health.consecutiveFailures + 1,
    lastFailure: { at: now, ...outcome.error, idDelivery: ended.idDelivery },
  };
  if (health.status === "paused") return failed;
  if (outcome.kind === "gone") return pausedFor(failed, "gone", now);
  return failed.consecutiveFailures >= pauseAfter ? pausedFor(failed, "failures", now) : failed;
}

/** Paused, whatever it was before. A pause that is already there keeps its reason and its time. */
export function pausedFor(health: EndpointHealth, reason: PausedReason, now: number): EndpointHealth {
  return health.status === "paused" ? health : { ...health, status: "paused", pausedReason: reason, pausedAt: now };
}

/** Active again, with a clean counter. The last failure stays readable. */
export function resumed(health: EndpointHealth): EndpointHealth {
  return { ...health, status: "active", pausedReason: null, pausedAt: null, consecutiveFailures: 0 };
}
