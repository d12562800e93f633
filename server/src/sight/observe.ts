import { countsForHealth, type OwedDelivery } from "../core/delivery.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Problem } from "../core/problems.ts";
import type { Metrics } from "./metrics.ts";

/** Counts and times what became of a posted event. */
export function observeIngested(
  metrics: Metrics,
  result: { kind: "accepted" } | { kind: "duplicate" } | { kind: "refused"; problem: Problem },
  durationMs: number,
): void {
  metrics.observeAccept(durationMs);
  if (result.kind === "accepted") metrics.countAccepted(1);
  else if (result.kind === "duplicate") metrics.countDuplicate();
  else metrics.countRefused(result.problem.code);
}

/** Counts and times what an attempt came to. Test sends and replays are attempts too, but end no delivery. */
export function observeOutcome(metrics: Metrics, delivery: OwedDelivery, outcome: Outcome): void {
  metrics.countAttempt(outcome.kind === "delivered" ? "delivered" : outcome.error.code);
  metrics.observeAttempt(outcome.attempt.durationMs);
  if (!countsForHealth(delivery.trigger)) return;
  metrics.observeLatency(outcome.attempt.startedAt - delivery.createdAt);
  if (outcome.kind === "delivered") metrics.countDelivered();
  else metrics.countFailed();
}
