import type * as Wire from "@posthorn/sdk";
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { EVENT_ID_PATTERN, SPACE_ID_PATTERN } from "../core/event.ts";
import { SUBSCRIPTION_PATTERN } from "../core/subscription.ts";

/** What the store gives in one page at most: 200 deliveries make about 80 KB. */
const PAGE_MAX = 200;
/** Where the caller does not say. */
export const PAGE_DEFAULT = 50;
/** A few words for people. */
const DESCRIPTION_LENGTH_MAX = 500;
/** Enough for any real endpoint, and a bound on what is kept and shown. */
const URL_LENGTH_MAX = 2048;
/** Far more than an owner writes by hand, with 1 KiB each: 20 KiB added to every request at most. */
const HEADERS_MAX = 20;
/** Three times the built-in event types. Whoever wants more of them wants a family, or `*`. */
const SUBSCRIPTION_MAX = 100;
const EVENT_NAME_LENGTH_MAX = 128;
const PAUSE_AFTER_MAX = 1000;

/** No text that a database would change or refuse: lone halves of surrogate pairs, and NUL. */
const TEXT_PATTERN = "^[^\\u0000\\p{Cs}]*$";

const time = Type.String({ format: "date-time" });
const idSpace = Type.String({ pattern: SPACE_ID_PATTERN, description: "A uuid that the app chooses." });
const description = Type.String({ maxLength: DESCRIPTION_LENGTH_MAX, pattern: TEXT_PATTERN });
const headers = Type.Unsafe<{ [name: string]: string }>({ type: "object", additionalProperties: { type: "string" } });
const payload = Type.Unsafe<{ [key: string]: Wire.Json }>({ type: "object" });
const encoding = Type.Enum(["utf8", "base64"]);
const deliveryStatus = Type.Enum([
  "pending",
  "held",
  "delivered",
  "failed",
  "discarded",
] satisfies Wire.DeliveryStatus[]);

// Requests. They are closed: a field that is not known is refused by name, so that a slip is not taken for a default.

export const postedEvent = declared<Wire.PostedEvent>()(
  closed({
    id_space: idSpace,
    event: Type.String({ description: "The name of an event type." }),
    payload,
    id: Type.Optional(nullable(Type.String({ pattern: EVENT_ID_PATTERN, description: "The app's own id for it." }))),
    occurred_at: Type.Optional(nullable(time)),
  }),
);

const settings = {
  url: Type.String({ maxLength: URL_LENGTH_MAX, pattern: TEXT_PATTERN }),
  events: Type.Array(Type.String({ maxLength: EVENT_NAME_LENGTH_MAX, pattern: SUBSCRIPTION_PATTERN }), {
    minItems: 1,
    maxItems: SUBSCRIPTION_MAX,
  }),
  description,
  headers: Type.Unsafe<{ [name: string]: string }>({ ...headers, maxProperties: HEADERS_MAX }),
  pause_after: Type.Integer({ minimum: 1, maximum: PAUSE_AFTER_MAX }),
  is_secret_in_body: Type.Boolean(),
};

const { url, ...defaulted } = settings;
const optional = Type.Partial(Type.Object(defaulted)).properties;

export const newEndpoint = declared<Wire.NewEndpoint>()(
  closed({
    url,
    ...optional,
    secret: Type.Optional(Type.String({ pattern: "^[\\x20-\\x7e]{1,256}$" })),
    signing_secret: Type.Optional(Type.String({ pattern: "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$" })),
  }),
);
export const endpointPatch = declared<Wire.EndpointPatch>()(closed({ url: Type.Optional(url), ...optional }));
export const resume = declared<Wire.Resume>()(closed({ held: Type.Optional(Type.Enum(["send", "discard"])) }));
export const testSend = closed({ event: Type.String() });
export const newKey = declared<Wire.NewKey>()(
  closed({ id_space: Type.Union([idSpace, Type.Null()]), description: Type.Optional(description) }),
);
/** For calls that need nothing said. */
export const nothing = closed({});

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
  cursor: Type.Optional(Type.String({ description: "`next_cursor` of the page before." })),
};
const eventFilter = {
  ...page,
  event: Type.Optional(Type.String()),
  since: Type.Optional(Type.String({ description: "A time: accepted at or after it." })),
  until: Type.Optional(Type.String({ description: "A time: accepted before it." })),
};
export const pageQuery = declared<Wire.PageQuery>()(closed(page));
export const eventQuery = declared<Wire.EventQuery>()(closed(eventFilter));
export const deliveryQuery = declared<Wire.DeliveryQuery>()(
  closed({ ...eventFilter, id_endpoint: Type.Optional(Type.String()), status: Type.Optional(deliveryStatus) }),
);

// Answers.

const accepted = {
  id: Type.String(),
  id_space: Type.String(),
  event: Type.String(),
  occurred_at: time,
  created_at: time,
};
const duplicate = Type.Optional(Type.Literal(true));
const fieldErrors = Type.Array(Type.Object({ path: Type.String(), message: Type.String() }));
const errorWords = { code: Type.String(), detail: Type.String(), errors: Type.Optional(fieldErrors) };

export const acceptedEvent = declared<Wire.AcceptedEvent>()(
  Type.Object({
    ...accepted,
    deliveries: Type.Integer(),
    warnings: Type.Optional(fieldErrors),
    is_duplicate: duplicate,
  }),
);
export const batchResult = declared<Wire.BatchResult>()(
  Type.Object({
    accepted: Type.Integer(),
    rejected: Type.Integer(),
    results: Type.Array(
      Type.Union([
        Type.Object({
          index: Type.Integer(),
          id: Type.String(),
          warnings: Type.Optional(fieldErrors),
          is_duplicate: duplicate,
        }),
        Type.Object({ index: Type.Integer(), error: Type.Object(errorWords) }),
      ]),
    ),
  }),
);
const eventMarks = { is_test: Type.Boolean(), warning_count: Type.Integer() };
export const event = declared<Wire.Event>()(Type.Object({ ...accepted, deliveries: Type.Integer(), ...eventMarks }));

const deliveryRow = {
  id: Type.String(),
  id_space: Type.String(),
  id_endpoint: Type.String(),
  id_event: Type.String(),
  event: Type.String(),
  status: deliveryStatus,
  created_at: time,
  ended_at: nullable(time),
  attempt_count: Type.Integer(),
  last_response_status: nullable(Type.Integer()),
  last_error_code: nullable(Type.String()),
  last_duration_ms: nullable(Type.Number()),
};
export const delivery = declared<Wire.Delivery>()(Type.Object(deliveryRow));
export const eventDetail = declared<Wire.EventDetail>()(
  Type.Object({ ...accepted, ...eventMarks, warnings: fieldErrors, payload, deliveries: Type.Array(delivery) }),
);

export const attempt = declared<Wire.Attempt>()(
  Type.Object({
    id: Type.String(),
    trigger: Type.Enum(["event", "takeover", "replay", "test"]),
    started_at: time,
    duration_ms: Type.Number(),
    timing: Type.Object({
      dns_ms: nullable(Type.Number()),
      connect_ms: nullable(Type.Number()),
      tls_ms: nullable(Type.Number()),
      first_byte_ms: nullable(Type.Number()),
    }),
    remote_address: nullable(Type.String()),
    request: Type.Object({ url: Type.String(), headers, body: Type.String(), encoding }),
    response: nullable(
      Type.Object({
        status: Type.Integer(),
        headers,
        body: Type.String(),
        encoding,
        is_body_cut: Type.Boolean(),
      }),
    ),
    error: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
  }),
);
export const deliveryDetail = declared<Wire.DeliveryDetail>()(
  Type.Object({ ...deliveryRow, attempts: Type.Array(attempt) }),
);

const endpointRow = {
  id: Type.String(),
  id_space: Type.String(),
  ...settings,
  status: Type.Enum(["active", "paused"]),
  paused_reason: nullable(Type.Enum(["failures", "gone", "manual"])),
  paused_at: nullable(time),
  consecutive_failures: Type.Integer(),
  last_failure: nullable(
    Type.Object({ at: time, code: Type.String(), detail: Type.String(), id_delivery: Type.String() }),
  ),
  created_at: time,
  updated_at: time,
};
const secrets = { secret: Type.String(), signing_secret: Type.String() };
export const endpoint = declared<Wire.Endpoint>()(Type.Object(endpointRow));
export const createdEndpoint = declared<Wire.CreatedEndpoint>()(Type.Object({ ...endpointRow, ...secrets }));
export const resumedEndpoint = declared<Wire.ResumedEndpoint>()(
  Type.Object({ ...endpointRow, discarded: Type.Integer() }),
);
export const endpointSecrets = declared<Wire.EndpointSecrets>()(
  Type.Object({
    ...secrets,
    previous_signing_secret: nullable(Type.Object({ signing_secret: Type.String(), expires_at: time })),
  }),
);

export const space = declared<Wire.Space>()(
  Type.Object({
    id_space: Type.String(),
    created_at: time,
    endpoint_count: Type.Integer(),
    paused_count: Type.Integer(),
    failing_count: Type.Integer(),
  }),
);
export const eventType = declared<Wire.EventType>()(
  Type.Object({
    name: Type.String(),
    group: Type.String(),
    description: Type.String(),
    stability: Type.Enum(["stable", "provisional"]),
    schema: payload,
    sample: payload,
  }),
);

const keyRow = {
  id: Type.String(),
  id_space: nullable(Type.String()),
  description: Type.String(),
  created_at: time,
  revoked_at: nullable(time),
};
export const key = declared<Wire.Key>()(Type.Object(keyRow));
export const createdKey = declared<Wire.CreatedKey>()(Type.Object({ ...keyRow, key: Type.String() }));

export const problem = declared<Wire.Problem>()(
  Type.Object({ type: Type.String(), title: Type.String(), status: Type.Integer(), ...errorWords }),
);

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ data: Type.Array(item), next_cursor: nullable(Type.String()) });
}

function closed<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** A schema that says exactly what the sdk's type says: where the two drift apart, this does not compile. */
function declared<Type>() {
  return <Schema extends TSchema>(schema: Schema & Agreement<Static<Schema>, Type>): Schema => schema;
}

/** `unknown` takes any schema, `never` takes none. The second check finds optional keys that only one side knows. */
type Agreement<A, B> =
  Same<A, B> extends true ? (Same<Complete<A>, Complete<B>> extends true ? unknown : never) : never;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Complete<Value> = { [Key in keyof Value]-?: Complete<Value[Key]> };
