import { expect } from "@playwright/test";
import { enterSpace, openScreen } from "./enter.ts";
import { SPACE, test } from "./fixtures.ts";

const PAYLOAD = { id: "1" } as never;

test("a restart of the server loses nothing that is on the screen, and nothing that happens meanwhile", async ({
  page,
  start,
  node: before,
  api,
  receiver,
}) => {
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const rows = page.getByRole("list", { name: "Deliveries" }).getByRole("button");
  await api.send("tag.create", { id_space: SPACE, payload: PAYLOAD });
  await expect(rows).toHaveCount(1);

  await before.end("SIGTERM");
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await expect(rows).toHaveCount(1);
  await start({ POSTHORN_PORT: new URL(before.url).port });
  await api.send("tag.update", { id_space: SPACE, payload: PAYLOAD });
  await receiver.until((requests) => requests.length === 2);
  await expect(rows).toHaveCount(2, { timeout: 20_000 });
  await expect(rows.getByText("Delivered")).toHaveCount(2);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
});
