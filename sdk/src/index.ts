export type { ActivityCalls } from "./activity-calls.ts";
export type { CallerClock, CallOptions, KeylessOptions } from "./caller.ts";
export { Posthorn, type PosthornOptions } from "./client.ts";
export type { DeliveryCalls } from "./delivery-calls.ts";
export type { EndpointCalls } from "./endpoint-calls.ts";
export { type ErrorCode, PosthornConnectionError, PosthornError, PROBLEM_CODES, type ProblemCode } from "./errors.ts";
export type { EventCalls, InSpace, Ref } from "./event-calls.ts";
export type * from "./events.ts";
export type * as Payloads from "./generated/events.ts";
export type { InboxCalls } from "./inbox-calls.ts";
export type { List } from "./list.ts";
export type { LiveCalls, LiveOptions, LiveState } from "./live-calls.ts";
export { type ClaimStore, createMemoryClaims, type MemoryClaimsOptions, type OnlyOnce, onlyOnce } from "./once.ts";
export type { BuiltInSettings, EventTypeCalls, KeyCalls, OwnEventType, SpaceCalls } from "./operator-calls.ts";
export { enterPortalSession, type PortalCalls, type SignInCalls } from "./portal-calls.ts";
export type { RawBody, ReceivedHeaders, ReceivedRequest } from "./received.ts";
export type { ReplayCalls } from "./replay-calls.ts";
export { type SchemaRow, schemaRows } from "./schema-rows.ts";
export { SendManyError, type SendManyOptions, type SendProgress } from "./send-many.ts";
export { ownTypesSource, typeSource } from "./type-source.ts";
export { type VerificationCode, WebhookVerificationError } from "./verification-error.ts";
export {
  type VerifiedEvent,
  type VerifiedRequest,
  type VerifyOptions,
  verify,
  verifyBodySecret,
  verifySignature,
} from "./verify.ts";

// Every type on the wire of Posthorn's HTTP API, as it is spelt there. Times are ISO 8601 in UTC with milliseconds and
// `Z`; ids to other things start with `id_`, booleans with `is_`. A key that is documented is always there: what is not
// known is null. New keys may be added to answers, so readers ignore the ones they don't know.
export type * from "./wire/activity.ts";
export type * from "./wire/attempt.ts";
export type * from "./wire/delivery.ts";
export type * from "./wire/endpoint.ts";
export type * from "./wire/event.ts";
export type * from "./wire/event-type.ts";
export type * from "./wire/inbox.ts";
export type * from "./wire/json.ts";
export type * from "./wire/key.ts";
export type * from "./wire/listen.ts";
export type * from "./wire/live.ts";
export type * from "./wire/me.ts";
export type * from "./wire/overview.ts";
export type * from "./wire/page.ts";
export type * from "./wire/portal-session.ts";
export type * from "./wire/problem.ts";
export type * from "./wire/rejected-event.ts";
export type * from "./wire/replay.ts";
export type * from "./wire/space.ts";
