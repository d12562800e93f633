import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createCatalogue, samplePayload } from "./catalogue.ts";

/** The seed's "Supported Events", as it prints them. */
const SEED = `
  • Lead Events: lead.create, lead.update, lead.delete
  • Lead Activity Events: lead.status.update, lead.list.update, lead.tags.update, lead.track, lead.task.create, lead.task.update, lead.task.delete, lead.note.create, lead.note.update, lead.note.delete
  • Lead Message: lead.linkedin.new, lead.twitter.new, lead.email.new
  • Campaign Events: campaign.create, campaign.update, campaign.delete
  • Campaign Email Events: campaign.email.sent, campaign.email.reply, campaign.email.open, campaign.email.click, campaign.email.bounce, campaign.email.unsubscribe
  • List Events: list.create, list.update, list.delete
  • Status Events: status.create, status.update, status.delete
  • Tag Events: tag.create, tag.update, tag.delete`;

/** The seed's sample payload with its spaces taken out. */
const SEED_LEAD =
  '{"id":"e106db1f-aba3-40ba-97a7-507b54757ef8","email":null,"company":null,"notes":null,"phone":null,"linkedin_url":null,"created_at":"2023-04-29T11:13:55.021Z","updated_at":null,"first_name":"Jean","icebreaker":"","last_name":"remove","website_url":null,"timezone":null,"city":null,"company_role":null,"twitter_name":null,"avatar_url":null,"icebreaker_2":"","icebreaker_3":"","icebreaker_4":"","email_bounce_score":null,"twitter_company_name":null,"is_deleted":false,"is_deleted_at":null,"custom_fields":null,"custom_fields_schema":null,"order":0,"contract_value":0,"is_tracked":false,"id_import_task":null,"id_linkedin_company":null,"id_linkedin":null,"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","id_twitter_company":null,"id_twitter":null}';

describe("the catalogue", () => {
  const catalogue = createCatalogue();

  it("has the seed's 34 event types under its eight headings, in its order", () => {
    const groups = Map.groupBy(catalogue.list(), ({ group }) => group);
    const printed = [...groups].map(([group, types]) => `\n  • ${group}: ${types.map(({ name }) => name).join(", ")}`);
    assert.equal(printed.join(""), SEED);
    assert.equal(catalogue.list().length, 34);
  });

  it("has the seed's payload as the sample of lead.create, byte for byte", () => {
    const lead = catalogue.find("lead.create");
    assert.ok(lead);
    assert.equal(new TextDecoder().decode(samplePayload(lead)), SEED_LEAD);
    assert.equal(Object.keys(lead.sample).length, 35);
    assert.equal(lead.stability, "stable");
  });

  it("calls settled what the seed shows, the lead, and all else provisional", () => {
    const stable = catalogue.list().filter(({ stability }) => stability === "stable");
    assert.deepEqual(
      stable.map(({ name }) => name),
      ["lead.create", "lead.update", "lead.delete"],
    );
  });

  it("finds a type by its exact name only", () => {
    assert.equal(catalogue.find("lead.track")?.name, "lead.track");
    assert.equal(catalogue.find("Lead.track"), undefined);
    assert.equal(catalogue.find("constructor"), undefined);
  });

  it("names up to three types that a slip may have meant, the nearest first", () => {
    assert.equal(catalogue.nearest("lead.creat")[0], "lead.create");
    assert.ok(catalogue.nearest("lead.task.delte").length <= 3);
    assert.deepEqual(catalogue.nearest("invoice.paid"), []);
    assert.deepEqual(catalogue.nearest("x".repeat(200_000)), []);
  });
});
