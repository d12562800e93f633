/** The payload of the seed's own example, key for key and in its order. */
const LEAD = {
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
  id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
  id_twitter_company: null,
  id_twitter: null,
};

/** The payloads that are settled, by the name of their event type. */
export const SAMPLES: ReadonlyMap<string, typeof LEAD> = new Map([["lead.create", LEAD]]);

/**
 * What is sure of every object of the seed, and no more: the seed prints the payload of one event only, and invented
 * fields would be taken for promised ones.
 */
export const PROVISIONAL_SAMPLE = {
  id: "0f8e6c5a-3b1d-4c7e-9a52-6d0b8f7e4c21",
  id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
  created_at: "2023-04-29T11:13:55.021Z",
  updated_at: "2023-04-29T11:20:08.440Z",
};
