import { fileURLToPath } from "node:url";
import { signIn } from "./enter.ts";
import { test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { everyScreen, see } from "./screens.ts";

const FOLDER = fileURLToPath(new URL("../../docs/img/page/", import.meta.url));
const LOOKS = [
  { name: "light", colorScheme: "light", width: 1280, height: 860 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 860 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
] as const;

for (const { name, colorScheme, width, height } of LOOKS) {
  test(`every screen, ${name}`, async ({ page, node, api, receiver }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const shown = await fillSpace(api, receiver);
    await signIn(page, node.url);
    for (const screen of everyScreen(shown)) {
      await see(page, screen);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${FOLDER}${screen.name}-${name}.png`, animations: "disabled" });
    }
  });
}
