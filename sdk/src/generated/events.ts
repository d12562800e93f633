// Made from the catalogue by `npm run generate`. Changes go into server/src/catalogue.

import type { ExtendedKeys } from "../wire/event.ts";
import type { Json } from "../wire/json.ts";

/** A campaign, by name. */
export interface CampaignRef {
  id: string;
  name: string;
  status: "draft" | "scheduled" | "running" | "paused" | "completed" | "archived";
}

/** A lead, where something else is told of it. */
export interface LeadRef {
  id: string;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  /** A URL, or only the handle. */
  linkedin_url: string | null;
  twitter_name: string | null;
}

/** A list, by name. */
export interface ListRef {
  id: string;
  name: string;
  /** A short name such as `rocket`, not the character. */
  emoji: string | null;
}

/** An address that the space sends from. */
export interface Mailbox {
  id: string;
  email: string;
  name: string | null;
}

/** A status that a lead has. It has one for each list. */
export interface StatusRef {
  id: string;
  name: string;
  /** The list that the status belongs to. */
  id_list: string | null;
  /** Such as `#2f80ed`. */
  color: string | null;
  /** Its place among the statuses of its list, from 0. */
  order: number;
}

/** A tag that a lead has. */
export interface TagRef {
  id: string;
  name: string;
  /** Such as `#2f80ed`. */
  color: string | null;
}

/** A person who works with the app. */
export interface UserRef {
  /** Not a uuid. */
  id: string;
  email: string;
  full_name: string;
  handle: string | null;
  avatar_url: string | null;
}

/** A person or a company that the space keeps in touch with. */
export interface Lead {
  id: string;
  /** `""` where it was cleared. */
  email: string | null;
  company: string | null;
  notes: string | null;
  /** As it was typed. */
  phone: string | null;
  /** A URL, or only the handle. */
  linkedin_url: string | null;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** Empty where the lead is a company. */
  first_name: string | null;
  /** A text of its own for messages to this lead. */
  icebreaker: string | null;
  /** Empty where the lead is a company. */
  last_name: string | null;
  website_url: string | null;
  timezone: string | null;
  city: string | null;
  /** What the person does there. */
  company_role: string | null;
  /** The person's handle. */
  twitter_name: string | null;
  avatar_url: string | null;
  icebreaker_2: string | null;
  icebreaker_3: string | null;
  icebreaker_4: string | null;
  /** How likely mail is to bounce; its scale is the app's own. */
  email_bounce_score: number | null;
  /** The company's handle. */
  twitter_company_name: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
  /** The values of the space's own fields. */
  custom_fields: { [key: string]: Json } | null;
  /** What those fields are. */
  custom_fields_schema: { [key: string]: Json } | Json[] | null;
  /** Its place among the leads. */
  order: number;
  /** What a deal with this lead is worth; 0 where nobody has said. */
  contract_value: number;
  /** Whether its posts on social networks are followed. */
  is_tracked: boolean;
  /** The import that made it. */
  id_import_task: string | null;
  /** The app's own id for the profile, not LinkedIn's. */
  id_linkedin_company: string | null;
  /** The app's own id for the profile, not LinkedIn's. */
  id_linkedin: string | null;
  /** The space that it belongs to. */
  id_space: string;
  /** The app's own id for the profile, not Twitter's. */
  id_twitter_company: string | null;
  /** The app's own id for the profile, not Twitter's. */
  id_twitter: string | null;
}

/** What happened to an email of a campaign. */
export interface CampaignEmailEvent {
  /** Of this occurrence. */
  id: string;
  /** The space that it belongs to. */
  id_space: string;
  id_campaign: string;
  campaign: CampaignRef;
  /** Null where the recipient is no lead any more. */
  id_lead: string | null;
  lead: LeadRef | null;
  /** The address that it was sent to, which may not be the lead's of today. */
  recipient: string;
  sender: Mailbox;
  step: CampaignStepRef | null;
  email: CampaignEmail;
  /** When the mail service saw it. */
  occurred_at: string;
  /** Whether it is the first event of its kind for this lead in this campaign. */
  is_first: boolean;
  /** The mail service behind it. */
  provider: {
    name: string;
    /** The service's own id for it. */
    id_event: string | null;
  } | null;
  /** The app's own labels. */
  tags: string[];
  /** The app's own values. */
  metadata: { [key: string]: Json } | null;
}

/** Which step of a campaign an email belongs to. */
export interface CampaignStepRef {
  id: string;
  /** From 1. */
  number: number;
  /** From 1. Null where the step has one text only. */
  variant: number | null;
}

/** The email of a campaign that an event is about. */
export interface CampaignEmail {
  id: string;
  /** Its Message-ID. */
  message_id: string | null;
  id_thread: string | null;
  subject: string | null;
  sent_at: string;
  /** The whole text. Null unless the app sends bodies. */
  text: string | null;
  /** The whole text as HTML. Null unless the app sends bodies. */
  html: string | null;
}

/** A lead with its statuses. */
export interface LeadWithStatus extends Lead {
  /** All statuses that it has now, one for each list. */
  status: StatusRef[];
}

/** A lead with its lists. */
export interface LeadWithLists extends Lead {
  /** All lists that it is on now. */
  lists: ListRef[];
}

/** A lead with its tags. */
export interface LeadWithTags extends Lead {
  /** All tags that it has now. */
  tags: TagRef[];
}

/** Something to do about a lead. */
export interface LeadTask {
  /** The task's, not the lead's: that is `id_lead`. */
  id: string;
  name: string;
  /** When it is due. */
  date: string | null;
  /** How it repeats. */
  cron: string | null;
  /** What repeats it. */
  cron_id: string | null;
  /** Whom it is for. */
  users: LeadTaskUser[];
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** The space that it belongs to. */
  id_space: string;
  id_lead: string | null;
  lead: LeadRef | null;
  description: string | null;
  type: "todo" | "call" | "email" | "linkedin" | "other" | null;
  /** A task that is done is told of by `lead.task.update`. */
  is_done: boolean;
  done_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
}

/** A person whom a task is for. */
export interface LeadTaskUser extends UserRef {
  /** Whether this person made the task. */
  is_author: boolean;
  /** Whether this person is reminded. */
  notify: boolean;
  assigned_at: string | null;
}

/** What somebody wrote down about a lead. */
export interface LeadNote {
  /** The note's, not the lead's: that is `id_lead`. */
  id: string;
  id_lead: string;
  lead: LeadRef | null;
  /** The space that it belongs to. */
  id_space: string;
  /** As it is kept; may hold HTML. */
  content: string;
  /** The same without HTML. */
  content_text: string | null;
  /** Who wrote it; not a uuid. */
  id_user: string | null;
  user: UserRef | null;
  /** The people that it names. */
  mentions: UserRef[];
  is_pinned: boolean;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
}

/** A message to or from a lead. */
export interface LeadMessage {
  id: string;
  /** The space that it belongs to. */
  id_space: string;
  /** Null while no lead is known to match. */
  id_lead: string | null;
  lead: LeadRef | null;
  /** The middle word of the event's name. */
  channel: "linkedin" | "twitter" | "email";
  /** `inbound`: the lead wrote it. `outbound`: the space did. */
  direction: "inbound" | "outbound";
  id_conversation: string | null;
  /** The network's own id for the message, or an email's Message-ID. */
  id_provider_message: string | null;
  /** The Message-ID of the email that it answers. */
  in_reply_to: string | null;
  account: MessageAccount | null;
  from: MessageParty;
  to: MessageParty[];
  /** Of emails and InMails. */
  subject: string | null;
  /** The beginning of the text, at most 200 characters. */
  snippet: string | null;
  /** The whole text. Null unless the app sends bodies. */
  text: string | null;
  /** The whole text as HTML. Null unless the app sends bodies. */
  html: string | null;
  attachments: MessageAttachment[];
  kind: "message" | "inmail" | "invitation_note" | "mention" | "comment" | "auto_reply";
  /** The campaign that it answers. */
  id_campaign: string | null;
  /** Whether it is the first message of this lead on this channel. */
  is_first: boolean;
  sent_at: string;
  received_at: string | null;
  /** Where it can be read. */
  url: string | null;
}

/** The account of the space that a message went through. */
export interface MessageAccount {
  id: string;
  name: string | null;
  handle_or_email: string | null;
}

/** Who wrote or got a message, as far as it is known. */
export interface MessageParty {
  name: string | null;
  email: string | null;
  profile_url: string | null;
  /** The network's own id for this person. */
  id_provider: string | null;
}

/** A file that came with a message; its bytes are never sent. */
export interface MessageAttachment {
  name: string;
  mime: string | null;
  /** In bytes. */
  size: number | null;
}

/** A series of messages to many leads. Its statistics are not part of it. */
export interface Campaign {
  id: string;
  /** The space that it belongs to. */
  id_space: string;
  name: string;
  status: "draft" | "scheduled" | "running" | "paused" | "completed" | "archived";
  type: "email" | "linkedin" | "multichannel";
  /** The list that its leads come from. */
  id_list: string | null;
  steps: CampaignStep[];
  senders: Mailbox[];
  /** What is tracked: where it is false, the missing events mean nothing. */
  tracking: {
    opens: boolean;
    clicks: boolean;
  };
  schedule: CampaignSchedule | null;
  /** How many leads it has at this moment. */
  leads_count: number | null;
  /** Whose campaign it is; not a uuid. */
  id_user: string | null;
  user: UserRef | null;
  started_at: string | null;
  paused_at: string | null;
  completed_at: string | null;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
}

/** One step of a campaign, in outline: without its text. */
export interface CampaignStep {
  id: string;
  /** From 1. */
  number: number;
  /** Such as `email`; the app's own word. */
  kind: string;
  /** Days after the step before it. */
  delay_days: number;
  subject: string | null;
}

/** When a campaign sends. */
export interface CampaignSchedule {
  /** Such as `Europe/Paris`. */
  timezone: string;
  /** Monday is 1, Sunday is 7. */
  days: number[];
  /** Such as `09:00`. */
  start: string;
  /** Such as `17:30`. */
  end: string;
}

/** An email of a campaign was handed to the mail server. */
export interface CampaignEmailSent extends CampaignEmailEvent {
  attachments_count: number;
}

/** A reply to an email of a campaign. */
export interface CampaignEmailReply extends CampaignEmailEvent {
  reply: {
    /** Its Message-ID. Null where a person marked the lead as replied. */
    message_id: string | null;
    /** The Message-ID of the email that it answers. */
    in_reply_to: string | null;
    /** Who answered, which may be somebody else than `recipient`. */
    from: {
      email: string;
      name: string | null;
    } | null;
    /** Whether somebody else than `recipient` answered. */
    is_other_sender: boolean;
    subject: string | null;
    /** The beginning of the text, at most 200 characters. */
    snippet: string | null;
    /** The whole text. Null unless the app sends bodies. */
    text: string | null;
    /** The whole text as HTML. Null unless the app sends bodies. */
    html: string | null;
    received_at: string | null;
    /** Whether a machine wrote it, such as an out-of-office note. */
    is_auto: boolean;
    /** `manual`: a person marked the lead as replied. */
    source: "detected" | "manual";
    /** What the app made of it. Null where it does not judge. */
    classification:
      | "interested"
      | "not_interested"
      | "neutral"
      | "out_of_office"
      | "wrong_person"
      | "unsubscribe"
      | null;
  };
}

/** An email of a campaign was opened. */
export interface CampaignEmailOpen extends CampaignEmailEvent {
  open: {
    /** Opens so far, this one included. */
    count: number;
    first_opened_at: string;
    /** Whether a scanner or a privacy proxy opened it. Null where that was not judged. */
    is_machine: boolean | null;
    client: EmailClient | null;
  };
}

/** Personal data: null unless the app sends it. */
export interface EmailClient {
  ip: string | null;
  user_agent: string | null;
  device: string | null;
  os: string | null;
  app: string | null;
  country: string | null;
}

/** A link in an email of a campaign was followed. */
export interface CampaignEmailClick extends CampaignEmailEvent {
  click: {
    /** Where the link leads, not the link that tracks it. May hold personal data. */
    url: string;
    /** Which link of the email it was. */
    position: number | null;
    /** Clicks on this link by this lead so far, this one included. */
    count: number;
    /** Whether a scanner followed it. Null where that was not judged. */
    is_machine: boolean | null;
    client: EmailClient | null;
  };
}

/** An email of a campaign could not be delivered. */
export interface CampaignEmailBounce extends CampaignEmailEvent {
  bounce: {
    type: "hard" | "soft" | "block" | "unknown";
    category:
      | "invalid_mailbox"
      | "invalid_domain"
      | "mailbox_full"
      | "content"
      | "policy"
      | "reputation"
      | "other"
      | null;
    /** Such as 550. */
    smtp_code: number | null;
    /** Such as `5.1.1`. */
    enhanced_code: string | null;
    /** What the other mail server said, at most 1000 characters. */
    diagnostic: string | null;
    /** The Message-ID of the bounce. */
    message_id: string | null;
    /** What the lead's address is now held for. */
    email_status: "bounce" | "not-sure-bounce" | "valid" | "no-email" | null;
    /** Whether no more mail goes to this address. */
    is_suppressed: boolean;
  };
}

/** Somebody asked to get no more emails of a campaign. */
export interface CampaignEmailUnsubscribe extends Omit<CampaignEmailEvent, "email"> {
  /** Null where the wish did not come from one email. */
  email: CampaignEmail | null;
  unsubscribe: {
    /** How far the wish reaches. */
    scope: "campaign" | "list" | "space";
    /** How it was said. */
    method: "link" | "one_click" | "reply" | "manual" | "complaint" | "api";
    /** In the person's own words. */
    reason: string | null;
    at: string;
  };
}

/** A list that leads can be on. */
export interface LeadList {
  id: string;
  name: string;
  /** A short name such as `rocket`, not the character. */
  emoji: string | null;
  /** The space that it belongs to. */
  id_space: string;
  /** Its place among the lists. */
  order: number | null;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
  /** How many leads it has at this moment. */
  leads_count: number | null;
}

/** A status that the leads of a list can have. */
export interface LeadStatus {
  id: string;
  name: string;
  /** Its place among the statuses of its list, from 0. */
  order: number;
  /** Such as `#2f80ed`. */
  color: string | null;
  icon: string | null;
  /** The app's own word. */
  type: string | null;
  /** In percent: how likely a lead with this status is to be won. */
  success_rate: number | null;
  /** What to do with leads that have it; may hold HTML. */
  instructions: string | null;
  /** How its leads are sorted, in the app's own way. */
  leads_order: Json;
  id_list: string | null;
  list: ListRef | null;
  /** The space that it belongs to. */
  id_space: string;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
}

/** A tag that leads can have. */
export interface LeadTag {
  id: string;
  name: string;
  /** Such as `#2f80ed`. */
  color: string | null;
  /** The space that it belongs to. */
  id_space: string;
  created_at: string;
  /** Null until the first change. */
  updated_at: string | null;
  /** True in the event that tells of the deletion, which carries the object as it last was. */
  is_deleted: boolean;
  is_deleted_at: string | null;
}

/** What each event carries, by its name. */
export interface EventPayloads {
  /** A lead was added to the space. */
  "lead.create": Lead;
  /**
   * Fields of a lead were changed. Its status, lists, tags, tasks and notes have events of their own and cause none of
   * these.
   */
  "lead.update": Lead;
  /** A lead was deleted. Its tasks and notes go with it, without events of their own. */
  "lead.delete": Lead;
  /**
   * A lead got another status. The payload is the lead with all statuses that it has now. Provisional: the shape may
   * still change.
   */
  "lead.status.update": LeadWithStatus;
  /**
   * A lead was put on a list or taken off one. The payload is the lead with all lists that it is on now. Provisional:
   * the shape may still change.
   */
  "lead.list.update": LeadWithLists;
  /**
   * Tags of a lead were added or removed. The payload is the lead with all tags that it has now. Provisional: the shape
   * may still change.
   */
  "lead.tags.update": LeadWithTags;
  /**
   * Tracking of a lead's posts was switched on or off: `is_tracked` says which. Provisional: the shape may still
   * change.
   */
  "lead.track": Lead;
  /**
   * A task was added to a lead. `payload.id` is the task's; the lead's is `payload.id_lead`. Provisional: the shape may
   * still change.
   */
  "lead.task.create": LeadTask;
  /**
   * A task of a lead was changed or done. `payload.id` is the task's; the lead's is `payload.id_lead`. Provisional: the
   * shape may still change.
   */
  "lead.task.update": LeadTask;
  /**
   * A task of a lead was deleted. `payload.id` is the task's; the lead's is `payload.id_lead`. Provisional: the shape
   * may still change.
   */
  "lead.task.delete": LeadTask;
  /**
   * A note was written on a lead. `payload.id` is the note's; the lead's is `payload.id_lead`. Provisional: the shape
   * may still change.
   */
  "lead.note.create": LeadNote;
  /**
   * A note on a lead was changed. `payload.id` is the note's; the lead's is `payload.id_lead`. Provisional: the shape
   * may still change.
   */
  "lead.note.update": LeadNote;
  /**
   * A note on a lead was deleted. `payload.id` is the note's; the lead's is `payload.id_lead`. Provisional: the shape
   * may still change.
   */
  "lead.note.delete": LeadNote;
  /**
   * A LinkedIn message was exchanged with a lead: `direction` says who wrote it. Provisional: the shape may still
   * change.
   */
  "lead.linkedin.new": LeadMessage;
  /**
   * A Twitter message was exchanged with a lead: `direction` says who wrote it. Provisional: the shape may still
   * change.
   */
  "lead.twitter.new": LeadMessage;
  /**
   * An email was exchanged with a lead: `direction` says who wrote it. A reply to a campaign is told of by
   * `campaign.email.reply` as well, with the same message id. Provisional: the shape may still change.
   */
  "lead.email.new": LeadMessage;
  /** A campaign was made. Provisional: the shape may still change. */
  "campaign.create": Campaign;
  /**
   * Settings of a campaign were changed, or it was started, paused or finished: `status` says so. Provisional: the
   * shape may still change.
   */
  "campaign.update": Campaign;
  /** A campaign was deleted. Provisional: the shape may still change. */
  "campaign.delete": Campaign;
  /**
   * An email of a campaign was handed to the mail server. It may not have arrived. Provisional: the shape may still
   * change.
   */
  "campaign.email.sent": CampaignEmailSent;
  /**
   * Somebody replied to an email of a campaign. Each reply is an event; the reply itself is told of by `lead.email.new`
   * as well. Provisional: the shape may still change.
   */
  "campaign.email.reply": CampaignEmailReply;
  /** Somebody, or a machine, opened an email of a campaign. Provisional: the shape may still change. */
  "campaign.email.open": CampaignEmailOpen;
  /** Somebody, or a machine, followed a link in an email of a campaign. Provisional: the shape may still change. */
  "campaign.email.click": CampaignEmailClick;
  /**
   * An email of a campaign could not be delivered, for good or after the last try. Provisional: the shape may still
   * change.
   */
  "campaign.email.bounce": CampaignEmailBounce;
  /**
   * Somebody asked to get no more emails of a campaign. There is no event for the opposite. Provisional: the shape may
   * still change.
   */
  "campaign.email.unsubscribe": CampaignEmailUnsubscribe;
  /** A list was made. Provisional: the shape may still change. */
  "list.create": LeadList;
  /** A list was changed. Provisional: the shape may still change. */
  "list.update": LeadList;
  /**
   * A list was deleted. The leads on it get no `lead.list.update` for that. Provisional: the shape may still change.
   */
  "list.delete": LeadList;
  /** A status was made. Provisional: the shape may still change. */
  "status.create": LeadStatus;
  /** A status was changed. Provisional: the shape may still change. */
  "status.update": LeadStatus;
  /**
   * A status was deleted. The leads that had it get no `lead.status.update` for that. Provisional: the shape may still
   * change.
   */
  "status.delete": LeadStatus;
  /** A tag was made. Provisional: the shape may still change. */
  "tag.create": LeadTag;
  /** A tag was changed. Provisional: the shape may still change. */
  "tag.update": LeadTag;
  /**
   * A tag was deleted. The leads that had it get no `lead.tags.update` for that. Provisional: the shape may still
   * change.
   */
  "tag.delete": LeadTag;
}

export type EventName = keyof EventPayloads;

/** The body of the request that brings an event. A receiver ignores keys that it does not know. */
export interface WebhookBody<Name extends EventName> extends ExtendedKeys {
  /** The customer it happened to. */
  id_space: string;
  event: Name;
  /** The endpoint's secret, or `""`. It proves little: the signature in the headers proves more. */
  secret: string;
  payload: EventPayloads[Name];
}

/** Any of them: `event` tells which, and so what `payload` is. */
export type WebhookEvent = { [Name in EventName]: WebhookBody<Name> }[EventName];
