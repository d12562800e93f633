import { campaignEmail, campaignEmailEvent, SAMPLE_EMAIL_EVENT } from "./campaign-email.ts";
import { eventType, type Family } from "./event-type.ts";
import { bodies, choice, flag, group, nullable, object, snippet, text, time, whole } from "./fields.ts";
import { Type } from "./type.ts";

const DIAGNOSTIC_LENGTH_MAX = 1000;

const client = nullable(
  object("EmailClient", "Where somebody was when they opened an email or followed a link.", {
    ip: nullable(text()),
    user_agent: nullable(text()),
    device: nullable(text()),
    os: nullable(text()),
    app: nullable(text()),
    country: nullable(text()),
  }),
  "Personal data: null unless the app sends it.",
);

const sent = object("CampaignEmailSent", "An email of a campaign was handed to the mail server.", {
  ...campaignEmailEvent.properties,
  attachments_count: whole(undefined, { minimum: 0 }),
});

const reply = object("CampaignEmailReply", "A reply to an email of a campaign.", {
  ...campaignEmailEvent.properties,
  reply: group({
    message_id: nullable(text(), "Its Message-ID. Null where a person marked the lead as replied."),
    in_reply_to: nullable(text(), "The Message-ID of the email that it answers."),
    from: nullable(
      group({ email: text(), name: nullable(text()) }, "Who answered, which may be somebody else than `recipient`."),
    ),
    is_other_sender: flag("Whether somebody else than `recipient` answered."),
    subject: nullable(text()),
    snippet,
    ...bodies,
    received_at: nullable(time()),
    is_auto: flag("Whether a machine wrote it, such as an out-of-office note."),
    source: choice(["detected", "manual"], "`manual`: a person marked the lead as replied."),
    classification: nullable(
      choice(["interested", "not_interested", "neutral", "out_of_office", "wrong_person", "unsubscribe"]),
      "What the app made of it. Null where it does not judge.",
    ),
  }),
});

const open = object("CampaignEmailOpen", "An email of a campaign was opened.", {
  ...campaignEmailEvent.properties,
  open: group({
    count: whole("Opens so far, this one included.", { minimum: 1 }),
    first_opened_at: time(),
    is_machine: nullable(flag("Whether a scanner or a privacy proxy opened it. Null where that was not judged.")),
    client,
  }),
});

const click = object("CampaignEmailClick", "A link in an email of a campaign was followed.", {
  ...campaignEmailEvent.properties,
  click: group({
    url: text("Where the link leads, not the link that tracks it. May hold personal data."),
    position: nullable(whole("Which link of the email it was.")),
    count: whole("Clicks on this link by this lead so far, this one included.", { minimum: 1 }),
    is_machine: nullable(flag("Whether a scanner followed it. Null where that was not judged.")),
    client,
  }),
});

const bounce = object("CampaignEmailBounce", "An email of a campaign could not be delivered.", {
  ...campaignEmailEvent.properties,
  bounce: group({
    type: choice(["hard", "soft", "block", "unknown"]),
    category: nullable(
      choice(["invalid_mailbox", "invalid_domain", "mailbox_full", "content", "policy", "reputation", "other"]),
    ),
    smtp_code: nullable(whole("Such as 550.")),
    enhanced_code: nullable(text(), "Such as `5.1.1`."),
    diagnostic: nullable(
      Type.String({ maxLength: DIAGNOSTIC_LENGTH_MAX }),
      `What the other mail server said, at most ${DIAGNOSTIC_LENGTH_MAX} characters.`,
    ),
    message_id: nullable(text(), "The Message-ID of the bounce."),
    email_status: nullable(
      choice(["bounce", "not-sure-bounce", "valid", "no-email"]),
      "What the lead's address is now held for.",
    ),
    is_suppressed: flag("Whether no more mail goes to this address."),
  }),
});

const unsubscribe = object("CampaignEmailUnsubscribe", "Somebody asked to get no more emails of a campaign.", {
  ...campaignEmailEvent.properties,
  email: nullable(campaignEmail, "Null where the wish did not come from one email."),
  unsubscribe: group({
    scope: choice(["campaign", "list", "space"], "How far the wish reaches."),
    method: choice(["link", "one_click", "reply", "manual", "complaint", "api"], "How it was said."),
    reason: nullable(text(), "In the person's own words."),
    at: time(),
  }),
});

const provisional = { stability: "provisional" } as const;

export const CAMPAIGN_EMAIL_EVENTS: Family = {
  group: "Campaign Email Events",
  types: [
    eventType({
      name: "campaign.email.sent",
      description: "An email of a campaign was handed to the mail server. It may not have arrived.",
      ...provisional,
      schema: sent,
      sample: { ...SAMPLE_EMAIL_EVENT, attachments_count: 0 },
    }),
    eventType({
      name: "campaign.email.reply",
      description:
        "Somebody replied to an email of a campaign. Each reply is an event; the reply itself is told of by `lead.email.new` as well.",
      ...provisional,
      schema: reply,
      sample: {
        ...SAMPLE_EMAIL_EVENT,
        id: "act_90466",
        occurred_at: "2023-05-03T09:15:42.018Z",
        reply: {
          message_id: "<CAF3x9k2p@mail.northwind.example>",
          in_reply_to: "<b81f40aa@mail.acme.example>",
          from: { email: "ada.moreau@northwind.example", name: "Ada Moreau" },
          is_other_sender: false,
          subject: "Re: Demo for two teams",
          snippet: "Attached is the floor plan. The second team sits in hall B.",
          text: null,
          html: null,
          received_at: "2023-05-03T09:15:39.000Z",
          is_auto: false,
          source: "detected",
          classification: "interested",
        },
      },
    }),
    eventType({
      name: "campaign.email.open",
      description: "Somebody, or a machine, opened an email of a campaign.",
      ...provisional,
      schema: open,
      sample: {
        ...SAMPLE_EMAIL_EVENT,
        id: "act_90421",
        occurred_at: "2023-05-03T07:30:05.771Z",
        open: { count: 1, first_opened_at: "2023-05-03T07:30:05.771Z", is_machine: false, client: null },
      },
    }),
    eventType({
      name: "campaign.email.click",
      description: "Somebody, or a machine, followed a link in an email of a campaign.",
      ...provisional,
      schema: click,
      sample: {
        ...SAMPLE_EMAIL_EVENT,
        id: "act_90424",
        occurred_at: "2023-05-03T07:31:40.256Z",
        click: { url: "https://acme.example/demo", position: 0, count: 1, is_machine: false, client: null },
      },
    }),
    eventType({
      name: "campaign.email.bounce",
      description: "An email of a campaign could not be delivered, for good or after the last try.",
      ...provisional,
      schema: bounce,
      sample: {
        ...SAMPLE_EMAIL_EVENT,
        id: "act_90418",
        occurred_at: "2023-05-03T07:02:14.933Z",
        bounce: {
          type: "hard",
          category: "invalid_mailbox",
          smtp_code: 550,
          enhanced_code: "5.1.1",
          diagnostic: "550 5.1.1 The email account that you tried to reach does not exist.",
          message_id: null,
          email_status: "bounce",
          is_suppressed: true,
        },
      },
    }),
    eventType({
      name: "campaign.email.unsubscribe",
      description: "Somebody asked to get no more emails of a campaign. There is no event for the opposite.",
      ...provisional,
      schema: unsubscribe,
      sample: {
        ...SAMPLE_EMAIL_EVENT,
        id: "act_90502",
        occurred_at: "2023-05-04T18:20:09.640Z",
        unsubscribe: { scope: "campaign", method: "one_click", reason: null, at: "2023-05-04T18:20:09.640Z" },
      },
    }),
  ],
};
