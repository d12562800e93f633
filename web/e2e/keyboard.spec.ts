import { expect, type Page } from "@playwright/test";
import { enterSpace, openScreen, signIn } from "./enter.ts";
import { test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { everyScreen, see } from "./screens.ts";

/** More than any screen has to stop at. */
const STOPS_MAX = 400;
/** So many stops are noted within the page before they are read. */
const STOPS_AT_ONCE = 10;

test("every action of every screen is reached by Tab, and is seen to have the focus", async ({
  page,
  node,
  api,
  receiver,
}) => {
  test.setTimeout(240_000);
  const shown = await fillSpace(api, receiver);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page, node.url);
  for (const screen of everyScreen(shown)) {
    await see(page, screen);
    const missed = await markActions(page);
    const unseen: string[] = [];
    for (let stop = 0; stop < STOPS_MAX && missed.size > 0; stop += STOPS_AT_ONCE) {
      for (const { mark, name, isSeen } of await stopsOf(page)) {
        if (mark !== undefined) missed.delete(mark);
        if (!isSeen) unseen.push(name);
      }
    }
    expect.soft([...missed.values()], `${screen.name}: not reached`).toEqual([]);
    expect.soft(unseen, `${screen.name}: focus not seen`).toEqual([]);
  }
});

test("the focus goes back to where a dialog, a menu or a panel was opened", async ({ page, api, receiver }) => {
  const shown = await fillSpace(api, receiver);
  await enterSpace(page, api);
  await openScreen(page, `/endpoints/${shown.healthy}/settings`);
  const remove = page.getByRole("button", { name: "Delete endpoint" });
  await remove.press("Enter");
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(remove).toBeFocused();

  const theme = page.getByRole("button", { name: "Theme" });
  await theme.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Light" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Dark" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(theme).toBeFocused();

  await openScreen(page, `/endpoints/${shown.healthy}`);
  const row = page.getByRole("list", { name: "Deliveries" }).getByRole("button").nth(2);
  await row.press("Enter");
  const panel = page.getByRole("complementary", { name: "Delivery" });
  await panel.getByRole("button", { name: "Replay" }).focus();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(row).toBeFocused();
  await row.press("Enter");
  await panel.getByRole("button", { name: "Close" }).press("Enter");
  await expect(row).toBeFocused();

  await page.setViewportSize({ width: 390, height: 844 });
  await row.press("Enter");
  await expect(page.getByRole("dialog", { name: "Delivery" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();
});

test("nothing moves where the system asks for that", async ({ page, api }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await enterSpace(page, api);
  await openScreen(page, "/endpoints/new");
  await page.getByRole("heading", { name: "Add endpoint" }).waitFor();
  const longest = await page.evaluate(() => {
    const probes = ["entering", "arriving", "shimmer", "turning"].map((name) => {
      const probe = document.body.appendChild(document.createElement("div"));
      probe.className = name;
      return probe;
    });
    const all = [...document.querySelectorAll("*")].map((element) => getComputedStyle(element));
    const times = all.flatMap(({ animationDuration, transitionDuration }) =>
      `${animationDuration},${transitionDuration}`.split(",").map(Number.parseFloat),
    );
    for (const probe of probes) probe.remove();
    return Math.max(...times);
  });
  expect(longest).toBeLessThanOrEqual(0.001);
});

/** Numbers all that can be pressed, followed or typed into, and starts before the first. Names by number. */
async function markActions(page: Page): Promise<Map<string, string>> {
  const named = await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    const all = document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary");
    const here = [...all].filter((element) => {
      const isOff = element.matches(":disabled, [tabindex='-1']") || !element.checkVisibility();
      // Of radio buttons Tab stops at the one that is chosen, and arrows go on from there.
      return !isOff && !element.matches("input[type=radio]:not(:checked)");
    });
    return here.map((element, index) => {
      element.dataset["mark"] = String(index);
      return [
        String(index),
        `${element.tagName} ${element.textContent || element.getAttribute("aria-label")}`,
      ] as const;
    });
  });
  return new Map(named);
}

/** Presses Tab some times. Resolves with where it stopped, and whether that was to be seen. */
async function stopsOf(page: Page): Promise<{ mark: string | undefined; name: string; isSeen: boolean }[]> {
  const stops = await page.evaluateHandle(() => {
    const noted: { mark: string | undefined; name: string; isSeen: boolean }[] = [];
    const note = ({ target: element }: Event) => {
      if (!(element instanceof HTMLElement) || element === document.body) return;
      const outlines = [
        getComputedStyle(element),
        getComputedStyle(element, "::after"),
        getComputedStyle(element.closest("label") ?? element),
      ];
      const isSeen = outlines.some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1,
      );
      const name = `${element.tagName} ${element.textContent || element.getAttribute("aria-label")}`;
      noted.push({ mark: element.dataset["mark"], name, isSeen });
    };
    addEventListener("focusin", note);
    return { noted, end: () => removeEventListener("focusin", note) };
  });
  for (let stop = 0; stop < STOPS_AT_ONCE; stop++) await page.keyboard.press("Tab");
  return stops.evaluate(({ noted, end }) => {
    end();
    return noted;
  });
}
