import { countsForHealth, type OwedDelivery } from "../core/delivery.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Ingested } from "../ingest/ingest.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what became of the events of one request, and how long it took. */
export function observeIngested(metrics: Metrics, results: readonly Ingested[], durationMs: number): void {
  metrics.observeAccept(durationMs);
  for (const result of results) {
    if (result.kind === "accepted") metrics.countAccepted(1);
    else if (result.kind === "duplicate") metrics.countDuplicate();
    else metrics.countRefused(result.problem.code);
  }
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
