import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import { created, deleted, id, idSpace, nullable, object, text } from "./fields.ts";
import { DELETED, SAMPLE_SPACE } from "./lead.ts";

const leadTag = object("LeadTag", "A tag that leads can have.", {
  id: id(),
  name: text(),
  color: nullable(text(), "Such as `#2f80ed`."),
  id_space: idSpace,
  ...created,
  ...deleted,
});

const TAG: Static<typeof leadTag> = {
  id: "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293",
  name: "Hot",
  color: "#f2994a",
  id_space: SAMPLE_SPACE,
  created_at: "2023-04-28T14:09:31.004Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
};
const RENAMED = { ...TAG, name: "Warm", updated_at: "2023-05-02T08:35:12.660Z" };

const common = { stability: "provisional", schema: leadTag } as const;

export const TAG_EVENTS: Family = {
  group: "Tag Events",
  types: [
    eventType({ name: "tag.create", description: "A tag was made.", ...common, sample: TAG }),
    eventType({ name: "tag.update", description: "A tag was changed.", ...common, sample: RENAMED }),
    eventType({
      name: "tag.delete",
      description: "A tag was deleted. The leads that had it get no `lead.tags.update` for that.",
      ...common,
      sample: { ...RENAMED, ...DELETED },
    }),
  ],
};
