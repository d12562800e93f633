import { retryAfterMs } from "./backoff.ts";
import { PosthornConnectionError, PosthornError, problemError } from "./errors.ts";
import type { Problem } from "./wire/problem.ts";

/** Much more of a page that a proxy made up helps nobody. */
const SHOWN_LENGTH_MAX = 200;
/** Too many requests, and what gateways and nodes answer while Posthorn cannot. A 500 would only happen again. */
const PASSING_STATUSES = new Set([429, 502, 503, 504]);

/** What one try came to. `failed` may go better the next time, `refused` will not. */
export type Tried =
  | { kind: "answered"; value: unknown; text: string }
  | { kind: "failed"; error: PosthornError; askedMs: number }
  | { kind: "refused"; error: PosthornError };

/** What an answer that came whole says. `now` is for a `retry-after` that is a date. */
export function readAnswer(response: Response, text: string, now: number): Tried {
  const { status, headers } = response;
  if (response.ok) return readJson(response, text);
  const error = problemError(toProblem(response, text));
  if (!PASSING_STATUSES.has(status)) return { kind: "refused", error };
  return { kind: "failed", error, askedMs: retryAfterMs(headers.get("retry-after"), now) };
}

function readJson(response: Response, text: string): Tried {
  if (text === "") return { kind: "answered", value: undefined, text };
  try {
    return { kind: "answered", value: JSON.parse(text), text };
  } catch (cause) {
    const { code, detail } = madeUp(response, text);
    return { kind: "refused", error: new PosthornError({ code, detail, cause }) };
  }
}

/** The problem document, or one made up for an answer that has none, such as a proxy's 502. */
function toProblem(response: Response, text: string): Problem {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return madeUp(response, text);
  try {
    const problem: Problem = JSON.parse(text);
    return typeof problem.code === "string" ? problem : madeUp(response, text);
  } catch {
    // Cut short on its way: the status still says something.
    return madeUp(response, text);
  }
}

function madeUp({ status, statusText, headers, type }: Response, text: string): Problem {
  const location = headers.get("location");
  const detail =
    // Browsers hide what a redirect says.
    type === "opaqueredirect" || (status >= 300 && status < 400)
      ? `Posthorn does not redirect, but this address does${location === null ? "" : `, to ${location}`}: check the url.`
      : `${status} came from something other than Posthorn: ${text.slice(0, SHOWN_LENGTH_MAX)}`;
  return { type: "about:blank", title: statusText || "Unexpected answer", status, code: "unexpected_answer", detail };
}

/** The error for a call that got no answer. `limitMs` null: it was not for lack of time. */
export function noAnswer(cause: unknown, limitMs: number | null): PosthornConnectionError {
  if (limitMs !== null) {
    return new PosthornConnectionError({ code: "timeout", detail: `No answer came within ${limitMs} ms.`, cause });
  }
  return new PosthornConnectionError({ code: "network", detail: `Posthorn was not reached: ${reason(cause)}.`, cause });
}

/** `fetch` says little itself and puts what happened into its cause, which may be one error for each address tried. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error.cause === undefined ? error.message : reason(error.cause);
}
