import { expect, type Locator, type Page } from "@playwright/test";
import type { Posthorn } from "@posthorn/sdk";
import { enterSpace, openScreen } from "./enter.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

test("requests show in a test inbox as they arrive, and its failures are seen to pause its endpoint", async ({
  page,
  api,
}) => {
  const requests = await createInbox(page, api);
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(requests).toHaveCount(1);
  await page.getByRole("radio", { name: /500 Error/ }).click();
  await expect(page.getByRole("radio", { name: /500 Error/ })).toBeChecked();
  const [endpoint] = await Array.fromAsync(api.endpoints.list({ id_space: SPACE }));
  await api.endpoints.update({ id_space: SPACE, id: endpoint?.id ?? "" }, { pause_after: 2 });
  const answers = async () => (await api.inbox.get(endpoint?.url.split("/").at(-1) ?? "")).answer;
  await expect.poll(answers).toBe("500");
  for (let count = 0; count < 2; count++) {
    await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  }
  await expect(requests).toHaveCount(3);
  await expect(page.getByText("2 of 2")).toBeVisible();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();

  await requests.first().click();
  const panel = page.getByRole("complementary", { name: "Request" });
  await expect(panel.getByText("webhook-signature")).toBeVisible();
  await expect(panel.getByText(/"wh_/)).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
});

test("a test inbox that answers 410 pauses its endpoint at once, and a slow one keeps a request under way", async ({
  page,
  api,
}) => {
  const requests = await createInbox(page, api);
  const send = () => api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  const deliveries = async () => (await api.deliveries.list({ id_space: SPACE }).page()).data;
  const token = async () => (await Array.fromAsync(api.endpoints.list({ id_space: SPACE })))[0]?.url.split("/").at(-1);
  const answer = async () => (await api.inbox.get((await token()) ?? "")).answer;

  await page.getByRole("radio", { name: /^Slow/ }).click();
  await expect.poll(answer).toBe("slow");
  await send();
  await expect(requests).toHaveCount(1);
  expect((await deliveries()).map(({ status }) => status)).toEqual(["pending"]);
  await page.getByRole("radio", { name: /410 Gone/ }).click();
  await expect.poll(answer).toBe("410");
  await send();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await expect(requests).toHaveCount(2);
  const [endpoint] = await Array.fromAsync(api.endpoints.list({ id_space: SPACE }));
  expect(endpoint).toMatchObject({ status: "paused", paused_reason: "gone" });
});

/** By somebody who has just come to the space. Resolves with the rows of what it gets. */
async function createInbox(page: Page, api: Posthorn): Promise<Locator> {
  await enterSpace(page, api);
  await openScreen(page, "/inbox");
  await page.getByRole("button", { name: "Create a test inbox" }).click();
  return page.getByRole("list", { name: "Requests" }).getByRole("button");
}
