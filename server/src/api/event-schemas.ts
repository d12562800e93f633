import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { EVENT_ID_PATTERN } from "../core/event.ts";
import {
  ACTOR_TEXT_MAX,
  ACTOR_TYPES,
  CHANGED_MAX,
  CORRELATION_ID_PATTERN,
  FIELD_LENGTH_MAX,
} from "../core/event-context.ts";
import { delivery } from "./delivery-schemas.ts";
import { closed, declared, errorWords, eventFilter, fieldErrors, idSpace, nullable, payload, time } from "./schemas.ts";

const json = Type.Unsafe<Wire.Json>({});
const fields = Type.Array(Type.String({ minLength: 1, maxLength: FIELD_LENGTH_MAX }), {
  maxItems: CHANGED_MAX,
  description: "The keys of the payload that have changed.",
});
const previous = Type.Unsafe<{ [key: string]: Wire.Json }>({
  type: "object",
  description: "Their values from before.",
});
const added = Type.Array(json, { maxItems: CHANGED_MAX, description: "What a list has gained." });
const removed = Type.Array(json, { maxItems: CHANGED_MAX, description: "What it has lost." });
const postedChanges = declared<Wire.PostedChanges>()(
  closed({
    fields,
    previous: Type.Optional(nullable(previous)),
    added: Type.Optional(nullable(added)),
    removed: Type.Optional(nullable(removed)),
  }),
);
export const changes = declared<Wire.Changes>()(Type.Object({ fields, previous, added, removed }));
const actorType = Type.Enum(ACTOR_TYPES);
const actorText = nullable(Type.String({ maxLength: ACTOR_TEXT_MAX }));
const postedActor = declared<Wire.PostedActor>()(
  closed({ type: actorType, id: Type.Optional(actorText), name: Type.Optional(actorText) }),
);
export const actor = declared<Wire.Actor>()(Type.Object({ type: actorType, id: actorText, name: actorText }));

export const postedEvent = declared<Wire.PostedEvent>()(
  closed({
    id_space: idSpace,
    event: Type.String({ description: "The name of an event type." }),
    payload,
    id: Type.Optional(nullable(Type.String({ pattern: EVENT_ID_PATTERN, description: "The app's own id for it." }))),
    occurred_at: Type.Optional(nullable(time)),
    changes: Type.Optional(nullable(postedChanges)),
    actor: Type.Optional(nullable(postedActor)),
    correlation_id: Type.Optional(
      nullable(
        Type.String({
          pattern: CORRELATION_ID_PATTERN,
          description: "Joins the events that one action has caused.",
        }),
      ),
    ),
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
const eventMarks = {
  is_test: Type.Boolean(),
  warning_count: Type.Integer(),
  actor: nullable(actor),
  correlation_id: nullable(Type.String()),
};
export const event = declared<Wire.Event>()(Type.Object({ ...accepted, deliveries: Type.Integer(), ...eventMarks }));
export const eventDetail = declared<Wire.EventDetail>()(
  Type.Object({
    ...accepted,
    ...eventMarks,
    warnings: fieldErrors,
    payload,
    changes: nullable(changes),
    deliveries: Type.Array(delivery),
  }),
);
