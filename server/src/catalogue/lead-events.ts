import type { Static } from "typebox";
import { eventType, type Family } from "./event-type.ts";
import { DELETED, lead, SAMPLE_LEAD, SAMPLE_SPACE } from "./lead.ts";

/** The payload of the seed's own example, key for key and in its order. */
const SEED_LEAD: Static<typeof lead> = {
  id: "e106db1f-aba3-40ba-97a7-507b54757ef8",
  email: null,
  company: null,
  notes: null,
  phone: null,
  linkedin_url: null,
  created_at: "2023-04-29T11:13:55.021Z",
  updated_at: null,
  first_name: "Jean",
  icebreaker: "",
  last_name: "remove",
  website_url: null,
  timezone: null,
  city: null,
  company_role: null,
  twitter_name: null,
  avatar_url: null,
  icebreaker_2: "",
  icebreaker_3: "",
  icebreaker_4: "",
  email_bounce_score: null,
  twitter_company_name: null,
  is_deleted: false,
  is_deleted_at: null,
  custom_fields: null,
  custom_fields_schema: null,
  order: 0,
  contract_value: 0,
  is_tracked: false,
  id_import_task: null,
  id_linkedin_company: null,
  id_linkedin: null,
  id_space: SAMPLE_SPACE,
  id_twitter_company: null,
  id_twitter: null,
};

export const LEAD_EVENTS: Family = {
  group: "Lead Events",
  types: [
    eventType({
      name: "lead.create",
      description: "A lead was added to the space.",
      stability: "stable",
      schema: lead,
      sample: SEED_LEAD,
    }),
    eventType({
      name: "lead.update",
      description:
        "Fields of a lead were changed. Its status, lists, tags, tasks and notes have events of their own and cause none of these.",
      stability: "stable",
      schema: lead,
      sample: SAMPLE_LEAD,
    }),
    eventType({
      name: "lead.delete",
      description: "A lead was deleted. Its tasks and notes go with it, without events of their own.",
      stability: "stable",
      schema: lead,
      sample: { ...SAMPLE_LEAD, ...DELETED },
    }),
  ],
};
