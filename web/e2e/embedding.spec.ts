import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@playwright/test";
import type { ThemeSettings } from "@posthorn/sdk";
import { openScreen } from "./enter.ts";
import { accessibilityFaults, COLOR_RULES, clientOf, SPACE, test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { tooWide } from "./too-wide.ts";

const DESCRIPTION = "Not to be lost";

test("an app that is allowed to shows the page in a frame, renews its session there, and is gone back to; others may not", async ({
  page,
  start,
  receiver,
}) => {
  const [app, stranger] = [await startApp(), await startApp()];
  const api = clientOf(await start({ POSTHORN_EMBED_ORIGINS: app.origin }));
  const back_to = { url: `${app.origin}/settings`, label: "Back to the CRM" };
  const { url, id } = await api.portal.create({ id_space: SPACE, back_to, theme: { accent: "#0b5f4a" } });

  // Not with `page`, which fails for whatever the browser refuses.
  const other = await page.context().newPage();
  const refused = other.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await other.goto(`${stranger.origin}/?${new URLSearchParams({ frame: url })}`);
  await refused;
  await expect(other.frameLocator("iframe").getByRole("heading")).toHaveCount(0);
  await other.close();

  await page.goto(`${app.origin}/?${new URLSearchParams({ frame: url })}`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("main").getByRole("link", { name: "Add endpoint" }).first().click();
  await frame.getByLabel("Description").fill(DESCRIPTION);
  await frame.getByLabel("URL").fill(receiver.url);
  expect(await frame.locator(":root").evaluate((root) => root.style.getPropertyValue("--color-accent"))).toContain(
    "#0b5f4a",
  );

  await api.portal.revoke({ id_space: SPACE, id });
  await expect(frame.getByRole("dialog", { name: "Your session is over" })).toBeVisible();
  const fresh = await api.portal.create({ id_space: SPACE, back_to });
  await page.locator("iframe").evaluate((element, src) => element.setAttribute("src", src), fresh.url);
  await expect(frame.getByRole("dialog")).toHaveCount(0);
  await expect(frame.getByLabel("Description")).toHaveValue(DESCRIPTION);
  await frame.getByRole("button", { name: "Add endpoint" }).click();
  await expect(frame.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
  expect((await api.endpoints.list({ id_space: SPACE }).page()).data[0]?.description).toBe(DESCRIPTION);

  await frame.getByRole("link", { name: "Back to the CRM" }).click();
  await page.waitForURL(`${app.origin}/settings`);
  await Promise.all([app.close(), stranger.close()]);
});

/** These leave it to the system whether it is light or dark; the others decide it themselves. */
const OPEN_THEMES: readonly ThemeSettings[] = [{ accent: "#ffff00" }, { text: "#eeeeee", accent: "#123" }];
const THEMES: readonly ThemeSettings[] = [
  ...OPEN_THEMES,
  { mode: "dark", surface: "#ffffff" },
  { mode: "light", background: "#000000", text: "#333333" },
  { accent: "#777777", background: "#777777", surface: "#777777", text: "#777777" },
  { accent: "#ff0000", background: "#00ff00", surface: "#0000ff", text: "#ff00ff" },
];

for (const colorScheme of ["light", "dark"] as const) {
  test(`whatever colours an app chooses, all can be read, where the system is ${colorScheme}`, async ({
    page,
    api,
    receiver,
  }) => {
    test.setTimeout(180_000);
    const shown = await fillSpace(api, receiver);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [index, theme] of (colorScheme === "light" ? THEMES : OPEN_THEMES).entries()) {
      // An app chooses colours and nothing else: what the other rules say of the first look holds of all.
      const rules = index === 0 ? undefined : COLOR_RULES;
      const { url } = await api.portal.create({ id_space: SPACE, theme });
      // Left first: a link opened over the page would keep what it shows.
      await page.goto("about:blank");
      await page.goto(url);
      await page.getByText("Data warehouse").waitFor();
      const name = JSON.stringify(theme);
      expect.soft(await accessibilityFaults(page, rules), name).toEqual([]);
      await openScreen(page, `/endpoints/${shown.paused}`);
      await page.getByRole("list", { name: "Deliveries" }).getByRole("button").last().click();
      await page.getByText("HTTP 503").waitFor();
      expect.soft(await accessibilityFaults(page, rules), name).toEqual([]);
      expect.soft(await tooWide(page), name).toEqual([]);
      await openScreen(page, `/endpoints/${shown.healthy}/settings`);
      await page.getByText("Only some").click();
      expect.soft(await accessibilityFaults(page, rules), name).toEqual([]);
    }
  });
}

/** Some app on an origin of its own, which shows what its address names in a frame. */
async function startApp(): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const frame = new URL(request.url ?? "/", "http://app").searchParams.get("frame") ?? "about:blank";
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><title>An app</title><h1>An app</h1><iframe src="${frame}" width="1000" height="700"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
