import type { Static } from "typebox";
import {
  anyObjectOrArray,
  anything,
  decimal,
  deleted,
  flag,
  id,
  idSpace,
  nullable,
  object,
  text,
  time,
  whole,
} from "./fields.ts";

/** The keys of the seed's own example, in its order. */
export const lead = object("Lead", "A person or a company that the space keeps in touch with.", {
  id: id(),
  email: nullable(text(), '`""` where it was cleared.'),
  company: nullable(text()),
  notes: nullable(text()),
  phone: nullable(text(), "As it was typed."),
  linkedin_url: nullable(text(), "A URL, or only the handle."),
  created_at: time(),
  updated_at: nullable(time(), "Null until the first change."),
  first_name: nullable(text(), "Empty where the lead is a company."),
  icebreaker: nullable(text(), "A text of its own for messages to this lead."),
  last_name: nullable(text(), "Empty where the lead is a company."),
  website_url: nullable(text()),
  timezone: nullable(text()),
  city: nullable(text()),
  company_role: nullable(text(), "What the person does there."),
  twitter_name: nullable(text(), "The person's handle."),
  avatar_url: nullable(text()),
  icebreaker_2: nullable(text()),
  icebreaker_3: nullable(text()),
  icebreaker_4: nullable(text()),
  email_bounce_score: nullable(decimal(), "How likely mail is to bounce; its scale is the app's own."),
  twitter_company_name: nullable(text(), "The company's handle."),
  ...deleted,
  custom_fields: nullable(anything("The values of the space's own fields.")),
  custom_fields_schema: nullable(anyObjectOrArray("What those fields are.")),
  order: whole("Its place among the leads."),
  contract_value: decimal("What a deal with this lead is worth; 0 where nobody has said."),
  is_tracked: flag("Whether its posts on social networks are followed."),
  id_import_task: nullable(id(), "The import that made it."),
  id_linkedin_company: nullable(id(), "The app's own id for the profile, not LinkedIn's."),
  id_linkedin: nullable(id(), "The app's own id for the profile, not LinkedIn's."),
  id_space: idSpace,
  id_twitter_company: nullable(id(), "The app's own id for the profile, not Twitter's."),
  id_twitter: nullable(id(), "The app's own id for the profile, not Twitter's."),
});

export const SAMPLE_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** A lead that is known well. */
export const SAMPLE_LEAD: Static<typeof lead> = {
  id: "5b0c3f0e-8f1d-4a57-9c1b-2d8e0f6a7b13",
  email: "ada.moreau@northwind.example",
  company: "Northwind Robotics",
  notes: "Met at the spring fair. Wants a demo for two teams.",
  phone: "+33 6 12 34 56 78",
  linkedin_url: "ada-moreau",
  created_at: "2023-04-29T11:13:55.021Z",
  updated_at: "2023-05-02T08:40:12.907Z",
  first_name: "Ada",
  icebreaker: "Congratulations on the new warehouse in Lyon!",
  last_name: "Moreau",
  website_url: "https://northwind.example",
  timezone: "Europe/Paris",
  city: "Lyon",
  company_role: "Head of Operations",
  twitter_name: "adamoreau",
  avatar_url: "https://images.northwind.example/ada.png",
  icebreaker_2: "",
  icebreaker_3: "",
  icebreaker_4: "",
  email_bounce_score: 0.02,
  twitter_company_name: "northwindrobots",
  is_deleted: false,
  is_deleted_at: null,
  custom_fields: { seats: 40, renewal: "2024-04" },
  custom_fields_schema: { seats: "number", renewal: "text" },
  order: 3,
  contract_value: 12500.5,
  is_tracked: true,
  id_import_task: null,
  id_linkedin_company: null,
  id_linkedin: "9d1f7c64-2b3e-4c58-8a90-7e6f5d4c3b2a",
  id_space: SAMPLE_SPACE,
  id_twitter_company: null,
  id_twitter: null,
};

const { id: idLead, email, first_name, last_name, company, linkedin_url, twitter_name } = SAMPLE_LEAD;
/** The same lead where something else is told of it. */
export const SAMPLE_LEAD_REF = { id: idLead, email, first_name, last_name, company, linkedin_url, twitter_name };

/** What an object is in the event that tells of its deletion. */
export const DELETED = { is_deleted: true, is_deleted_at: "2023-05-09T16:02:31.480Z" };
