import { choice, id, nullable, object, text, whole } from "./fields.ts";

// The short forms in which one object is named inside another, so that a receiver can act without asking further.

export const leadRef = object("LeadRef", "A lead, where something else is told of it.", {
  id: id(),
  email: nullable(text()),
  first_name: nullable(text()),
  last_name: nullable(text()),
  company: nullable(text()),
  linkedin_url: nullable(text(), "A URL, or only the handle."),
  twitter_name: nullable(text()),
});

export const statusRef = object("StatusRef", "A status that a lead has. It has one for each list.", {
  id: id(),
  name: text(),
  id_list: nullable(id(), "The list that the status belongs to."),
  color: nullable(text(), "Such as `#2f80ed`."),
  order: whole("Its place among the statuses of its list, from 0."),
});

export const listRef = object("ListRef", "A list, by name.", {
  id: id(),
  name: text(),
  emoji: nullable(text(), "A short name such as `rocket`, not the character."),
});

export const tagRef = object("TagRef", "A tag that a lead has.", {
  id: id(),
  name: text(),
  color: nullable(text(), "Such as `#2f80ed`."),
});

/** A person, also where more is said of them. */
export const userFields = {
  id: id("Not a uuid."),
  email: text(),
  full_name: text(),
  handle: nullable(text()),
  avatar_url: nullable(text()),
};
export const userRef = object("UserRef", "A person who works with the app.", userFields);

export const campaignStatus = choice(["draft", "scheduled", "running", "paused", "completed", "archived"]);
export const campaignRef = object("CampaignRef", "A campaign, by name.", {
  id: id(),
  name: text(),
  status: campaignStatus,
});

export const mailbox = object("Mailbox", "An address that the space sends from.", {
  id: id(),
  email: text(),
  name: nullable(text()),
});

export const SAMPLE_USER = {
  id: "hT4kQz81mXbR0sVw7yLd2NcEfA93",
  email: "jo@acme.example",
  full_name: "Jo Brandt",
  handle: "jo",
  avatar_url: null,
};
