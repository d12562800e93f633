import { expect } from "@playwright/test";
import { enterSpace, openScreen } from "./enter.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

test("requests show in a test inbox as they arrive, and its failures are seen to pause its endpoint", async ({
  page,
  api,
}) => {
  await enterSpace(page, api);
  await openScreen(page, "/inbox");
  await page.getByRole("button", { name: "Create a test inbox" }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  const requests = page.getByRole("list", { name: "Requests" }).getByRole("button");
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
