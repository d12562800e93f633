import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import {
  choice,
  created,
  deleted,
  flag,
  group,
  id,
  idSpace,
  list,
  nullable,
  object,
  text,
  time,
  whole,
} from "./fields.ts";
import { DELETED, SAMPLE_SPACE } from "./lead.ts";
import { campaignStatus, mailbox, SAMPLE_USER, userRef } from "./references.ts";

const step = object("CampaignStep", "One step of a campaign, in outline: without its text.", {
  id: id(),
  number: whole("From 1.", { minimum: 1 }),
  kind: text("Such as `email`; the app's own word."),
  delay_days: whole("Days after the step before it.", { minimum: 0 }),
  subject: nullable(text()),
});

const tracking = group(
  { opens: flag(), clicks: flag() },
  "What is tracked: where it is false, the missing events mean nothing.",
);

const schedule = object("CampaignSchedule", "When a campaign sends.", {
  timezone: text("Such as `Europe/Paris`."),
  days: list(whole(undefined, { minimum: 1, maximum: 7 }), "Monday is 1, Sunday is 7."),
  start: text("Such as `09:00`."),
  end: text("Such as `17:30`."),
});

/** Without statistics: they would make an update of every open. */
const campaign = object("Campaign", "A series of messages to many leads. Its statistics are not part of it.", {
  id: id(),
  id_space: idSpace,
  name: text(),
  status: campaignStatus,
  type: choice(["email", "linkedin", "multichannel"]),
  id_list: nullable(id("The list that its leads come from.")),
  steps: list(step),
  senders: list(mailbox),
  tracking,
  schedule: nullable(schedule),
  leads_count: nullable(whole("How many leads it has at this moment.", { minimum: 0 })),
  id_user: nullable(id("Whose campaign it is; not a uuid.")),
  user: nullable(userRef),
  started_at: nullable(time()),
  paused_at: nullable(time()),
  completed_at: nullable(time()),
  ...created,
  ...deleted,
});

const CAMPAIGN: Static<typeof campaign> = {
  id: "6a5b4c3d-2e1f-4098-8776-655443322110",
  id_space: SAMPLE_SPACE,
  name: "Spring follow-up",
  status: "draft",
  type: "email",
  id_list: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f",
  steps: [
    { id: "stp_1", number: 1, kind: "email", delay_days: 0, subject: "Demo for two teams" },
    { id: "stp_2", number: 2, kind: "email", delay_days: 3, subject: null },
  ],
  senders: [{ id: "acc_70", email: "jo@acme.example", name: "Jo Brandt" }],
  tracking: { opens: true, clicks: true },
  schedule: { timezone: "Europe/Paris", days: [1, 2, 3, 4, 5], start: "09:00", end: "17:30" },
  leads_count: 124,
  id_user: SAMPLE_USER.id,
  user: SAMPLE_USER,
  started_at: null,
  paused_at: null,
  completed_at: null,
  created_at: "2023-05-02T10:00:00.000Z",
  updated_at: null,
  is_deleted: false,
  is_deleted_at: null,
};

const RUNNING: Static<typeof campaign> = {
  ...CAMPAIGN,
  status: "running",
  started_at: "2023-05-03T07:00:00.412Z",
  updated_at: "2023-05-03T07:00:00.412Z",
};

const common = { stability: "provisional", schema: campaign } as const;

export const CAMPAIGN_EVENTS: Family = {
  group: "Campaign Events",
  types: [
    eventType({ name: "campaign.create", description: "A campaign was made.", ...common, sample: CAMPAIGN }),
    eventType({
      name: "campaign.update",
      description: "Settings of a campaign were changed, or it was started, paused or finished: `status` says so.",
      ...common,
      sample: RUNNING,
    }),
    eventType({
      name: "campaign.delete",
      description: "A campaign was deleted.",
      ...common,
      sample: { ...RUNNING, status: "archived", ...DELETED },
    }),
  ],
};
