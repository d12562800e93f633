import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, type Page } from "@playwright/test";
import type { Posthorn } from "@posthorn/sdk";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { enterSpace, openScreen } from "./enter.ts";
import { SPACE, test } from "./fixtures.ts";
import { tooWide } from "./too-wide.ts";

const DESCRIPTION = "Not to be lost 🦄 <b>bold</b> مرحبا";
const SAMPLE = { id: "1" } as never;

test("a session that has expired is told, and a fresh link brings it back with all that was typed", async ({
  page,
  folder,
  start,
  node: before,
  api,
  receiver,
}) => {
  const back_to = { url: `${receiver.url}/settings`, label: "Back to the CRM" };
  const { url } = await api.portal.create({ id_space: SPACE, back_to });
  await page.goto(url);
  await typeEndpoint(page, receiver.url);
  // Its hour goes by while the node is down.
  await before.end("SIGTERM");
  const database = new DatabaseSync(join(folder, "posthorn.db"));
  database.exec("update portal_session set expires_at = 1700000000000");
  database.close();
  await start({ POSTHORN_PORT: new URL(before.url).port });
  await page.getByRole("button", { name: "Add endpoint" }).click();

  const dialog = page.getByRole("dialog", { name: "Your session is over" });
  await expect(dialog.getByRole("link", { name: "Get a fresh link: Back to the CRM" })).toBeVisible();
  expect(await tooWide(page)).toEqual([]);
  await dialog.getByLabel("Key or link").fill(url);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog.getByRole("alert")).toContainText("This link has expired");
  const fresh = await api.portal.create({ id_space: SPACE });
  await dialog.getByLabel("Key or link").fill(fresh.url);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toHaveCount(0);
  expect(page.url()).not.toContain("code=");
  await addTypedEndpoint(page, api, receiver.url);
});

test("a link that is opened where the page is already goes on with what was typed", async ({ page, api, receiver }) => {
  const session = await enterSpace(page, api);
  await typeEndpoint(page, receiver.url);
  await api.portal.revoke({ id_space: SPACE, id: session });
  await expect(page.getByRole("dialog", { name: "Your session is over" })).toBeVisible();
  const { url } = await api.portal.create({ id_space: SPACE });
  await page.evaluate((link) => location.assign(link), url);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(page.url()).not.toContain("code=");
  await addTypedEndpoint(page, api, receiver.url);
});

test("a revoked key is told, and another goes on with what was typed", async ({ page, node, api, receiver }) => {
  const { id, key } = await api.keys.create({ id_space: SPACE, description: "Of a customer" });
  await page.goto(node.url);
  await page.getByLabel("Key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await typeEndpoint(page, receiver.url);
  await api.keys.revoke(id);
  const dialog = page.getByRole("dialog", { name: "Your session is over" });
  await expect(dialog.getByText("The key was revoked.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Key").fill(key);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog.getByText("No such key is in force.")).toBeVisible();
  await dialog.getByLabel("Key").fill(OPERATOR_KEY);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await addTypedEndpoint(page, api, receiver.url);
});

test("an endpoint deleted in another tab is told over what was typed about it", async ({ page, api, receiver }) => {
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  const other = await page.context().newPage();
  const { url } = await api.portal.create({ id_space: SPACE });
  await other.goto(url);
  await other.getByRole("heading", { level: 1, name: "Endpoints" }).waitFor();
  await openScreen(page, `/endpoints/${id}/settings`);
  await page.getByLabel("Description").fill(DESCRIPTION);

  await openScreen(other, `/endpoints/${id}/settings`);
  await other.getByRole("button", { name: "Delete endpoint" }).click();
  await other.getByRole("dialog").getByRole("textbox").fill(receiver.url);
  await other.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await other.getByRole("heading", { name: "No endpoints yet" }).waitFor();
  await other.close();

  await expect(page.getByRole("heading", { name: "This endpoint was deleted" })).toBeVisible();
  await expect(page.getByText("Deleted", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is not here" })).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue(DESCRIPTION);
  expect(await tooWide(page)).toEqual([]);
  await page.getByRole("link", { name: "Add it again" }).click();
  await expect(page.getByLabel("URL")).toHaveValue(receiver.url);
});

test("while a server stops and starts again, a form says what is the matter and keeps what was typed", async ({
  page,
  start,
  node: before,
  api,
  receiver,
}) => {
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await enterSpace(page, api);
  await typeEndpoint(page, receiver.url);

  // It stops only once the request that is under way has its answer: until then it refuses with 503.
  const answer = Promise.withResolvers<number>();
  receiver.answer = answer.promise as never;
  await api.send("tag.create", { id_space: SPACE, payload: SAMPLE });
  await expect.poll(async () => (await api.overview()).in_flight_count).toBe(1);
  const stopped = before.end("SIGTERM");
  await before.untilLogged("stopping");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Posthorn is busy" })).toContainText("Nothing is lost");
  expect(await tooWide(page)).toEqual([]);
  answer.resolve(200);
  await stopped;
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Posthorn cannot be reached" })).toBeVisible();

  receiver.answer = 200;
  await start({ POSTHORN_PORT: new URL(before.url).port });
  const deliveries = await api.deliveries.list({ id_space: SPACE, id_endpoint: id }).page();
  expect(deliveries.data.map(({ status }) => status)).toEqual(["delivered"]);
  await addTypedEndpoint(page, api, receiver.url);
});

test("while the server is away no code is fetched ahead in vain, so every screen comes once it is back", async ({
  page,
  api,
}) => {
  await enterSpace(page, api);
  await page.getByRole("heading", { level: 1, name: "Endpoints" }).waitFor();
  const asked: string[] = [];
  page.on("requestfailed", (request) => asked.push(request.url()));
  const probed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/v1/me"));
  await page.route("**", (route) => route.abort());
  await probed;
  await page.unrouteAll();
  expect(asked.filter((url) => url.endsWith(".js"))).toEqual([]);
  await page.getByRole("link", { name: "Catalogue" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Catalogue" })).toBeVisible();
});

async function typeEndpoint(page: Page, url: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: "Endpoints" }).waitFor();
  await openScreen(page, "/endpoints/new");
  await page.getByLabel("URL").fill(`${url}/typed`);
  await page.getByLabel("Description").fill(DESCRIPTION);
  await page.getByText("Only some").click();
  await page.getByRole("button", { name: /^lead\.\*/ }).click();
  await page.getByText("Advanced").click();
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByLabel("Name of header 1").fill("x-team");
  await page.getByLabel("Value of header 1").fill("<i>crm</i>");
}

/** What `typeEndpoint` has typed is still there, and is what comes to be. */
async function addTypedEndpoint(page: Page, api: Posthorn, url: string): Promise<void> {
  await expect(page.getByLabel("Description")).toHaveValue(DESCRIPTION);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
  const [endpoint] = (await api.endpoints.list({ id_space: SPACE }).page()).data;
  expect(endpoint).toMatchObject({ url: `${url}/typed`, description: DESCRIPTION, events: ["lead.*"] });
  expect(Object.keys(endpoint?.headers ?? {})).toEqual(["x-team"]);
}
