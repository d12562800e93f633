import { expect, type Page } from "@playwright/test";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Key").fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

test("a wrong key is refused in words, and a right one opens the overview", async ({ page, node }) => {
  await page.goto(node.url);
  await page.getByLabel("Key").fill("phk_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("No such key is in force.")).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel("Key").fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("an operator sees which space is in trouble, and goes there", async ({ page, node, api, receiver }) => {
  receiver.answer = 500;
  await api.endpoints.create({ id_space: SPACE, url: receiver.url, pause_after: 1 });
  await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  await expect.poll(async () => (await api.spaces.get(SPACE)).paused_count).toBe(1);
  await signIn(page, node.url);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "Spaces" }).click();
  await page.getByRole("button", { name: "Only those in trouble" }).click();
  await expect(page.getByText("1 paused")).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("link", { name: SPACE }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Endpoints" })).toBeVisible();
});

test("a space that nobody has used yet is opened by its id", async ({ page, node }) => {
  await signIn(page, node.url);
  await page.getByRole("link", { name: "Spaces" }).click();
  await page.getByLabel("Search by how the id begins").fill(SPACE);
  await page.getByRole("link", { name: "Open it all the same" }).click();
  await expect(page.getByRole("heading", { name: "No endpoints yet" })).toBeVisible();
});

test("a key is made, shown once, works, and is revoked", async ({ page, node, api }) => {
  await signIn(page, node.url);
  await page.getByRole("link", { name: "Keys" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description").fill("CRM backend");
  await dialog.getByLabel("Space").fill(SPACE);
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText(/phk_[A-Za-z0-9]{40}/)).toHaveCount(0);
  await page.getByRole("button", { name: "Show the key" }).click();
  await expect(page.getByText(/phk_[A-Za-z0-9]{40}/)).toBeVisible();
  await page.getByRole("button", { name: "I have it" }).click();
  await expect(page.getByText(/phk_[A-Za-z0-9]{40}/)).toHaveCount(0);

  const keys = page.getByRole("list", { name: "Keys" });
  await expect(keys.getByText("never used")).toBeVisible();
  await keys.getByRole("button", { name: "Revoke" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(keys.getByText("Revoked")).toBeVisible();
  const [newest] = (await api.keys.list().page()).data;
  expect(newest).toMatchObject({ description: "CRM backend", id_space: SPACE, revoked_at: expect.any(String) });
});

test("the overview says that its numbers are old while the server is away", async ({ page, node }) => {
  await page.clock.install();
  await signIn(page, node.url);
  await expect(page.getByText("Events per second")).toBeVisible();
  await node.end("SIGTERM");
  // It asks again for some seconds before it says so: the page's clock jumps over the pauses.
  const isSaid = async () => {
    await page.clock.fastForward("00:20");
    return page.getByRole("alert").getByText("These numbers are from").isVisible();
  };
  await expect.poll(isSaid, { intervals: [50] }).toBe(true);
  await expect(page.getByText("Events per second")).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});
