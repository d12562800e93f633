import { expect } from "@playwright/test";
import { enterSpace, openScreen } from "./enter.ts";
import { test } from "./fixtures.ts";

test("an event type is found by a key of its payload, and shows words, keys, sample and type", async ({
  page,
  api,
}) => {
  await enterSpace(page, api);
  await page.getByRole("navigation").getByRole("link", { name: "Catalogue" }).click();
  await expect(page.getByRole("link", { name: /^lead\./ })).toHaveCount(16);
  await page.getByLabel("Search name, meaning, key").fill("icebreaker_4");
  await page.getByRole("link", { name: "lead.create", exact: true }).click();
  await expect(page.getByRole("row", { name: /^icebreaker_4/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "sample" })).toContainText('"Jean"');
  await expect(page.getByRole("region", { name: "TypeScript type" })).toContainText("export interface LeadCreate {");
});

test("the app's own types stand in their group, whatever their words hold", async ({ page, api }) => {
  const description = "An <b>invoice</b> was `paid`. مرحبا 🦄";
  const schema = { type: "object", properties: { total: { type: "number" } }, required: ["total"] };
  await api.eventTypes.put("invoice.paid", { description, group: "Billing", schema, sample: { total: 12 } });
  await enterSpace(page, api);
  await openScreen(page, "/catalogue");
  await expect(page.getByRole("heading", { name: "Billing 1" })).toBeVisible();
  await expect(page.getByText("An <b>invoice</b> was paid.")).toBeVisible();
  await openScreen(page, "/catalogue/invoice.paid");
  await expect(page.getByRole("row", { name: "total number" })).toBeVisible();
  await openScreen(page, "/catalogue/no.such");
  await expect(page.getByRole("heading", { name: "There is no event type no.such" })).toBeVisible();
});
