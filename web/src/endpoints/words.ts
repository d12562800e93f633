import type { Endpoint } from "@posthorn/sdk";
import { sentence } from "../ui/sentence.ts";

/** What an endpoint gets, in few words. */
export function subscriptionWords(events: readonly string[]): string {
  if (events.includes("*")) return "All events";
  const [first = "nothing", second] = events;
  if (events.length <= 2) return second === undefined ? first : `${first}, ${second}`;
  return `${first}, ${second} and ${events.length - 2} more`;
}

/** Why an endpoint is paused, beside the word that says that it is. */
function reasonWords({ paused_reason, pause_after, is_listener }: Endpoint): string {
  switch (paused_reason) {
    case "failures":
      return pause_after === 1 ? "after a failure" : `after ${pause_after} failures in a row`;
    case "gone":
      return "the receiver answered 410 Gone";
    case "manual":
      return is_listener ? "by hand, or as posthorn listen is away" : "by hand";
    case null:
      return "";
  }
}

/** Why an endpoint is failing or paused, as a sentence; empty where it is well. */
export function healthWords(endpoint: Endpoint): string {
  const { status, last_failure, consecutive_failures, paused_reason } = endpoint;
  if (status === "paused") {
    const failure = paused_reason === "failures" && last_failure ? `: ${last_failure.detail}` : "";
    return sentence(`${reasonWords(endpoint)}${failure}`);
  }
  return consecutive_failures > 0 && last_failure !== null ? sentence(last_failure.detail) : "";
}

/** Why an endpoint is paused, as a sentence. */
export function pausedWords(endpoint: Endpoint): string {
  if (endpoint.paused_reason === "gone") return "The receiver answered 410 Gone: it wants no more events";
  return `Paused ${reasonWords(endpoint)}`;
}

/** Nobody counts further: whether there are more is then not known. */
const COUNTED_MAX = 10_000;

/** `3 events`, `10,000+ events`. */
export function waitingWords(count: number): string {
  return `${count.toLocaleString()}${count >= COUNTED_MAX ? "+" : ""} ${count === 1 ? "event" : "events"}`;
}

/** How much is owed and not sent yet. */
export function pendingWords(count: number): string {
  return `${waitingWords(count)} in line`;
}

/** `1,204 delivered, 3 failed`. */
export function countsWords({ delivered, failed }: { delivered: number; failed: number }): string {
  if (delivered + failed === 0) return "Nothing sent";
  return `${delivered.toLocaleString()} delivered, ${failed.toLocaleString()} failed`;
}
