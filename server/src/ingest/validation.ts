import type { Validation } from "../core/event-type.ts";
import type { FieldError, Problem } from "../core/problems.ts";
import type { EventTypeNames } from "./event-type.ts";
import type { PostedEvent } from "./posted-event.ts";

export type Checked = { kind: "posted"; posted: PostedEvent } | { kind: "refused"; problem: Problem };

/** Holds a payload against the catalogue, and makes warnings or a refusal of what is wrong with it. */
export function validated(
  posted: PostedEvent,
  payload: object,
  options: {
    validation: Validation;
    eventTypes: EventTypeNames;
    checkPayload(event: string, payload: object): readonly FieldError[];
  },
): Checked {
  const validation = options.eventTypes.find(posted.event)?.validation ?? options.validation;
  if (validation === "off") return { kind: "posted", posted };
  const errors = options.checkPayload(posted.event, payload);
  if (errors.length === 0) return { kind: "posted", posted };
  if (validation === "warn") return { kind: "posted", posted: { ...posted, warnings: errors } };
  const detail =
    `The payload is not what ${posted.event} says: GET /v1/event-types/${posted.event} has its schema. ` +
    "Nothing of this event was kept.";
  return { kind: "refused", problem: { code: "invalid_payload", detail, errors } };
}
