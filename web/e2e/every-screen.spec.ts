import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { signIn } from "./enter.ts";
import { expectNoFaults, test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { emptyScreens, everyScreen, goTo, see } from "./screens.ts";
import { tooWide } from "./too-wide.ts";

/** Each goes through all of the page. */
test.describe.configure({ timeout: 180_000 });

test("axe finds nothing on any screen, light or dark", async ({ page, node, api, receiver }) => {
  const shown = await fillSpace(api, receiver);
  await signIn(page, node.url);
  for (const screen of everyScreen(shown)) {
    await see(page, screen);
    await expectNoFaults(page, screen.name);
  }
});

test("axe finds nothing where there is nothing yet, light or dark", async ({ page, node }) => {
  await signIn(page, node.url);
  for (const screen of emptyScreens()) {
    await see(page, screen);
    await expectNoFaults(page, screen.name);
  }
});

test("axe finds nothing where the server is away, light or dark, and every screen says so", async ({
  page,
  node,
  api,
  receiver,
}) => {
  const shown = await fillSpace(api, receiver);
  const screens = everyScreen(shown).filter(({ name }) => !["add-endpoint", "overview"].includes(name));
  await page.clock.install();
  await signInWithAllCode(page, node.url);
  await node.end("SIGTERM");
  const said = page.getByRole("heading", { name: "Posthorn cannot be reached" }).first();
  for (const { name, path } of screens) {
    await goTo(page, path);
    // Each screen asks again for some seconds before it gives up: the page's clock jumps over the pauses.
    const isSaid = async () => {
      await page.clock.fastForward("00:20");
      return said.isVisible();
    };
    await expect.poll(isSaid, { message: name, intervals: [50] }).toBe(true);
    await expectNoFaults(page, name);
  }
});

test("no screen is wider than its window, from a phone to the widest screen", async ({ page, node, api, receiver }) => {
  const shown = await fillSpace(api, receiver);
  await signIn(page, node.url);
  for (const screen of [...everyScreen(shown), ...emptyScreens()]) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await see(page, screen);
    for (const width of [320, 390, 768, 1280, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      // Charts follow the window a frame later.
      await expect
        .configure({ soft: true })
        .poll(() => tooWide(page), `${screen.name} at ${width}`)
        .toEqual([]);
    }
  }
});

/** With everything that can be shown fetched ahead. */
async function signInWithAllCode(page: Page, url: string): Promise<void> {
  const came = new Set<string>();
  page.on("response", (response) => came.add(new URL(response.url()).pathname.slice(1)));
  await signIn(page, url);
  await expect.poll(() => screenFiles().filter((file) => !came.has(file)), "what screens are made of").toEqual([]);
}

/** What comes after the first load, a moment later or when it is shown. Charts come when they are shown only, colours where an app has its own. */
function screenFiles(): string[] {
  const manifest: Record<string, { file: string; isDynamicEntry?: boolean }> = JSON.parse(
    readFileSync(new URL("../dist/.vite/manifest.json", import.meta.url), "utf8"),
  );
  const needed = Object.entries(manifest).filter(
    ([source, { isDynamicEntry }]) => isDynamicEntry && !/chart|sign-in-/.test(source),
  );
  return needed.map(([, { file }]) => file);
}
