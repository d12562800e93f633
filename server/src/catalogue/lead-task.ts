import type { Static } from "typebox";
import { choice, created, deleted, flag, id, idSpace, list, nullable, object, text, time } from "./fields.ts";
import { SAMPLE_LEAD_REF, SAMPLE_SPACE } from "./lead.ts";
import { leadRef, SAMPLE_USER, userFields } from "./references.ts";

const taskUser = object("LeadTaskUser", "A person whom a task is for.", {
  ...userFields,
  is_author: flag("Whether this person made the task."),
  notify: flag("Whether this person is reminded."),
  assigned_at: nullable(time()),
});

export const leadTask = object("LeadTask", "Something to do about a lead.", {
  id: id("The task's, not the lead's: that is `id_lead`."),
  name: text(),
  date: nullable(time(), "When it is due."),
  cron: nullable(text(), "How it repeats."),
  cron_id: nullable(id("What repeats it.")),
  users: list(taskUser, "Whom it is for."),
  ...created,
  id_space: idSpace,
  id_lead: nullable(id()),
  lead: nullable(leadRef),
  description: nullable(text()),
  type: nullable(choice(["todo", "call", "email", "linkedin", "other"])),
  is_done: flag("A task that is done is told of by `lead.task.update`."),
  done_at: nullable(time()),
  ...deleted,
});

export const SAMPLE_TASK: Static<typeof leadTask> = {
  id: "c2a9f1d4-63b7-4e0a-8f25-91d0c7b6a5e3",
  name: "Send the offer",
  date: "2023-05-08T07:00:00.000Z",
  cron: null,
  cron_id: null,
  users: [
    {
      ...SAMPLE_USER,
      is_author: true,
      notify: true,
      assigned_at: "2023-05-02T09:05:44.310Z",
    },
  ],
  created_at: "2023-05-02T09:05:44.310Z",
  updated_at: null,
  id_space: SAMPLE_SPACE,
  id_lead: SAMPLE_LEAD_REF.id,
  lead: SAMPLE_LEAD_REF,
  description: "Forty seats, yearly. Mention the discount.",
  type: "email",
  is_done: false,
  done_at: null,
  is_deleted: false,
  is_deleted_at: null,
};
