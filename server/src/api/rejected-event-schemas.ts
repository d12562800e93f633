import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { lineError, postedActor, postedChanges, postedEvent } from "./event-schemas.ts";
import { closed, declared, eventName, idOf, nullable, page, shownIdSpace, timeOf } from "./schemas.ts";

const shown = {
  id: idOf("evt", "The event's id, the app's own where it gave one."),
  id_space: shownIdSpace,
  event: eventName,
  occurred_at: timeOf("When it happened, as the app said, or when it was emitted."),
  emitted_at: timeOf("When the app has called the function."),
  rejected_at: timeOf("When it was rejected."),
  error: lineError,
};

export const rejectedEventQuery = declared<Wire.PageQuery>()(closed(page));
export const rejectedEvent = declared<Wire.RejectedEvent>()(
  Type.Object(shown, {
    title: "RejectedEvent",
    description:
      "An event that an app has emitted in its own transaction, and that could not be taken: it is not sent.",
  }),
);
export const rejectedEventDetail = declared<Wire.RejectedEventDetail>()(
  Type.Object(
    {
      ...shown,
      payload: postedEvent.properties.payload,
      changes: nullable(postedChanges, { description: "What has changed, as the app said it.", examples: [null] }),
      actor: nullable(postedActor, { description: "Who or what caused it, as the app said it.", examples: [null] }),
      correlation_id: nullable(Type.String(), { description: "As the app said it.", examples: [null] }),
    },
    { title: "RejectedEventDetail", description: "A rejected event with all that the app has said." },
  ),
);
