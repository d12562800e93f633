import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import {
  closed,
  countOf,
  declared,
  eventFilter,
  eventName,
  headers,
  idOf,
  nullable,
  shownIdSpace,
  timeOf,
} from "./schemas.ts";

const encoding = Type.Enum(["utf8", "base64"], {
  description: "How `body` is written: as it is, or in base64 where it is no UTF-8.",
});
const STATUSES = ["pending", "held", "delivered", "failed", "discarded"] satisfies Wire.DeliveryStatus[];
const STATUS_WORDS =
  "`pending`: not yet attempted. `held`: its endpoint was paused. `delivered`, `failed`: attempted. `discarded`: given up while it was held.";

export const deliveryQuery = declared<Wire.DeliveryQuery>()(
  closed({
    ...eventFilter,
    id_endpoint: Type.Optional(Type.String({ description: "Only those to this endpoint, deleted or not." })),
    status: Type.Optional(Type.Enum(STATUSES, { description: `Only those in this state. ${STATUS_WORDS}` })),
  }),
);

function msOf(description: string, example: number) {
  return nullable(Type.Number(), { description, examples: [example] });
}

const deliveryRow = {
  id: idOf("dlv", "The delivery's id."),
  id_space: shownIdSpace,
  id_endpoint: idOf("ep", "The endpoint that it is owed to."),
  id_event: idOf("evt", "The event that is owed."),
  event: eventName,
  status: Type.Enum(STATUSES, { description: STATUS_WORDS, examples: ["delivered"] }),
  created_at: timeOf("When the event was accepted."),
  ended_at: nullable(timeOf("When."), {
    description: "When it was delivered, failed or discarded. Null: it is still owed.",
    examples: ["2026-11-25T09:30:00.084Z"],
  }),
  attempt_count: countOf("How many requests were made for it. More than one only by replays and after a crash.", 1),
  last_response_status: nullable(Type.Integer(), {
    description: "The HTTP status that the latest attempt was answered with. Null: there was no answer.",
    examples: [200],
  }),
  last_error_code: nullable(Type.String(), {
    description: "What the latest attempt failed with. Null: it arrived, or there was none.",
    examples: [null],
  }),
  last_duration_ms: msOf("How long the latest attempt took, in milliseconds.", 81.4),
};
export const delivery = declared<Wire.Delivery>()(
  Type.Object(deliveryRow, {
    title: "Delivery",
    description: "One event owed to one endpoint, with what its latest attempt came to.",
  }),
);

const timing = Type.Object(
  {
    dns_ms: msOf("Until the host's name was looked up.", 3.1),
    connect_ms: msOf("From then until the connection was there.", 11.6),
    tls_ms: msOf("From then until it was secured.", 24.9),
    first_byte_ms: msOf("From the request until the answer's first byte.", 41.2),
  },
  {
    title: "Timing",
    description: "Where the time went, in milliseconds. Null: it did not come to that, or a connection was used again.",
  },
);
const sent = Type.Object(
  {
    url: Type.String({ description: "Where it was sent.", examples: ["https://example.com/hooks"] }),
    headers: Type.Unsafe<{ [name: string]: string }>({
      ...headers,
      description: "All headers as they went out.",
      examples: [{ host: "example.com", "content-type": "application/json", "webhook-id": "evt_0Vbr95Er0017oyCeVh9Z" }],
    }),
    body: Type.String({
      description: "The body byte for byte, but for the secret in it: that is masked with as many `*`.",
      examples: [
        '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.create","secret":"******************","payload":{"first_name":"Jean"}}',
      ],
    }),
    encoding,
  },
  { title: "AttemptRequest", description: "What was sent." },
);
const received = Type.Object(
  {
    status: Type.Integer({ description: "The HTTP status.", examples: [200] }),
    headers: Type.Unsafe<{ [name: string]: string }>({
      ...headers,
      description: "Its headers.",
      examples: [{ "content-type": "text/plain" }],
    }),
    body: Type.String({ description: "The body's first 16 KiB.", examples: ["ok"] }),
    encoding,
    is_body_cut: Type.Boolean({ description: "Whether the body was longer than what is shown." }),
  },
  { title: "AttemptResponse", description: "What came back." },
);
const attemptError = Type.Object(
  {
    code: Type.String({ description: "What it was, for a program.", examples: ["timeout"] }),
    detail: Type.String({ description: "What went wrong and what to do about it, for a person.", examples: ["…"] }),
  },
  { title: "AttemptError", description: "Why an attempt failed." },
);
export const attempt = declared<Wire.Attempt>()(
  Type.Object(
    {
      id: idOf("att", "The attempt's id, which went out as `posthorn-attempt`."),
      trigger: Type.Enum(["event", "takeover", "replay", "test"], {
        description:
          "Why it was made: the event itself; again after a node that may have sent it died; a replay; a test send.",
      }),
      started_at: timeOf("When it began."),
      duration_ms: Type.Number({ description: "How long it took in all, in milliseconds.", examples: [81.4] }),
      timing,
      remote_address: nullable(Type.String(), {
        description: "The address that it was connected to. Null: it did not come to that.",
        examples: ["93.184.215.14"],
      }),
      request: sent,
      response: nullable(received, { description: "What came back. Null: nothing did." }),
      error: nullable(attemptError, { description: "Why it failed. Null: it arrived.", examples: [null] }),
    },
    { title: "Attempt", description: "One HTTP request made for a delivery, with its evidence." },
  ),
);
export const deliveryDetail = declared<Wire.DeliveryDetail>()(
  Type.Object(
    { ...deliveryRow, attempts: Type.Array(attempt, { description: "The latest 50, oldest first." }) },
    { title: "DeliveryDetail", description: "One delivery with its attempts." },
  ),
);
