import type { Static } from "typebox";
import { anything, bodies, flag, group, id, idSpace, list, nullable, object, text, time, whole } from "./fields.ts";
import { SAMPLE_LEAD_REF, SAMPLE_SPACE } from "./lead.ts";
import { campaignRef, leadRef, mailbox } from "./references.ts";

export const campaignEmail = object("CampaignEmail", "The email of a campaign that an event is about.", {
  id: id(),
  message_id: nullable(text(), "Its Message-ID."),
  id_thread: nullable(id()),
  subject: nullable(text()),
  sent_at: time(),
  ...bodies,
});

const campaignStepRef = object("CampaignStepRef", "Which step of a campaign an email belongs to.", {
  id: id(),
  number: whole("From 1.", { minimum: 1 }),
  variant: nullable(whole("From 1. Null where the step has one text only.", { minimum: 1 })),
});

/** What all six events say; each adds an object of its own name. */
export const campaignEmailEvent = object("CampaignEmailEvent", "What happened to an email of a campaign.", {
  id: id("Of this occurrence."),
  id_space: idSpace,
  id_campaign: id(),
  campaign: campaignRef,
  id_lead: nullable(id("Null where the recipient is no lead any more.")),
  lead: nullable(leadRef),
  recipient: text("The address that it was sent to, which may not be the lead's of today."),
  sender: mailbox,
  step: nullable(campaignStepRef),
  email: campaignEmail,
  occurred_at: time("When the mail service saw it."),
  is_first: flag("Whether it is the first event of its kind for this lead in this campaign."),
  provider: nullable(
    group({ name: text(), id_event: nullable(id("The service's own id for it.")) }, "The mail service behind it."),
  ),
  tags: list(text(), "The app's own labels."),
  metadata: nullable(anything("The app's own values.")),
});

export const SAMPLE_EMAIL_EVENT: Static<typeof campaignEmailEvent> = {
  id: "act_90417",
  id_space: SAMPLE_SPACE,
  id_campaign: "6a5b4c3d-2e1f-4098-8776-655443322110",
  campaign: { id: "6a5b4c3d-2e1f-4098-8776-655443322110", name: "Spring follow-up", status: "running" },
  id_lead: SAMPLE_LEAD_REF.id,
  lead: SAMPLE_LEAD_REF,
  recipient: "ada.moreau@northwind.example",
  sender: { id: "acc_70", email: "jo@acme.example", name: "Jo Brandt" },
  step: { id: "stp_1", number: 1, variant: null },
  email: {
    id: "eml_33120",
    message_id: "<b81f40aa@mail.acme.example>",
    id_thread: "thr_5512",
    subject: "Demo for two teams",
    sent_at: "2023-05-03T07:02:11.300Z",
    text: null,
    html: null,
  },
  occurred_at: "2023-05-03T07:02:11.300Z",
  is_first: true,
  provider: { name: "smtp", id_event: null },
  tags: [],
  metadata: null,
};
