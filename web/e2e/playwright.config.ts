import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.ts";

const { executablePath, env } = await findChromium(process.env["POSTHORN_TEST_CHROMIUM"]);

/** A real Chromium against real nodes. Each test has a node and a database of its own. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  fullyParallel: true,
  forbidOnly: process.env["CI"] !== undefined,
  retries: 0,
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    // A trace would record every test for the sake of one that fails, and double its CPU. `--trace on` makes one.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      env: { ...process.env, ...env },
      // The sandbox needs rights that containers seldom give; only our own page is opened. Nothing goes to other hosts.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
