import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import { SAMPLE_LEAD_REF, SAMPLE_SPACE } from "./lead.ts";
import { leadMessage } from "./lead-message.ts";

const LINKEDIN_MESSAGE: Static<typeof leadMessage> = {
  id: "4e7a9c20-1b3d-4f58-8c6e-a0d2f4b6c8e1",
  id_space: SAMPLE_SPACE,
  id_lead: SAMPLE_LEAD_REF.id,
  lead: SAMPLE_LEAD_REF,
  channel: "linkedin",
  direction: "inbound",
  id_conversation: "2-OTNhNmYxZGUtNTc4Mi00",
  id_provider_message: "2-MTY4MzAyMDQ1NTEyMGIx",
  in_reply_to: null,
  account: { id: "acc_71", name: "Jo Brandt", handle_or_email: "jo-brandt" },
  from: {
    name: "Ada Moreau",
    email: null,
    profile_url: "https://www.linkedin.com/in/ada-moreau",
    id_provider: "ACoAAB3xk2sB",
  },
  to: [
    {
      name: "Jo Brandt",
      email: null,
      profile_url: "https://www.linkedin.com/in/jo-brandt",
      id_provider: "ACoAAC9pq7wD",
    },
  ],
  subject: null,
  snippet: "Thursday at ten works for us. Could you send an agenda?",
  text: null,
  html: null,
  attachments: [],
  kind: "message",
  id_campaign: null,
  is_first: true,
  sent_at: "2023-05-02T09:40:55.120Z",
  received_at: "2023-05-02T09:40:58.004Z",
  url: "https://app.acme.example/inbox/2-OTNhNmYxZGUtNTc4Mi00",
};

const TWITTER_MESSAGE: Static<typeof leadMessage> = {
  ...LINKEDIN_MESSAGE,
  id: "8b1d3f5a-7c9e-4a2b-b4d6-f8e0a2c4d6b8",
  channel: "twitter",
  id_conversation: "1653364781-2244994945",
  id_provider_message: "1653366024188182530",
  account: { id: "acc_72", name: "Jo Brandt", handle_or_email: "jobrandt" },
  from: { name: "Ada Moreau", email: null, profile_url: "https://twitter.com/adamoreau", id_provider: "2244994945" },
  to: [{ name: "Jo Brandt", email: null, profile_url: "https://twitter.com/jobrandt", id_provider: "1653364781" }],
  snippet: "Saw your post on picking robots. Do they cope with glass?",
  url: null,
};

const EMAIL_MESSAGE: Static<typeof leadMessage> = {
  ...LINKEDIN_MESSAGE,
  id: "c6e8a0b2-d4f6-4819-9b3d-5f7092a4c6e8",
  channel: "email",
  id_conversation: "thr_5512",
  id_provider_message: "<CAF3x9k2p@mail.northwind.example>",
  in_reply_to: "<b81f40aa@mail.acme.example>",
  account: { id: "acc_70", name: "Jo Brandt", handle_or_email: "jo@acme.example" },
  from: { name: "Ada Moreau", email: "ada.moreau@northwind.example", profile_url: null, id_provider: null },
  to: [{ name: "Jo Brandt", email: "jo@acme.example", profile_url: null, id_provider: null }],
  subject: "Re: Demo for two teams",
  snippet: "Attached is the floor plan. The second team sits in hall B.",
  attachments: [{ name: "floor-plan.pdf", mime: "application/pdf", size: 184320 }],
  url: "https://app.acme.example/inbox/thr_5512",
};

const message = { stability: "provisional", schema: leadMessage } as const;

export const LEAD_MESSAGE_EVENTS: Family = {
  group: "Lead Message",
  types: [
    eventType({
      name: "lead.linkedin.new",
      description: "A LinkedIn message was exchanged with a lead: `direction` says who wrote it.",
      ...message,
      sample: LINKEDIN_MESSAGE,
    }),
    eventType({
      name: "lead.twitter.new",
      description: "A Twitter message was exchanged with a lead: `direction` says who wrote it.",
      ...message,
      sample: TWITTER_MESSAGE,
    }),
    eventType({
      name: "lead.email.new",
      description:
        "An email was exchanged with a lead: `direction` says who wrote it. A reply to a campaign is told of by `campaign.email.reply` as well, with the same message id.",
      ...message,
      sample: EMAIL_MESSAGE,
    }),
  ],
};
