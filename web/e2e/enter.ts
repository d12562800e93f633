import type { Page } from "@playwright/test";
import type { Posthorn } from "@posthorn/sdk";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { SPACE } from "./fixtures.ts";

/** Opens the page as a customer does: by a link of a portal session, which works once. Resolves with the session's id. */
export async function enterSpace(page: Page, api: Posthorn, isReadOnly = false): Promise<string> {
  const { url, id } = await api.portal.create({ id_space: SPACE, is_read_only: isReadOnly });
  await page.goto(url);
  await page.getByRole("heading", { level: 1, name: "Endpoints" }).waitFor();
  return id;
}

/** Opens a screen of the space, for somebody who is signed in. */
export async function openScreen(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/spaces/${SPACE}${path}`);
}

/** Opens the page as an operator whose key is in this tab already. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.addInitScript((key) => sessionStorage.setItem("posthorn.key", key), OPERATOR_KEY);
  await page.goto(url);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}
