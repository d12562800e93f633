import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { SUBSCRIPTION_PATTERN } from "../core/subscription.ts";
import {
  closed,
  countOf,
  declared,
  description,
  headers,
  idOf,
  nullable,
  shownIdSpace,
  TEXT_PATTERN,
  timeOf,
} from "./schemas.ts";
import { BODY_SECRET_PATTERN, SIGNING_SECRET_PATTERN } from "./text-patterns.ts";

/** Enough for any real endpoint, and a bound on what is kept and shown. */
const URL_LENGTH_MAX = 2048;
/** Far more than an owner writes by hand, with 1 KiB each: 20 KiB added to every request at most. */
const HEADERS_MAX = 20;
/** Three times the built-in event types. Whoever wants more of them wants a family, or `*`. */
const SUBSCRIPTION_MAX = 100;
const EVENT_NAME_LENGTH_MAX = 128;
export const PAUSE_AFTER_MAX = 1000;
/** The longest that may be brought along: a signing secret of 64 bytes has 94 characters, a body's one has 256. */
const SECRET_LENGTH_MAX = 256;

const settings = {
  url: Type.String({
    maxLength: URL_LENGTH_MAX,
    pattern: TEXT_PATTERN,
    description:
      "Where its events are posted: `https://`, or `http://` where the operator allows it. No private address, no credentials, a usual port.",
    examples: ["https://example.com/hooks"],
  }),
  events: Type.Array(Type.String({ maxLength: EVENT_NAME_LENGTH_MAX, pattern: SUBSCRIPTION_PATTERN }), {
    minItems: 1,
    maxItems: SUBSCRIPTION_MAX,
    description:
      "What it wants: names of event types, families such as `lead.*`, or `*` for all there are and will be.",
    default: ["*"],
    examples: [["lead.*", "campaign.sent"]],
  }),
  description,
  headers: Type.Unsafe<{ [name: string]: string }>({
    ...headers,
    maxProperties: HEADERS_MAX,
    description:
      "Sent with each of its requests, beside Posthorn's own. Name and value have 1 KiB together at most, in visible ASCII. Answers mask each value, as `Bear…`, since it may be a credential; the call for secrets shows them.",
    default: {},
    examples: [{ authorization: "Bear…" }],
  }),
  pause_after: Type.Integer({
    minimum: 1,
    maximum: PAUSE_AFTER_MAX,
    description:
      "How many failed deliveries in a row pause it. Where none is given: what the operator has set, 10 by default.",
    examples: [10],
  }),
  is_secret_in_body: Type.Boolean({
    description: 'Whether the key `secret` of each body holds the body\'s secret, or `""`.',
    default: true,
  }),
  envelope: Type.Enum(["seed", "extended"], {
    description:
      "What its bodies hold: the seed's four keys, or after them `id`, `occurred_at`, `changes`, `actor` and `correlation_id`.",
    default: "seed",
  }),
};

const { url, ...defaulted } = settings;
const optional = Type.Partial(Type.Object(defaulted)).properties;

export const newEndpoint = declared<Wire.NewEndpoint>()(
  closed(
    {
      url,
      ...optional,
      secret: Type.Optional(
        Type.String({
          pattern: BODY_SECRET_PATTERN,
          description:
            "A body's secret brought along from elsewhere: 1 to 256 printable ASCII characters. Without it: a new one.",
        }),
      ),
      signing_secret: Type.Optional(
        Type.String({
          pattern: SIGNING_SECRET_PATTERN,
          description:
            "A signing secret brought along: `whsec_` and the base64 of 24 to 64 bytes. Without it: a new one.",
        }),
      ),
    },
    { examples: [{ url: "https://example.com/hooks", events: ["lead.*"], description: "The sales team's" }] },
  ),
);
export const endpointPatch = declared<Wire.EndpointPatch>()(
  closed({ url: Type.Optional(url), ...optional }, { examples: [{ events: ["*"], pause_after: 20 }] }),
);
export const resume = declared<Wire.Resume>()(
  closed(
    {
      held: Type.Optional(
        Type.Enum(["send", "discard"], {
          description: "What becomes of the deliveries that were held meanwhile.",
          default: "send",
        }),
      ),
    },
    { examples: [{ held: "send" }] },
  ),
);
export const checkedUrl = closed({ url });
export const urlVerdict = declared<Wire.UrlVerdict>()(
  Type.Object(
    {
      is_allowed: Type.Boolean({ description: "Whether an endpoint may have it.", examples: [true] }),
      is_found: Type.Boolean({
        description: "Whether its host is found in the DNS. Allowed and not found: deliveries fail until it is.",
        examples: [true],
      }),
      detail: Type.String({
        description: "The rule it breaks and who may allow it, or what the DNS said; for a person.",
        examples: ["example.com is found, and may be sent to"],
      }),
    },
    { title: "UrlVerdict", description: "What Posthorn would say to a URL as an endpoint's." },
  ),
);
export const testSend = declared<Wire.TestSend>()(
  closed({
    event: Type.String({ description: "The event type whose sample is sent.", examples: ["lead.create"] }),
    payload: Type.Optional(
      Type.Unsafe<{ [key: string]: Wire.Json }>({ type: "object", description: "Sent in place of the sample." }),
    ),
  }),
);

const lastFailure = Type.Object(
  {
    at: timeOf("When the attempt ended."),
    code: Type.String({ description: "What it was, for a program.", examples: ["timeout"] }),
    detail: Type.String({
      description: "What went wrong and what to do about it, for a person.",
      examples: ["The endpoint answered 500 Internal Server Error: look into its log."],
    }),
    id_delivery: idOf("dlv", "The delivery that failed."),
  },
  { title: "LastFailure", description: "The latest delivery that failed." },
);
const endpointRow = {
  id: idOf("ep", "The endpoint's id."),
  id_space: shownIdSpace,
  ...settings,
  is_listener: Type.Boolean({
    description: "Whether it is the endpoint of a `posthorn listen`, which is gone once nobody listens.",
  }),
  status: Type.Enum(["active", "paused"], {
    description: "Whether it is sent anything. While paused, events are held.",
  }),
  paused_reason: nullable(Type.Enum(["failures", "gone", "manual"]), {
    description: "Why it is paused: too many failures in a row, an answer 410 Gone, or by hand.",
    examples: [null],
  }),
  paused_at: nullable(timeOf("Since when."), { description: "Since when it is paused.", examples: [null] }),
  consecutive_failures: countOf("Failed deliveries since the last success. Test sends and replays do not count."),
  last_failure: nullable(lastFailure, {
    description: "The latest delivery that failed, though others may have arrived since.",
    examples: [null],
  }),
  created_at: timeOf("When it was made."),
  updated_at: timeOf("When its settings, its secrets or its status last changed."),
};
const secrets = {
  secret: Type.String({
    description: "The body's secret. It travels in every body, so it proves little.",
    examples: ["wh_a46f35f22d9723a"],
  }),
  signing_secret: Type.String({
    description: "The key that signs each request (Standard Webhooks). It never travels.",
    examples: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  }),
};
export const endpoint = declared<Wire.Endpoint>()(
  Type.Object(endpointRow, { title: "Endpoint", description: "A URL that receives a space's events." }),
);
/** So many are counted in a few milliseconds; a backlog may be millions. */
export const OWED_COUNTED_MAX = 10_000;
export const endpointDetail = declared<Wire.EndpointDetail>()(
  Type.Object(
    {
      ...endpointRow,
      pending_count: countOf("Deliveries that are owed, in line or on their way. 10,000: that many or more."),
      held_count: countOf("Deliveries that are held. 10,000: that many or more."),
    },
    { title: "EndpointDetail", description: "One endpoint with what it is owed." },
  ),
);
export const createdEndpoint = declared<Wire.CreatedEndpoint>()(
  Type.Object({ ...endpointRow, ...secrets }, { title: "CreatedEndpoint", description: "An endpoint just made." }),
);
export const resumedEndpoint = declared<Wire.ResumedEndpoint>()(
  Type.Object(
    { ...endpointRow, discarded: countOf("How many of its held deliveries were given up.") },
    { title: "ResumedEndpoint", description: "An endpoint just resumed." },
  ),
);
const previousSecret = Type.Object(
  { signing_secret: secrets.signing_secret, expires_at: timeOf("Until when it signs beside the new one.") },
  { title: "PreviousSigningSecret", description: "A signing secret from before a rotation." },
);
export const endpointSecrets = declared<Wire.EndpointSecrets>()(
  Type.Object(
    {
      ...secrets,
      previous_signing_secrets: Type.Array(previousSecret, {
        description: "Those from before a rotation that still sign beside the new one, newest first. At most 5.",
      }),
      headers: Type.Unsafe<{ [name: string]: string }>({
        ...headers,
        description: "The endpoint's own headers, unmasked.",
        examples: [{ authorization: "Bearer 8d0e2f6c1a" }],
      }),
    },
    { title: "EndpointSecrets", description: "An endpoint's secrets." },
  ),
);
export const rotation = declared<Wire.Rotation>()(
  closed(
    {
      secret: Type.Optional(
        Type.Enum(["signing", "body"], { description: "Which of the two secrets.", default: "signing" }),
      ),
      value: Type.Optional(
        Type.String({
          maxLength: SECRET_LENGTH_MAX,
          description: "A new secret brought along, as at the making of an endpoint. Without it one is made.",
        }),
      ),
    },
    { examples: [{ secret: "signing" }] },
  ),
);
