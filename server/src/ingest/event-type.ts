import type { Validation } from "../core/event-type.ts";
import type { Problem } from "../core/problems.ts";

/** What ingest needs to know of the catalogue. */
export interface EventTypeNames {
  /** Undefined: there is no such type. `validation` null: as the settings say. */
  find(name: string): { validation: Validation | null } | undefined;
  /** Names that this one may be a misspelling of. */
  nearest(name: string): readonly string[];
}

/** Longer names are cut in messages: the longest of the seed has 26 characters. */
const NAME_SHOWN_MAX = 80;

/** Null: the catalogue has it. Else what to tell the caller, with the nearest names. */
export function eventTypeProblem(event: string, eventTypes: EventTypeNames): Problem | null {
  if (eventTypes.find(event) !== undefined) return null;
  const nearest = eventTypes.nearest(event);
  const name = event.length <= NAME_SHOWN_MAX ? event : `${event.slice(0, NAME_SHOWN_MAX)}…`;
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(" or ")}?` : "GET /v1/event-types lists them.";
  return {
    code: "unknown_event_type",
    detail: `There is no event type ${JSON.stringify(name)}. ${hint}`,
    errors: [{ path: "event", message: "not a known event type" }],
  };
}
