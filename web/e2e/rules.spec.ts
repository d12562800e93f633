import { createServer } from "node:net";
import { expect } from "@playwright/test";
import { Posthorn } from "@posthorn/sdk";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { enterSpace, openScreen, signIn } from "./enter.ts";
import { SPACE, test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { everyScreen, see } from "./screens.ts";

test("under a path prefix every screen works, and all requests stay under it", async ({ page, start, receiver }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/tools/hooks`;
  await start({ POSTHORN_PORT: String(port), POSTHORN_PUBLIC_URL: url });
  const api = new Posthorn({ url, key: OPERATOR_KEY });
  const shown = await fillSpace(api, receiver);
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!new URL(request.url()).pathname.startsWith("/tools/hooks/")) outside.push(request.url());
  });
  await signIn(page, `${url}/`);
  for (const screen of everyScreen(shown)) await see(page, screen);
  await enterSpace(page, api);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  expect(outside).toEqual([]);
});

test("secrets are hidden until asked for, and are in no address, no storage, no log and no console", async ({
  page,
  node,
  api,
  receiver,
}) => {
  const places: string[] = [];
  page.on("console", (message) => places.push(message.text()));
  page.on("request", (request) => places.push(request.url(), request.headers()["referer"] ?? ""));
  page.on("framenavigated", (frame) => places.push(frame.url()));
  const { id } = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  await page.goto(node.url);
  await page.getByLabel("Key").fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await openScreen(page, `/endpoints/${id}/settings`);
  await page.getByRole("button", { name: "Get the secrets" }).click();
  await page.getByRole("button", { name: "Show the signing secret" }).waitFor();
  const before = await api.endpoints.secrets({ id_space: SPACE, id });
  const hidden = await page.content();
  for (const secret of [before.secret, before.signing_secret]) expect(hidden).not.toContain(secret);
  await page.getByRole("button", { name: "Show the signing secret" }).click();
  await expect(page.getByText(before.signing_secret)).toBeVisible();
  for (const which of ["signing", "body"]) {
    await page.getByRole("button", { name: `Rotate the ${which} secret` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await expect(page.getByText("Signing secret before")).toBeVisible();
  await expect(page.getByText(/Still signs beside the new one/)).toBeVisible();
  const after = await api.endpoints.secrets({ id_space: SPACE, id });
  expect(after.secret).not.toBe(before.secret);
  await page.goto(`${node.url}/#/keys`);
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("dialog").getByLabel("Space").fill(SPACE);
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Show the key" }).click();
  const key = (await page.getByText(/^phk_/).textContent()) ?? "";
  expect(key).toMatch(/^phk_[A-Za-z0-9]{40}$/);

  const stored = await page.evaluate(() => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    cookies: document.cookie,
    address: location.href,
  }));
  // The key of whoever is signed in is in the tab's own storage, and nowhere else.
  expect(stored.session).toContain(OPERATOR_KEY);
  const secrets = [before.secret, before.signing_secret, after.secret, after.signing_secret, key];
  for (const secret of secrets) {
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect([...places, node.stdout(), node.stderr()].join("\n")).not.toContain(secret);
  }
  expect([...places, node.stdout(), node.stderr(), stored.local, stored.address].join("\n")).not.toContain(
    OPERATOR_KEY,
  );
});

test("times are those of the viewer's zone, with UTC in their tooltip", async ({ page, api }) => {
  const { id } = await api.send("tag.create", {
    id_space: SPACE,
    payload: { id: "1" } as never,
    occurred_at: "2026-07-01T22:30:00.000Z",
  });
  await enterSpace(page, api);
  await openScreen(page, `/events/${id}`);
  // The tests' browser is in Paris.
  const time = page.getByText("2 Jul 2026, 00:30:00");
  await expect(time).toBeVisible();
  expect(await time.getAttribute("title")).toContain("2026-07-01T22:30:00.000Z (UTC)");
});

test("a burst of events on the screen leaves a list that is short, in order and at its end", async ({ page, api }) => {
  await enterSpace(page, api);
  await openScreen(page, "/events");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const events = Array.from({ length: 1_500 }, (_, index) => ({
    event: "tag.create" as const,
    id_space: SPACE,
    id: `burst-${index}`,
    payload: { id: String(index) } as never,
  }));
  await api.sendMany(events);
  const [newest] = (await api.events.list({ id_space: SPACE, limit: 1 }).page()).data;
  const rows = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(rows.first().getByRole("link")).toHaveAttribute("href", new RegExp(`${newest?.id}$`));
  expect(await rows.count()).toBeLessThanOrEqual(450);
  await page.getByRole("button", { name: "Show older" }).click();
  const links = await rows.getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(new Set(links).size).toBe(links.length);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
