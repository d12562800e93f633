import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { EVENT_ID_PATTERN } from "../core/event.ts";
import {
  ACTOR_TEXT_MAX,
  ACTOR_TYPES,
  CHANGED_MAX,
  CORRELATION_ID_PATTERN,
  FIELD_LENGTH_MAX,
} from "../core/event-context.ts";
import { delivery } from "./delivery-schemas.ts";
import {
  closed,
  countOf,
  declared,
  errorWords,
  eventFilter,
  eventName,
  fieldErrors,
  idOf,
  idSpace,
  nullable,
  payload,
  shownIdSpace,
  timeOf,
} from "./schemas.ts";

const EXAMPLE_EVENT = {
  id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
  event: "tag.create",
  payload: { id: "6b2f6c1e-3f0e-4d3b-9d55-0f3b1f0c7a11", name: "VIP" },
  id: "tag-6b2f6c1e",
};

const json = Type.Unsafe<Wire.Json>({});
const fields = Type.Array(Type.String({ minLength: 1, maxLength: FIELD_LENGTH_MAX }), {
  maxItems: CHANGED_MAX,
  description: "The keys of the payload that have changed.",
  examples: [["name"]],
});
const previous = Type.Unsafe<{ [key: string]: Wire.Json }>({
  type: "object",
  description: "Their values from before.",
  examples: [{ name: "Important" }],
});
const added = Type.Array(json, { maxItems: CHANGED_MAX, description: "What a list has gained.", examples: [[]] });
const removed = Type.Array(json, { maxItems: CHANGED_MAX, description: "What it has lost.", examples: [[]] });
const CHANGES_WORDS = "What has changed. Null: nobody has said it.";
export const postedChanges = declared<Wire.PostedChanges>()(
  closed(
    {
      fields,
      previous: Type.Optional(nullable(previous, { description: "Their values from before." })),
      added: Type.Optional(nullable(added, { description: "What a list has gained." })),
      removed: Type.Optional(nullable(removed, { description: "What it has lost." })),
    },
    { title: "PostedChanges", description: "What has changed, as the app posts it." },
  ),
);
export const changes = declared<Wire.Changes>()(
  Type.Object({ fields, previous, added, removed }, { title: "Changes", description: "What has changed." }),
);
const actorType = Type.Enum(ACTOR_TYPES, { description: "What kind of thing it is." });
const actorText = Type.String({ maxLength: ACTOR_TEXT_MAX });
const actorId = nullable(actorText, { description: "Its id, as the app knows it.", examples: ["user_7"] });
const actorName = nullable(actorText, { description: "Its name, for people.", examples: ["Jean"] });
const ACTOR_WORDS = "Who or what caused the event. Null: nobody has said it.";
export const postedActor = declared<Wire.PostedActor>()(
  closed(
    { type: actorType, id: Type.Optional(actorId), name: Type.Optional(actorName) },
    { title: "PostedActor", description: "Who or what caused an event, as the app posts it." },
  ),
);
export const actor = declared<Wire.Actor>()(
  Type.Object(
    { type: actorType, id: actorId, name: actorName },
    { title: "Actor", description: "Who or what caused an event." },
  ),
);
const CORRELATION_WORDS = "Joins the events that one action has caused.";

export const postedEvent = declared<Wire.PostedEvent>()(
  closed(
    {
      id_space: idSpace,
      event: Type.String({ description: "The name of an event type.", examples: ["tag.create"] }),
      payload: Type.Unsafe<{ [key: string]: Wire.Json }>({
        ...payload,
        description: "What it happened to. Sent on byte for byte, at most 256 KiB unless the operator says otherwise.",
      }),
      id: Type.Optional(
        nullable(Type.String({ pattern: EVENT_ID_PATTERN }), {
          description:
            "The app's own id for it, unique in the space: posting it again is then harmless. Without it one is made.",
        }),
      ),
      occurred_at: Type.Optional(
        nullable(timeOf("When."), { description: "When it happened, from 1970 on. Without it: when it was accepted." }),
      ),
      changes: Type.Optional(nullable(postedChanges, { description: `${CHANGES_WORDS} At most 64 KiB.` })),
      actor: Type.Optional(nullable(postedActor, { description: ACTOR_WORDS })),
      correlation_id: Type.Optional(
        nullable(Type.String({ pattern: CORRELATION_ID_PATTERN }), {
          description: `${CORRELATION_WORDS} 1 to 128 characters of visible ASCII.`,
        }),
      ),
    },
    { title: "PostedEvent", description: "Something that happened, as the app posts it.", examples: [EXAMPLE_EVENT] },
  ),
);
export const eventQuery = declared<Wire.EventQuery>()(closed(eventFilter));

const accepted = {
  id: idOf("evt", "The event's id, the app's own where it gave one. Receivers get it as `webhook-id`."),
  id_space: shownIdSpace,
  event: eventName,
  occurred_at: timeOf("When it happened."),
  created_at: timeOf("When it was accepted."),
};
const owed = { deliveries: countOf("How many endpoints it is delivered to.", 1) };
const warnings = Type.Optional(fieldErrors);
const duplicate = Type.Optional(
  Type.Literal(true, { description: "There when this id was accepted before: the rest is then the first answer." }),
);

export const acceptedEvent = declared<Wire.AcceptedEvent>()(
  Type.Object(
    { ...accepted, ...owed, warnings, is_duplicate: duplicate },
    {
      title: "AcceptedEvent",
      description: "The event is kept, and will be sent.",
      examples: [
        {
          id: EXAMPLE_EVENT.id,
          id_space: EXAMPLE_EVENT.id_space,
          event: EXAMPLE_EVENT.event,
          occurred_at: "2026-11-25T09:30:00.000Z",
          created_at: "2026-11-25T09:30:00.000Z",
          deliveries: 1,
        },
      ],
    },
  ),
);
const line = { index: countOf("Which event of the batch, counted from 0.") };
const acceptedLine = Type.Object(
  { ...line, id: accepted.id, warnings, is_duplicate: duplicate },
  { title: "AcceptedLine", description: "A line whose event is kept." },
);
export const lineError = Type.Object(errorWords, { title: "LineError", description: "Why this line was refused." });
const refusedLine = Type.Object(
  { ...line, error: lineError },
  { title: "RefusedLine", description: "A line of which nothing is kept." },
);
export const batchResult = declared<Wire.BatchResult>()(
  Type.Object(
    {
      accepted: countOf("How many events of the batch are kept.", 1),
      rejected: countOf("How many are not."),
      results: Type.Array(Type.Union([acceptedLine, refusedLine]), { description: "One for each, in their order." }),
    },
    { title: "BatchResult", description: "What became of a batch: the good lines are kept, the bad ones named." },
  ),
);
const eventMarks = {
  is_test: Type.Boolean({ description: "Sent by hand to try an endpoint: it did not happen." }),
  warning_count: countOf("How many faults its payload has by the catalogue, at most 20."),
  actor: nullable(actor, { description: ACTOR_WORDS, examples: [null] }),
  correlation_id: nullable(Type.String(), { description: CORRELATION_WORDS, examples: [null] }),
};
export const event = declared<Wire.Event>()(
  Type.Object(
    {
      ...accepted,
      ...owed,
      failed_deliveries: countOf("How many of them are failed now: a replay that succeeds makes it less."),
      ...eventMarks,
    },
    { title: "Event", description: "An event as it is listed." },
  ),
);
export const eventDetail = declared<Wire.EventDetail>()(
  Type.Object(
    {
      ...accepted,
      ...eventMarks,
      warnings: Type.Array(fieldErrors.items, { description: "What is not as the catalogue says.", examples: [[]] }),
      payload: Type.Unsafe<{ [key: string]: Wire.Json }>({
        ...payload,
        description: "As the app posted it.",
        examples: [EXAMPLE_EVENT.payload],
      }),
      changes: nullable(changes, { description: CHANGES_WORDS, examples: [null] }),
      deliveries: Type.Array(delivery, { description: "To every endpoint, oldest first." }),
    },
    { title: "EventDetail", description: "One event with what it says and where it went." },
  ),
);
