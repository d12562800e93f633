import { bodies, choice, flag, id, idSpace, list, nullable, object, snippet, text, time, whole } from "./fields.ts";
import { leadRef } from "./references.ts";

const party = object("MessageParty", "Who wrote or got a message, as far as it is known.", {
  name: nullable(text()),
  email: nullable(text()),
  profile_url: nullable(text()),
  id_provider: nullable(id("The network's own id for this person.")),
});

const account = object("MessageAccount", "The account of the space that a message went through.", {
  id: id(),
  name: nullable(text()),
  handle_or_email: nullable(text()),
});

const attachment = object("MessageAttachment", "A file that came with a message; its bytes are never sent.", {
  name: text(),
  mime: nullable(text()),
  size: nullable(whole("In bytes.")),
});

const KINDS = ["message", "inmail", "invitation_note", "mention", "comment", "auto_reply"] as const;

/** One shape for every channel, so that a receiver writes one handler. */
export const leadMessage = object("LeadMessage", "A message to or from a lead.", {
  id: id(),
  id_space: idSpace,
  id_lead: nullable(id("Null while no lead is known to match.")),
  lead: nullable(leadRef),
  channel: choice(["linkedin", "twitter", "email"], "The middle word of the event's name."),
  direction: choice(["inbound", "outbound"], "`inbound`: the lead wrote it. `outbound`: the space did."),
  id_conversation: nullable(id()),
  id_provider_message: nullable(id("The network's own id for the message, or an email's Message-ID.")),
  in_reply_to: nullable(text(), "The Message-ID of the email that it answers."),
  account: nullable(account),
  from: party,
  to: list(party),
  subject: nullable(text(), "Of emails and InMails."),
  snippet,
  ...bodies,
  attachments: list(attachment),
  kind: choice(KINDS),
  id_campaign: nullable(id("The campaign that it answers.")),
  is_first: flag("Whether it is the first message of this lead on this channel."),
  sent_at: time(),
  received_at: nullable(time()),
  url: nullable(text(), "Where it can be read."),
});
