import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { EVENT_ID_PATTERN } from "../core/event.ts";
import { delivery } from "./delivery-schemas.ts";
import { closed, declared, errorWords, eventFilter, fieldErrors, idSpace, nullable, payload, time } from "./schemas.ts";

export const postedEvent = declared<Wire.PostedEvent>()(
  closed({
    id_space: idSpace,
    event: Type.String({ description: "The name of an event type." }),
    payload,
    id: Type.Optional(nullable(Type.String({ pattern: EVENT_ID_PATTERN, description: "The app's own id for it." }))),
    occurred_at: Type.Optional(nullable(time)),
  }),
);
export const eventQuery = declared<Wire.EventQuery>()(closed(eventFilter));

const accepted = {
  id: Type.String(),
  id_space: Type.String(),
  event: Type.String(),
  occurred_at: time,
  created_at: time,
};
const duplicate = Type.Optional(Type.Literal(true));

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
export const eventDetail = declared<Wire.EventDetail>()(
  Type.Object({ ...accepted, ...eventMarks, warnings: fieldErrors, payload, deliveries: Type.Array(delivery) }),
);
