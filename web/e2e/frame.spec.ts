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

test("the check for accessibility looks once colours have changed over, and waits for nothing that moves for ever", async ({
  page,
}) => {
  await page.clock.install();
  const style = "@keyframes moving { to { margin-left: 9px } } p { transition: color 2s; color: #bbb }";
  await page.setContent(
    `<html lang="en"><title>A page</title><style>${style}</style><main><h1>A page</h1><p>Text</p>` +
      `<div style="animation: moving 1s infinite">Moves</div></main></html>`,
  );
  expect(await accessibilityFaults(page)).toEqual([expect.stringContaining("color-contrast")]);
  await page.locator("p").evaluate((element) => {
    element.style.color = "#000";
  });
  expect(await accessibilityFaults(page)).toEqual([]);
});
