/**
 * Every mistake a caller can be told about: its HTTP status and its title. The `code` is the contract, for programs;
 * the `detail` of each occurrence says what to do, for people. Sent as `application/problem+json` (RFC 9457).
 */
export const PROBLEMS = {
  malformed_request: { status: 400, title: "The request is not valid HTTP" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  invalid_cursor: { status: 400, title: "The cursor is not one of ours" },
  unauthorized: { status: 401, title: "A valid key is needed" },
  session_over: { status: 401, title: "The session is over" },
  forbidden: { status: 403, title: "This key may not do that" },
  not_found: { status: 404, title: "There is no such thing" },
  link_used: { status: 410, title: "The link was used before" },
  link_expired: { status: 410, title: "The link has expired" },
  link_revoked: { status: 410, title: "The link was revoked" },
  method_not_allowed: { status: 405, title: "This method is not for this address" },
  request_timeout: { status: 408, title: "The request took too long" },
  event_id_conflict: { status: 409, title: "Another event has this id" },
  too_many_endpoints: { status: 409, title: "The space has as many endpoints as it may" },
  endpoint_deleted: { status: 409, title: "The endpoint was deleted" },
  event_type_built_in: { status: 409, title: "The event type is built in" },
  too_many_event_types: { status: 409, title: "There are as many event types as there may be" },
  replay_running: { status: 409, title: "The endpoint has a replay under way" },
  too_many_replays: { status: 409, title: "The space has as many replays under way as it may" },
  body_too_large: { status: 413, title: "The body is too large" },
  payload_too_large: { status: 413, title: "The payload is too large" },
  batch_too_large: { status: 413, title: "Too many events at once" },
  unsupported_media_type: { status: 415, title: "The body has a type that is not read here" },
  expectation_failed: { status: 417, title: "This expectation cannot be met" },
  invalid_request: { status: 422, title: "The request is not valid" },
  invalid_payload: { status: 422, title: "The payload is not what its event type says" },
  unknown_event_type: { status: 422, title: "There is no such event type" },
  headers_too_large: { status: 431, title: "The request's head is too large" },
  internal: { status: 500, title: "Posthorn has failed" },
  overloaded: { status: 503, title: "Too much is waiting to be written" },
  store_unavailable: { status: 503, title: "The database cannot be written" },
  shutting_down: { status: 503, title: "This node is stopping" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  /** Where: `payload.contract_value`, `headers["x-team"]`, `events[2]`. Empty for the body as a whole. */
  path: string;
  message: string;
}

/** One occurrence of a problem: a value that stages return and the API answers with. */
export interface Problem {
  code: ProblemCode;
  detail: string;
  errors?: readonly FieldError[];
  /** For 503: the seconds after which trying again makes sense. */
  retryAfterS?: number;
}

/** A problem on its way to the answer. Thrown only between a route and the API's error handler. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail}`, options);
    this.name = "ProblemError";
    this.problem = problem;
  }
}
