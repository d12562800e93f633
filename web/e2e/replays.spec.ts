import { expect } from "@playwright/test";
import { enterSpace, openScreen } from "./enter.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

test("a range is counted, replayed and seen to arrive", async ({ page, api, receiver }) => {
  receiver.answer = 500;
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url, description: "CRM" });
  for (let count = 0; count < 3; count++) {
    await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  }
  await expect
    .poll(async () => (await api.deliveries.list({ id_space: SPACE, status: "failed" }).page()).data.length)
    .toBe(3);
  receiver.answer = 200;
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}`);
  await page.getByRole("link", { name: "Replay a range" }).click();
  await expect(page.getByLabel("Endpoint")).toHaveValue(id);
  await page.getByLabel("Deliveries").selectOption("Delivered");
  await expect(page.getByText("There are none to replay.")).toBeVisible();
  await page.getByLabel("Deliveries").selectOption("Failed");
  await page.getByRole("button", { name: "Replay 3 deliveries" }).click();
  const replays = page.getByRole("list", { name: "Replays" });
  await expect(replays.getByText("Done")).toBeVisible();
  await expect(replays.getByText("3 delivered, 0 failed of 3")).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test("a replay that runs is cancelled, and says what it did not send", async ({ page, api, receiver }) => {
  receiver.answer = 500;
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url, pause_after: 100 });
  for (let count = 0; count < 40; count++) {
    await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  }
  await expect
    .poll(async () => (await api.deliveries.list({ id_space: SPACE, status: "failed" }).page()).data.length)
    .toBe(40);
  // It answers nothing until the replay is cancelled: what is in flight ends then.
  const answer = Promise.withResolvers<number>();
  receiver.answer = answer.promise as never;
  await enterSpace(page, api);
  await openScreen(page, `/replays?endpoint=${id}`);
  await page.getByRole("button", { name: "Replay 40 deliveries" }).click();
  const replays = page.getByRole("list", { name: "Replays" });
  await expect(replays.getByText("Running")).toBeVisible();
  await replays.getByRole("button", { name: "Cancel" }).click();
  answer.resolve(200);
  await expect(replays.getByText("Cancelled")).toBeVisible();
  await expect(replays.getByText(/not sent of 40/)).toBeVisible();
});
