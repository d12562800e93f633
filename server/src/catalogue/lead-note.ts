import type { Static } from "typebox";
import { created, deleted, flag, id, idSpace, list, nullable, object, text } from "./fields.ts";
import { SAMPLE_LEAD_REF, SAMPLE_SPACE } from "./lead.ts";
import { leadRef, SAMPLE_USER, userRef } from "./references.ts";

export const leadNote = object("LeadNote", "What somebody wrote down about a lead.", {
  id: id("The note's, not the lead's: that is `id_lead`."),
  id_lead: id(),
  lead: nullable(leadRef),
  id_space: idSpace,
  content: text("As it is kept; may hold HTML."),
  content_text: nullable(text(), "The same without HTML."),
  id_user: nullable(id("Who wrote it; not a uuid.")),
  user: nullable(userRef),
  mentions: list(userRef, "The people that it names."),
  is_pinned: flag(),
  ...created,
  ...deleted,
});

export const SAMPLE_NOTE: Static<typeof leadNote> = {
  id: "7f3d2b10-5c4e-4d69-a8b7-06c5e4f3d2a1",
  id_lead: SAMPLE_LEAD_REF.id,
  lead: SAMPLE_LEAD_REF,
  id_space: SAMPLE_SPACE,
  content: "<p>Budget is <b>approved</b> until June.</p>",
  content_text: "Budget is approved until June.",
  id_user: SAMPLE_USER.id,
  user: SAMPLE_USER,
  mentions: [],
  is_pinned: false,
  created_at: "2023-05-02T09:20:03.662Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
};
