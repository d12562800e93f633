import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import { deleted, id, idSpace, nullable, object, text, time, whole } from "./fields.ts";
import { DELETED, SAMPLE_SPACE } from "./lead.ts";

const leadList = object("LeadList", "A list that leads can be on.", {
  id: id(),
  name: text(),
  emoji: nullable(text(), "A short name such as `rocket`, not the character."),
  id_space: idSpace,
  order: nullable(whole("Its place among the lists.")),
  created_at: time(),
  updated_at: nullable(time(), "Null until the first change."),
  ...deleted,
  leads_count: nullable(whole("How many leads it has at this moment.", { minimum: 0 })),
});

const LIST: Static<typeof leadList> = {
  id: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f",
  name: "Fair",
  emoji: "rocket",
  id_space: SAMPLE_SPACE,
  order: 1,
  created_at: "2023-04-28T14:06:20.555Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
  leads_count: 0,
};
const RENAMED = { ...LIST, name: "Spring fair", updated_at: "2023-05-02T08:31:00.090Z", leads_count: 124 };

const common = { stability: "provisional", schema: leadList } as const;

export const LIST_EVENTS: Family = {
  group: "List Events",
  types: [
    eventType({ name: "list.create", description: "A list was made.", ...common, sample: LIST }),
    eventType({ name: "list.update", description: "A list was changed.", ...common, sample: RENAMED }),
    eventType({
      name: "list.delete",
      description: "A list was deleted. The leads on it get no `lead.list.update` for that.",
      ...common,
      sample: { ...RENAMED, ...DELETED },
    }),
  ],
};
