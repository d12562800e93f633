import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { closed, declared, eventFilter, headers, nullable, time } from "./schemas.ts";

const encoding = Type.Enum(["utf8", "base64"]);
const deliveryStatus = Type.Enum([
  "pending",
  "held",
  "delivered",
  "failed",
  "discarded",
] satisfies Wire.DeliveryStatus[]);

export const deliveryQuery = declared<Wire.DeliveryQuery>()(
  closed({ ...eventFilter, id_endpoint: Type.Optional(Type.String()), status: Type.Optional(deliveryStatus) }),
);

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
