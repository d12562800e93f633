/** The event types of the seed under its eight headings, in its order, each with what it says in one sentence. */
export const EVENT_TYPES = {
  "Lead Events": {
    "lead.create": "A lead was added to the space.",
    "lead.update": "Fields of a lead were changed.",
    "lead.delete": "A lead was deleted.",
  },
  "Lead Activity Events": {
    "lead.status.update": "A lead moved to another status.",
    "lead.list.update": "A lead was put on a list or taken off one.",
    "lead.tags.update": "Tags of a lead were added or removed.",
    "lead.track": "Social tracking of a lead was switched on or off.",
    "lead.task.create": "A task was added to a lead.",
    "lead.task.update": "A task of a lead was changed or done.",
    "lead.task.delete": "A task of a lead was deleted.",
    "lead.note.create": "A note was written on a lead.",
    "lead.note.update": "A note on a lead was changed.",
    "lead.note.delete": "A note on a lead was deleted.",
  },
  "Lead Message": {
    "lead.linkedin.new": "A LinkedIn message was exchanged with a lead.",
    "lead.twitter.new": "A Twitter message was exchanged with a lead.",
    "lead.email.new": "An email was exchanged with a lead.",
  },
  "Campaign Events": {
    "campaign.create": "A campaign was made.",
    "campaign.update": "Settings of a campaign were changed.",
    "campaign.delete": "A campaign was deleted.",
  },
  "Campaign Email Events": {
    "campaign.email.sent": "An email of a campaign was handed to the mail server.",
    "campaign.email.reply": "Somebody replied to an email of a campaign.",
    "campaign.email.open": "Somebody opened an email of a campaign.",
    "campaign.email.click": "Somebody followed a link in an email of a campaign.",
    "campaign.email.bounce": "An email of a campaign could not be delivered.",
    "campaign.email.unsubscribe": "Somebody asked to get no more emails of a campaign.",
  },
  "List Events": {
    "list.create": "A list was made.",
    "list.update": "A list was changed.",
    "list.delete": "A list was deleted.",
  },
  "Status Events": {
    "status.create": "A status was made.",
    "status.update": "A status was changed.",
    "status.delete": "A status was deleted.",
  },
  "Tag Events": {
    "tag.create": "A tag was made.",
    "tag.update": "A tag was changed.",
    "tag.delete": "A tag was deleted.",
  },
} as const;
