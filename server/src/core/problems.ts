/**
 * Every mistake a caller can be told about: its HTTP status and its title. The `code` is the contract, for programs;
 * the `detail` of each occurrence says what to do, for people; `help` says it in general, for the documentation. Sent as
 * `application/problem+json` (RFC 9457).
 */
export const PROBLEMS = {
  malformed_request: {
    status: 400,
    title: "The request is not valid HTTP",
    help: "Speak HTTP/1.1, with a host header. `detail` says what could not be read.",
  },
  malformed_json: {
    status: 400,
    title: "The body is not valid JSON",
    help: "Send one JSON value in UTF-8. `detail` says where it ends to be one.",
  },
  invalid_cursor: {
    status: 400,
    title: "The cursor is not one of ours",
    help: "Pass `next_cursor` of the page before, unchanged, to the same list.",
  },
  unauthorized: {
    status: 401,
    title: "A valid key is needed",
    help: "Send `authorization: Bearer <key>`, with a key that was not revoked.",
  },
  session_over: { status: 401, title: "The session is over", help: "Come in by a new link." },
  forbidden: { status: 403, title: "This key may not do that", help: "Call with an operator's key." },
  not_found: {
    status: 404,
    title: "There is no such thing",
    help: "See whether the address and the ids in it are right, and whether the key is for this space.",
  },
  link_used: {
    status: 410,
    title: "The link was used before",
    help: "Have a new link made: each opens the page once.",
  },
  link_expired: { status: 410, title: "The link has expired", help: "Have a new link made." },
  link_revoked: { status: 410, title: "The link was revoked", help: "Ask whoever made it for a new one." },
  method_not_allowed: {
    status: 405,
    title: "This method is not for this address",
    help: "Use one of the methods in the header `allow`.",
  },
  request_timeout: {
    status: 408,
    title: "The request took too long",
    help: "Send the whole request within a minute. It can be repeated.",
  },
  event_id_conflict: {
    status: 409,
    title: "Another event has this id",
    help: "Give the event an id that no other event of its space has.",
  },
  too_many_endpoints: {
    status: 409,
    title: "The space has as many endpoints as it may",
    help: "Delete one that is no longer used, or ask the operator to raise POSTHORN_ENDPOINTS_PER_SPACE_MAX.",
  },
  endpoint_deleted: {
    status: 409,
    title: "The endpoint was deleted",
    help: "There is nowhere to send it. Make a new endpoint and post the event again.",
  },
  too_many_secrets: {
    status: 409,
    title: "The endpoint has as many old secrets as it may",
    help: "Rotate again when the oldest of them ends, which `detail` tells: at most 24 hours later.",
  },
  event_type_built_in: { status: 409, title: "The event type is built in", help: "Give your own another name." },
  too_many_event_types: {
    status: 409,
    title: "There are as many event types as there may be",
    help: "Delete those that are no longer used.",
  },
  too_many_listeners: {
    status: 409,
    title: "The space has as many listeners as it may",
    help: "End one of those that run posthorn listen.",
  },
  listener_gone: {
    status: 410,
    title: "This listener is not known any more",
    help: "It was away for too long, and its endpoint was deleted: begin anew. `posthorn listen` does so by itself.",
  },
  upgrade_required: {
    status: 426,
    title: "This address takes WebSockets only",
    help: "Ask for a WebSocket, as `posthorn listen` does. A proxy on the way may not pass the request on.",
  },
  replay_running: {
    status: 409,
    title: "The endpoint has a replay under way",
    help: "Wait until it is done, or cancel it.",
  },
  too_many_replays: {
    status: 409,
    title: "The space has as many replays under way as it may",
    help: "Wait until one is done, or cancel one.",
  },
  body_too_large: {
    status: 413,
    title: "The body is too large",
    help: "Send less at once. `detail` says how much is read here.",
  },
  payload_too_large: {
    status: 413,
    title: "The payload is too large",
    help: "Send less with the event, such as a link to the rest, or ask the operator to raise POSTHORN_PAYLOAD_BYTES_MAX.",
  },
  batch_too_large: { status: 413, title: "Too many events at once", help: "Send the batch in several parts." },
  unsupported_media_type: {
    status: 415,
    title: "The body has a type that is not read here",
    help: "Say what the body is with `content-type`, and send it without `content-encoding`. `detail` says what is read here.",
  },
  expectation_failed: {
    status: 417,
    title: "This expectation cannot be met",
    help: "Leave out the header `expect`, or send `100-continue`.",
  },
  invalid_request: { status: 422, title: "The request is not valid", help: "Mend each place that `errors` names." },
  invalid_payload: {
    status: 422,
    title: "The payload is not what its event type says",
    help: "Mend each place that `errors` names, or have the operator set POSTHORN_VALIDATION=warn.",
  },
  unknown_event_type: {
    status: 422,
    title: "There is no such event type",
    help: "Use a name that `GET /v1/event-types` lists.",
  },
  headers_too_large: {
    status: 431,
    title: "The request's head is too large",
    help: "Send fewer or shorter headers, or a shorter address.",
  },
  internal: {
    status: 500,
    title: "Posthorn has failed",
    help: "This is Posthorn's fault. Tell the operator the id in `detail`: the log has it.",
  },
  overloaded: {
    status: 503,
    title: "Too much is waiting to be written",
    help: "Repeat the call after the seconds in `retry-after`.",
  },
  listener_elsewhere: {
    status: 503,
    title: "Another node has the listener of this endpoint",
    help: "Repeat the call after the seconds in `retry-after`, over a connection of its own: a balancer may lead to the node that `posthorn listen` is connected to. Only that one can send to it.",
  },
  store_unavailable: {
    status: 503,
    title: "The database cannot be written",
    help: "Repeat the call after the seconds in `retry-after`. If it stays like this, the operator looks at the disk.",
  },
  shutting_down: {
    status: 503,
    title: "This node is stopping",
    help: "Repeat the call after the seconds in `retry-after`, at another node or once this one is back.",
  },
} as const satisfies Record<string, { status: number; title: string; help: string }>;

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
