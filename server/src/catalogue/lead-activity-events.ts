import { eventType, type Family } from "./event-type.ts";
import { list, object } from "./fields.ts";
import { DELETED, lead, SAMPLE_LEAD } from "./lead.ts";
import { leadNote, SAMPLE_NOTE } from "./lead-note.ts";
import { leadTask, SAMPLE_TASK } from "./lead-task.ts";
import { listRef, statusRef, tagRef } from "./references.ts";

const leadWithStatus = object("LeadWithStatus", "A lead with its statuses.", {
  ...lead.properties,
  status: list(statusRef, "All statuses that it has now, one for each list."),
});

const leadWithLists = object("LeadWithLists", "A lead with its lists.", {
  ...lead.properties,
  lists: list(listRef, "All lists that it is on now."),
});

const leadWithTags = object("LeadWithTags", "A lead with its tags.", {
  ...lead.properties,
  tags: list(tagRef, "All tags that it has now."),
});

const TASK_IS_DONE = {
  updated_at: "2023-05-05T13:27:50.118Z",
  is_done: true,
  done_at: "2023-05-05T13:27:50.118Z",
};
const NOTE_IS_PINNED = { updated_at: "2023-05-03T10:11:12.131Z", is_pinned: true };

const provisional = { stability: "provisional" } as const;
const task = { ...provisional, schema: leadTask };
const note = { ...provisional, schema: leadNote };

export const LEAD_ACTIVITY_EVENTS: Family = {
  group: "Lead Activity Events",
  types: [
    eventType({
      name: "lead.status.update",
      description: "A lead got another status. The payload is the lead with all statuses that it has now.",
      ...provisional,
      schema: leadWithStatus,
      sample: {
        ...SAMPLE_LEAD,
        status: [
          {
            id: "3c1b5a79-8d2e-4f60-b4a1-5e6d7c8b9a00",
            name: "Meeting booked",
            id_list: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f",
            color: "#2f80ed",
            order: 2,
          },
        ],
      },
    }),
    eventType({
      name: "lead.list.update",
      description:
        "A lead was put on a list or taken off one. The payload is the lead with all lists that it is on now.",
      ...provisional,
      schema: leadWithLists,
      sample: {
        ...SAMPLE_LEAD,
        lists: [{ id: "d4f6b8a0-1c3e-4a5b-9d7f-2e4c6a8b0d1f", name: "Spring fair", emoji: "rocket" }],
      },
    }),
    eventType({
      name: "lead.tags.update",
      description: "Tags of a lead were added or removed. The payload is the lead with all tags that it has now.",
      ...provisional,
      schema: leadWithTags,
      sample: {
        ...SAMPLE_LEAD,
        tags: [{ id: "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293", name: "Warm", color: "#f2994a" }],
      },
    }),
    eventType({
      name: "lead.track",
      description: "Tracking of a lead's posts was switched on or off: `is_tracked` says which.",
      ...provisional,
      schema: lead,
      sample: SAMPLE_LEAD,
    }),
    eventType({
      name: "lead.task.create",
      description: "A task was added to a lead. `payload.id` is the task's; the lead's is `payload.id_lead`.",
      ...task,
      sample: SAMPLE_TASK,
    }),
    eventType({
      name: "lead.task.update",
      description: "A task of a lead was changed or done. `payload.id` is the task's; the lead's is `payload.id_lead`.",
      ...task,
      sample: { ...SAMPLE_TASK, ...TASK_IS_DONE },
    }),
    eventType({
      name: "lead.task.delete",
      description: "A task of a lead was deleted. `payload.id` is the task's; the lead's is `payload.id_lead`.",
      ...task,
      sample: { ...SAMPLE_TASK, ...TASK_IS_DONE, ...DELETED },
    }),
    eventType({
      name: "lead.note.create",
      description: "A note was written on a lead. `payload.id` is the note's; the lead's is `payload.id_lead`.",
      ...note,
      sample: SAMPLE_NOTE,
    }),
    eventType({
      name: "lead.note.update",
      description: "A note on a lead was changed. `payload.id` is the note's; the lead's is `payload.id_lead`.",
      ...note,
      sample: { ...SAMPLE_NOTE, ...NOTE_IS_PINNED },
    }),
    eventType({
      name: "lead.note.delete",
      description: "A note on a lead was deleted. `payload.id` is the note's; the lead's is `payload.id_lead`.",
      ...note,
      sample: { ...SAMPLE_NOTE, ...NOTE_IS_PINNED, ...DELETED },
    }),
  ],
};
