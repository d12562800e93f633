import type { Attempt } from "@posthorn/sdk";
import { type Cell, styled, timeCell } from "./cells.ts";
import type { Field } from "./table.ts";
import { durationWords } from "./times.ts";

/** Of a body, so much is read by a person. `--json` has all that was kept. */
const BODY_SHOWN_MAX = 2000;

/** The parts of a request's time, in their order. */
const TIMES = [
  ["DNS", "dns_ms"],
  ["connect", "connect_ms"],
  ["TLS", "tls_ms"],
  ["first byte", "first_byte_ms"],
] as const;

export function isDelivered({ error }: Attempt): boolean {
  return error === null;
}

/** What one request came to, why, and what to do about it. */
export function attemptFields(attempt: Attempt): Field[] {
  const { error, response, trigger, started_at: startedAt, request, remote_address: address } = attempt;
  return [
    ["attempt", attempt.id],
    ["result", isDelivered(attempt) ? styled("green", "delivered") : styled("red", "failed")],
    ...(error === null ? [] : ([["because", [styled("red", error.code), error.detail]]] satisfies Field[])),
    ["sent to", request.url],
    ...(address === null ? [] : ([["address", styled("dim", address)]] satisfies Field[])),
    ["when", timeCell(startedAt)],
    ["why", TRIGGER_WORDS[trigger]],
    ["took", timingWords(attempt)],
    ...(response === null ? [] : answerFields(response)),
  ];
}

/** What was sent, header by header, and its body. */
export function requestFields({ headers, ...body }: Attempt["request"]): Field[] {
  return [
    ["request", Object.entries(headers).map(([name, value]) => `${name}: ${value}`)],
    ["body", bodyCells(body)],
  ];
}

const TRIGGER_WORDS: Readonly<Record<Attempt["trigger"], string>> = {
  event: "the event",
  takeover: "a node died with it in hand: it may have come before",
  replay: "a replay by hand",
  test: "a test",
};

function answerFields({ status, headers, is_body_cut: isCut, ...body }: NonNullable<Attempt["response"]>): Field[] {
  const isSuccess = status >= 200 && status < 300;
  const lines = Object.entries(headers).map(([name, value]) => styled("dim", `${name}: ${value}`));
  return [
    ["answer", [styled(isSuccess ? "green" : "red", status), ...lines]],
    ["its body", [...bodyCells(body), ...(isCut ? [styled("dim", "…it went on")] : [])]],
  ];
}

function bodyCells({ body, encoding }: { body: string; encoding: "utf8" | "base64" }): Cell[] {
  if (body === "") return [styled("dim", "empty")];
  const isLong = body.length > BODY_SHOWN_MAX;
  const shown = (isLong ? body.slice(0, BODY_SHOWN_MAX) : body).split(/\r?\n/);
  const notes = [
    ...(encoding === "base64" ? [styled("dim", "(no text: this is base64)")] : []),
    ...(isLong ? [styled("dim", `…${body.length - BODY_SHOWN_MAX} more characters: --json`)] : []),
  ];
  return [...shown, ...notes];
}

function timingWords({ duration_ms: durationMs, timing }: Attempt): string {
  const parts = TIMES.flatMap(([name, key]) => {
    const ms = timing[key];
    return ms === null ? [] : [`${name} ${durationWords(ms)}`];
  });
  return parts.length === 0 ? durationWords(durationMs) : `${durationWords(durationMs)} (${parts.join(", ")})`;
}
