import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { SUBSCRIPTION_PATTERN } from "../core/subscription.ts";
import { closed, declared, description, headers, nullable, TEXT_PATTERN, time } from "./schemas.ts";

/** Enough for any real endpoint, and a bound on what is kept and shown. */
const URL_LENGTH_MAX = 2048;
/** Far more than an owner writes by hand, with 1 KiB each: 20 KiB added to every request at most. */
const HEADERS_MAX = 20;
/** Three times the built-in event types. Whoever wants more of them wants a family, or `*`. */
const SUBSCRIPTION_MAX = 100;
const EVENT_NAME_LENGTH_MAX = 128;
const PAUSE_AFTER_MAX = 1000;

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
  envelope: Type.Enum(["seed", "extended"], {
    description: "`extended` sends `id`, `occurred_at`, `changes`, `actor` and `correlation_id` after the four keys.",
  }),
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

const endpointRow = {
  id: Type.String(),
  id_space: Type.String(),
  ...settings,
  is_listener: Type.Boolean(),
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
