import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** `npm run screenshots`: pictures of every screen for docs/img, to be looked at before they are committed. */
export default defineConfig({ ...config, testMatch: "screenshots.ts", timeout: 300_000 });
