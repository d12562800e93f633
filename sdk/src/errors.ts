import type { FieldError, Problem } from "./wire/problem.ts";

/** Every `code` that Posthorn itself answers with. */
export const PROBLEM_CODES = [
  "malformed_request",
  "malformed_json",
  "invalid_cursor",
  "unauthorized",
  "session_over",
  "forbidden",
  "not_found",
  "link_used",
  "link_expired",
  "link_revoked",
  "method_not_allowed",
  "request_timeout",
  "event_id_conflict",
  "too_many_endpoints",
  "endpoint_deleted",
  "event_type_built_in",
  "too_many_event_types",
  "replay_running",
  "too_many_replays",
  "too_many_secrets",
  "too_many_listeners",
  "listener_gone",
  "listener_elsewhere",
  "upgrade_required",
  "body_too_large",
  "payload_too_large",
  "batch_too_large",
  "unsupported_media_type",
  "expectation_failed",
  "invalid_request",
  "unknown_event_type",
  "invalid_payload",
  "headers_too_large",
  "internal",
  "overloaded",
  "store_unavailable",
  "shutting_down",
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/**
 * What the client finds by itself. `unexpected_answer`: something other than Posthorn has answered, such as a proxy.
 * `interrupted`: the app's own code has failed, the source of many events or what is told of their progress.
 */
export type ClientCode = "network" | "timeout" | "unexpected_answer" | "aborted" | "interrupted";

/** For programs. Newer servers may have codes that this version does not know. */
export type ErrorCode = ProblemCode | ClientCode | (string & {});

export interface ErrorParts extends ErrorOptions {
  code: ErrorCode;
  /** For people. */
  detail: string;
  problem?: Problem;
}

/** A call that has failed. `code` is for programs, the message for people. */
export class PosthornError extends Error {
  readonly code: ErrorCode;
  /** What Posthorn answered. Null: there was no answer. */
  readonly problem: Problem | null;
  readonly status: number | null;
  /** What is wrong with the input, by path. Empty where the input is not to blame. */
  readonly errors: readonly FieldError[];

  constructor({ code, detail, problem, ...options }: ErrorParts) {
    super(`${code}: ${detail}`, options);
    this.name = "PosthornError";
    this.code = code;
    this.problem = problem ?? null;
    this.status = problem?.status ?? null;
    this.errors = problem?.errors ?? [];
  }
}

/** No answer came: `code` is `network` or `timeout`. Whether the call was carried out is not known. */
export class PosthornConnectionError extends PosthornError {
  override readonly name = "PosthornConnectionError";
}

/** The problem document as an error, whatever it says. */
export function problemError(problem: Problem): PosthornError {
  return new PosthornError({ code: problem.code, detail: problem.detail, problem });
}
