import { expect } from "@playwright/test";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { enterSpace, openScreen } from "./enter.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

test("a customer comes by a link, adds an endpoint, and sees a test arrive", async ({ page, api, receiver }) => {
  await enterSpace(page, api);
  expect(page.url()).not.toContain("code=");
  await expect(page.getByRole("heading", { name: "No endpoints yet" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Add endpoint" }).first().click();
  await page.getByLabel("URL").fill(receiver.url);
  await expect(page.getByText("may be sent to")).toBeVisible();
  await page.getByText("Only some").click();
  await page.getByRole("button", { name: /^lead\.\*/ }).click();
  await page.getByLabel("Description").fill("CRM 🦄 <b>sync</b> مرحبا");
  await page.getByRole("button", { name: "Add endpoint" }).click();

  await expect(page.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
  await expect(page.getByText(/whsec_[A-Za-z0-9+/]/)).toHaveCount(0);
  await page.getByRole("button", { name: "Show the signing secret" }).click();
  await expect(page.getByText(/whsec_[A-Za-z0-9+/]{32}/)).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("HTTP 200")).toBeVisible();
  expect(receiver.requests).toHaveLength(1);

  const [endpoint] = await Array.fromAsync(api.endpoints.list({ id_space: SPACE }));
  expect(endpoint).toMatchObject({ url: receiver.url, events: ["lead.*"], description: "CRM 🦄 <b>sync</b> مرحبا" });
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toContain("whsec_");
});

test("the list says how each endpoint is and what it did, and is searched", async ({ page, api, receiver }) => {
  receiver.answer = 500;
  await api.endpoints.create({ id_space: SPACE, url: `${receiver.url}/crm`, description: "CRM", events: ["tag.*"] });
  const { id } = await api.endpoints.create({ id_space: SPACE, url: `${receiver.url}/idle`, events: ["lead.create"] });
  await api.endpoints.pause({ id_space: SPACE, id });
  for (let count = 0; count < 3; count++) await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await expect.poll(async () => (await deliveries(api, "failed")).length).toBe(3);
  await enterSpace(page, api);
  const rows = page.getByRole("main").getByRole("listitem");
  const crm = rows.filter({ hasText: "CRM" });
  await expect(crm.getByText("3 of 10")).toBeVisible();
  await expect(crm.getByText("0 delivered, 3 failed")).toBeVisible();
  await expect(crm.getByText("just now")).toBeVisible();
  await expect(rows.filter({ hasText: "lead.create" }).getByText("by hand")).toBeVisible();
  await page.getByLabel("Search URL, description, event").fill("lead");
  await expect(rows).toHaveCount(1);
  await page.getByLabel("Search URL, description, event").fill("nothing like it");
  await expect(page.getByRole("heading", { name: "No endpoint fits" })).toBeVisible();
  await page.getByLabel("Search URL, description, event").fill("");
  await page.getByRole("button", { name: /^Failing/ }).click();
  await expect(rows).toHaveCount(1);
  await expect(crm).toBeVisible();
});

test("another customer's space is not shown, and the page says why", async ({ page, api, receiver }) => {
  const other = "11111111-2222-4333-8444-555555555555";
  await api.endpoints.create({ id_space: other, url: receiver.url, description: "Not for you" });
  await enterSpace(page, api);
  await page.evaluate((id) => {
    location.hash = `#/spaces/${id}/endpoints`;
  }, other);
  await expect(page.getByRole("heading", { name: "You may not see this" })).toBeVisible();
  await expect(page.getByText("Not for you")).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test("a paused endpoint says since when, why and what waits, and resumes with what was held", async ({
  page,
  api,
  receiver,
}) => {
  receiver.answer = 500;
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url, pause_after: 3 });
  for (let count = 0; count < 3; count++) await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await expect.poll(async () => (await api.endpoints.get({ id_space: SPACE, id })).status).toBe("paused");
  for (let count = 0; count < 2; count++) await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}`);
  await expect(page.getByRole("heading", { name: /Paused after 3 failures in a row/ })).toBeVisible();
  await expect(page.getByText("2 events wait: nothing is lost.")).toBeVisible();
  await expect(page.getByText("answered 500: the receiver's own code failed").first()).toBeVisible();
  receiver.answer = 200;
  await page.getByRole("button", { name: "Resume and send 2 events" }).click();
  await expect(page.getByText("Resumed. What was held is sent now.")).toBeVisible();
  await expect.poll(async () => (await deliveries(api, "delivered")).length).toBe(2);
  await page.reload();
  await expect(page.getByRole("list", { name: "Deliveries" }).getByText("Delivered")).toHaveCount(2);
});

test("the arrow keys walk through the deliveries, and the panel explains each", async ({ page, api, receiver }) => {
  receiver.answer = 404;
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await api.send("list.create", { id_space: SPACE, payload: SAMPLE });
  await expect.poll(async () => (await deliveries(api, "failed")).length).toBe(2);
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}`);
  const rows = page.getByRole("list", { name: "Deliveries" }).getByRole("button");
  await rows.first().click();
  const panel = page.getByRole("complementary", { name: "Delivery" });
  await expect(panel.getByText("list.create").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await expect(panel.getByText("tag.create").first()).toBeVisible();
  await expect(panel.getByText("Answered 404: nothing is at that path: check the URL")).toBeVisible();
  await expect(panel.getByText("HTTP 404")).toBeVisible();

  receiver.answer = 200;
  await panel.getByRole("button", { name: "Replay" }).click();
  await expect(panel.getByText("Replay by hand")).toBeVisible();
  await expect(panel.getByText("Delivered", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
});

test("what was typed outlives a session that ends, and a call that fails", async ({ page, api, receiver }) => {
  const session = await enterSpace(page, api);
  await openScreen(page, "/endpoints/new");
  await page.getByLabel("Description").fill("Not to be lost");
  await page.getByLabel("URL").fill("http://10.0.0.1/");
  await expect(page.getByText(/10\.0\.0\.1/).last()).toBeVisible();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await api.portal.revoke({ id_space: SPACE, id: session });
  // The URL is checked as it is typed: that call is the first to hear of it.
  await page.getByLabel("URL").fill(receiver.url);
  const dialog = page.getByRole("dialog", { name: "Your session is over" });
  await dialog.getByLabel("Key").fill(OPERATOR_KEY);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("Description")).toHaveValue("Not to be lost");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
});

test("an endpoint is deleted once its URL is typed, and other screens say that it is gone", async ({
  page,
  api,
  receiver,
}) => {
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}/settings`);
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(receiver.url);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No endpoints yet" })).toBeVisible();
  await openScreen(page, `/endpoints/${id}`);
  await expect(page.getByRole("heading", { name: "This endpoint is not here" })).toBeVisible();
});

test("who may only look sees everything and is offered nothing that would be refused", async ({
  page,
  api,
  receiver,
}) => {
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url, description: "Looked at" });
  await enterSpace(page, api, true);
  await expect(page.getByRole("link", { name: "Add endpoint" })).toHaveCount(0);
  await openScreen(page, `/endpoints/${id}/settings`);
  await expect(page.getByRole("heading", { name: "Looked at" })).toBeVisible();
  for (const name of ["Save", "Pause", "Delete endpoint", "Get the secrets"]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  }
});

const SAMPLE = { id: "1", id_space: SPACE } as never;

async function deliveries(api: Parameters<typeof enterSpace>[1], status: "failed" | "delivered") {
  return (await api.deliveries.list({ id_space: SPACE, status }).page()).data;
}

test("charts have their colours where motion is reduced, too", async ({ page, api, receiver }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await expect.poll(async () => (await deliveries(api, "delivered")).length).toBe(1);
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${id}/health`);
  const markers = page
    .getByRole("img", { name: /failed/i })
    .first()
    .locator(".u-legend .u-marker");
  await expect(markers).toHaveCount(3);
  // The first is that of the time.
  const colours = await markers.evaluateAll((all) =>
    all.slice(1).map((each) => getComputedStyle(each).backgroundColor),
  );
  expect(new Set(colours).size).toBe(2);
});

test("endpoints in trouble stand first, the paused before those that fail, and stay there as they recover", async ({
  page,
  api,
  receiver,
}) => {
  const make = (path: string, events: string[], pause_after = 10) =>
    api.endpoints.create({ id_space: SPACE, url: receiver.url + path, events, pause_after });
  await make("/paused", ["tag.create"], 1);
  const failing = await make("/failing", ["tag.create"]);
  await make("/well", ["tag.delete"]);
  await enterSpace(page, api);
  const rows = page.getByRole("listitem").filter({ hasText: receiver.url });
  await expect(rows.first()).toContainText("/well");
  receiver.answer = 500;
  await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  await expect(rows).toContainText(["/paused", "/failing", "/well"]);
  receiver.answer = 200;
  await api.send("tag.create", { id_space: SPACE, payload: { id: "2" } as never });
  await expect.poll(async () => (await api.endpoints.get(failing)).consecutive_failures).toBe(0);
  await expect(rows.nth(1).getByText("Active")).toBeVisible();
  await expect(rows).toContainText(["/paused", "/failing", "/well"]);
});
