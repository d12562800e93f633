import { expect } from "@playwright/test";
import { enterSpace, openScreen } from "./enter.ts";
import { SPACE, test } from "./fixtures.ts";

/** Not all that a tag has: the page shows what the catalogue says of it. */
const SAMPLE = { id: "1", name: "VIP", color: "#ff0000" };

test("events come in live, and one opens with what it says and where it went", async ({ page, api, receiver }) => {
  await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  await openScreen(page, "/events");
  await expect(page.getByRole("heading", { name: "No events yet" })).toBeVisible();
  const payload = { ...SAMPLE, text: "<img src=x onerror=alert(1)> مرحبا 🦄" };
  const actor = { type: "user", id: "u-1", name: "Ana" } as const;
  const { id } = await api.send("tag.create", {
    id_space: SPACE,
    payload: payload as never,
    actor,
    correlation_id: "bulk-7",
  });

  await page.getByRole("link", { name: "tag.create" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "tag.create" })).toBeVisible();
  await expect(page.getByText("The payload is not what the catalogue says")).toBeVisible();
  await expect(page.getByText("<img src=x onerror=alert(1)> مرحبا 🦄")).toBeVisible();
  await expect(page.getByText("Ana")).toBeVisible();
  await expect(page.getByText("bulk-7")).toBeVisible();
  await page
    .getByRole("list", { name: "Deliveries" })
    .getByRole("button", { name: /Delivered/ })
    .click();
  await expect(
    page.getByRole("dialog", { name: "Delivery" }).or(page.getByRole("complementary", { name: "Delivery" })),
  ).toContainText(id);
});

test("an event is found by its id, and a wrong id is told", async ({ page, api }) => {
  await api.send("tag.update", { id_space: SPACE, id: "my-own-id", payload: SAMPLE as never });
  await enterSpace(page, api);
  await openScreen(page, "/events");
  await page.getByLabel("Find by id").fill("my-own-id");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "tag.update" })).toBeVisible();
  await expect(page.getByText("It was sent to nobody")).toBeVisible();
  await openScreen(page, "/events/no-such-id");
  await expect(page.getByRole("heading", { name: "This is not here" })).toBeVisible();
});

test("a list narrowed by its address shows what fits, and says so where nothing does", async ({ page, api }) => {
  for (const event of ["tag.create", "tag.delete"] as const) {
    await api.send(event, { id_space: SPACE, payload: SAMPLE as never });
  }
  await enterSpace(page, api);
  await openScreen(page, "/events?event=tag.delete&last=1h");
  await expect(page.getByRole("list", { name: "Events" }).getByRole("listitem")).toHaveCount(1);
  await page.getByLabel("Event", { exact: true }).selectOption("lead.create");
  await expect(page.getByRole("heading", { name: "No event fits" })).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("list", { name: "Events" }).getByRole("listitem")).toHaveCount(2);
});

test("an event whose delivery failed is marked in the list, live, and no more once a replay has got through", async ({
  page,
  api,
  receiver,
}) => {
  receiver.answer = 500;
  await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  await openScreen(page, "/events");
  await api.send("tag.create", { id_space: SPACE, payload: SAMPLE as never });
  const row = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(row.getByText("1 failed")).toBeVisible();
  receiver.answer = 200;
  const [delivery] = await Array.fromAsync(api.deliveries.list({ id_space: SPACE }));
  if (delivery === undefined) throw new Error("there is no delivery");
  await api.deliveries.replay(delivery);
  await expect(row.getByText("1 failed")).toHaveCount(0, { timeout: 20_000 });
});

test("a long list keeps to so many rows, and leads back to the newest", async ({ page, api }) => {
  test.slow();
  const events = Array.from({ length: 460 }, (_, index) => {
    return { event: "tag.create", id_space: SPACE, id: `event-${index}`, payload: SAMPLE as never } as const;
  });
  await api.sendMany(events);
  await enterSpace(page, api);
  await openScreen(page, "/events");
  const rows = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  const older = page.getByRole("button", { name: "Show older" });
  for (let count = 100; count <= 400; count += 50) {
    await older.click();
    await expect(rows).toHaveCount(count);
  }
  await older.click();
  await expect(page.getByText("Newer ones were put away")).toBeVisible();
  await expect(rows).toHaveCount(400);
  await expect(rows.first()).not.toContainText("event-459");
  // What happens meanwhile has no place in a list whose beginning is gone.
  await api.send("tag.delete", { id_space: SPACE, payload: SAMPLE as never });
  await page.getByRole("button", { name: "Back to the newest" }).click();
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText("tag.delete");
});
