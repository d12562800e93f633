import { errors } from "undici";
import type { AttemptError, AttemptResponse } from "../core/outcome.ts";
import { ConnectFault, codeOf, inSeconds } from "./connect-fault.ts";
import type { Exchanged } from "./exchange.ts";
import { printable, statusWords } from "./status-words.ts";

/** What an exchange came to: `delivered`, or an error in words for the endpoint's owner. */
export type Verdict = { kind: "delivered" } | { kind: "failed" | "gone"; error: AttemptError };

/** A redirect's target is shown up to here: enough to correct a URL by. */
const LOCATION_LENGTH_MAX = 300;

/**
 * The one place that decides what counts as delivered: an answer of 2xx that was complete in time, or longer than is
 * read. Any other status is known as soon as it is there, so that it tells the story even where its body never ends.
 */
export function classify({ end, response }: Exchanged, timeoutMs: number): Verdict {
  if (response !== null && !isSuccess(response.status)) return refused(response);
  switch (end.kind) {
    case "complete":
    case "cut":
      return { kind: "delivered" };
    case "late":
      return failed("timeout", lateWords(response, timeoutMs));
    case "broken":
      return { kind: "failed", error: brokenError(end.error, response) };
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function refused({ status, headers }: AttemptResponse): Verdict {
  if (status === 410) {
    return { kind: "gone", error: { code: "gone", detail: "answered 410 Gone: the receiver wants no more events" } };
  }
  if (status < 400) {
    const { location } = headers;
    return failed(
      "redirect",
      location === undefined
        ? `answered ${status}: only 2xx counts as received`
        : `answered ${status} to ${printable(location, LOCATION_LENGTH_MAX)}: redirects are not followed, use that URL`,
    );
  }
  return failed("status", statusWords(status));
}

function lateWords(response: AttemptResponse | null, timeoutMs: number): string {
  const limit = inSeconds(timeoutMs);
  if (response === null) return `took longer than ${limit}: answer first, work later`;
  return `answered ${response.status}, but the answer did not end within ${limit}: end it as soon as the status is sent`;
}

function brokenError(error: unknown, response: AttemptResponse | null): AttemptError {
  if (error instanceof ConnectFault) return error.fault;
  if (error instanceof errors.HTTPParserError) {
    return { code: "response_invalid", detail: "the answer is not valid HTTP/1.1" };
  }
  const code = codeOf(error);
  switch (code) {
    case "UND_ERR_HEADERS_OVERFLOW":
      return { code: "response_invalid", detail: "the answer's headers are too large" };
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return { code: "response_invalid", detail: "the answer's length is not what its content-length says" };
    case "UND_ERR_INVALID_ARG":
      return { code: "internal", detail: "Posthorn could not put the request together" };
    case "UND_ERR_SOCKET":
    case "ECONNRESET":
    case "EPIPE":
      return brokenOff(error, response);
    default:
      return { code: "connection_failed", detail: `the connection broke${code === "" ? "" : ` (${code})`}` };
  }
}

function brokenOff(error: unknown, response: AttemptResponse | null): AttemptError {
  // undici's words for an answer that HTTP does not allow here: 100 without a question, 101, or bytes nobody asked for.
  if (error instanceof Error && error.message.startsWith("bad ")) {
    return { code: "response_invalid", detail: "answered with a protocol switch or a 100 that was not asked for" };
  }
  const detail =
    response === null
      ? "the receiver closed the connection before answering"
      : `answered ${response.status}, but closed the connection before the answer was complete`;
  return { code: "connection_reset", detail };
}

function failed(code: AttemptError["code"], detail: string): Verdict {
  return { kind: "failed", error: { code, detail } };
}
