import { expect } from "@playwright/test";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

test("a browser, a node and a receiver reach each other", async ({ page, node, api, receiver }) => {
  const answer = await page.goto(`${node.url}/healthz`);
  expect(answer?.status()).toBe(200);
  receiver.answer = 418;
  const { id, id_space } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  const attempt = await api.endpoints.test({ id, id_space }, "lead.create");
  expect(attempt.response?.status).toBe(418);
});

test("the check for accessibility finds what is wrong", async ({ page }) => {
  await page.setContent(`<html lang="en"><title>A page</title><main><h1>A page</h1><input></main></html>`);
  expect(await accessibilityFaults(page)).toHaveLength(1);
});
