import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import { anyValue, created, deleted, id, idSpace, nullable, object, text, whole } from "./fields.ts";
import { DELETED, SAMPLE_SPACE } from "./lead.ts";
import { listRef } from "./references.ts";

const leadStatus = object("LeadStatus", "A status that the leads of a list can have.", {
  id: id(),
  name: text(),
  order: whole("Its place among the statuses of its list, from 0."),
  color: nullable(text(), "Such as `#2f80ed`."),
  icon: nullable(text()),
  type: nullable(text(), "The app's own word."),
  success_rate: nullable(
    whole("In percent: how likely a lead with this status is to be won.", { minimum: 0, maximum: 100 }),
  ),
  instructions: nullable(text(), "What to do with leads that have it; may hold HTML."),
  leads_order: anyValue("How its leads are sorted, in the app's own way."),
  id_list: nullable(id()),
  list: nullable(listRef),
  id_space: idSpace,
  ...created,
  ...deleted,
});

const STATUS: Static<typeof leadStatus> = {
  id: "3c1b5a79-8d2e-4f60-b4a1-5e6d7c8b9a00",
  name: "Meeting",
  order: 2,
  color: "#2f80ed",
  icon: null,
  type: null,
  success_rate: 40,
  instructions: "<p>Send the agenda a day before.</p>",
  leads_order: null,
  id_list: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f",
  list: { id: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f", name: "Spring fair", emoji: "rocket" },
  id_space: SAMPLE_SPACE,
  created_at: "2023-04-28T14:07:02.118Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
};
const RENAMED = { ...STATUS, name: "Meeting booked", updated_at: "2023-05-02T08:33:47.219Z" };

const common = { stability: "provisional", schema: leadStatus } as const;

export const STATUS_EVENTS: Family = {
  group: "Status Events",
  types: [
    eventType({ name: "status.create", description: "A status was made.", ...common, sample: STATUS }),
    eventType({ name: "status.update", description: "A status was changed.", ...common, sample: RENAMED }),
    eventType({
      name: "status.delete",
      description: "A status was deleted. The leads that had it get no `lead.status.update` for that.",
      ...common,
      sample: { ...RENAMED, ...DELETED },
    }),
  ],
};
