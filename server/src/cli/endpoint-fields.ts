import type { Endpoint, EndpointDetail } from "@posthorn/sdk";
import { type Cell, styled, timeCell } from "./cells.ts";
import { stateCell } from "./listing.ts";
import type { Field } from "./table.ts";

/** Why an endpoint is paused, in words. */
const PAUSED_WORDS: Readonly<Record<string, string>> = {
  failures: "too many deliveries failed in a row",
  gone: "it answered 410 Gone",
  manual: "by hand",
};

/** What there is to know of an endpoint. */
export function endpointFields(endpoint: Endpoint): Field[] {
  const { status, paused_reason: reason, paused_at: pausedAt, last_failure: failure, headers } = endpoint;
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    ["endpoint", endpoint.id],
    ["url", endpoint.url],
    ["status", stateCell(status)],
    ...(reason === null
      ? []
      : ([
          ["paused", timeCell(pausedAt)],
          ["because", PAUSED_WORDS[reason] ?? reason],
        ] satisfies Field[])),
    ...(endpoint.is_listener ? ([["listener", "posthorn listen; deleted when it ends"]] satisfies Field[]) : []),
    ["events", endpoint.events],
    ["description", endpoint.description || null],
    ...(own.length > 0 ? ([["headers", own]] satisfies Field[]) : []),
    ["failures", `${endpoint.consecutive_failures} in a row; paused at ${endpoint.pause_after}`],
    ...(failure === null ? [] : ([["last failure", lastFailure(failure)]] satisfies Field[])),
    ["envelope", endpoint.envelope],
    ["body secret", endpoint.is_secret_in_body ? "sent" : "not sent"],
    ["made", timeCell(endpoint.created_at)],
    ["changed", timeCell(endpoint.updated_at)],
  ];
}

/** Of more deliveries the server does not say how many there are. */
const COUNTED_MAX = 10_000;

/** What an endpoint is owed. */
export function owedFields({ pending_count: pending, held_count: held }: EndpointDetail): Field[] {
  const words = (count: number) => (count < COUNTED_MAX ? `${count}` : "10000 or more");
  return [
    ["pending", words(pending)],
    ["held", held === 0 ? "0" : styled("yellow", words(held))],
  ];
}

function lastFailure({ at, code, detail, id_delivery: idDelivery }: NonNullable<Endpoint["last_failure"]>): Cell[] {
  return [styled("red", code), timeCell(at), detail, styled("dim", `posthorn deliveries show ${idDelivery}`)];
}
