import { expect } from "@playwright/test";
import { createPostgresDatabase } from "../../server/test/postgres-database.ts";
import { enterSpace, openScreen } from "./enter.ts";
import { accessibilityFaults, clientOf, SPACE, test } from "./fixtures.ts";
import { tooWide } from "./too-wide.ts";

test("what an app has emitted and could not be taken is listed with the reason, to the byte", async ({
  page,
  start,
}) => {
  const database = await createPostgresDatabase();
  const env = { POSTHORN_DATABASE_URL: database.url, POSTHORN_VALIDATION: "strict" };
  const node = await start(env);
  const api = clientOf(node);
  await enterSpace(page, api);
  await openScreen(page, "/events");
  await page.getByRole("link", { name: "Rejected" }).click();
  await expect(page.getByRole("heading", { name: "Nothing was rejected" })).toBeVisible();

  const payload = '{"id": 12345678901234567890, "name": "<b>VIP</b> مرحبا"}';
  await database.query("select posthorn.emit($1, 'tag.create', $2, id => 'order-4711')", [SPACE, payload]);
  const row = page.getByRole("list", { name: "Rejected events" }).getByRole("link", { name: "tag.create" });
  await expect(row).toBeVisible({ timeout: 20_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await row.click();
  await expect(page.getByRole("heading", { name: "It could not be taken" })).toBeVisible();
  await expect(page.getByText("payload.id", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "payload" })).toContainText("12345678901234567890");
  await expect(page.getByRole("region", { name: "payload" })).toContainText("<b>VIP</b> مرحبا");
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await tooWide(page)).toEqual([]);

  await node.end("SIGTERM");
  await database.drop();
});
