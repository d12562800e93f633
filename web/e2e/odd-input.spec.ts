import { expect, type Page } from "@playwright/test";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { enterSpace, openScreen, signIn } from "./enter.ts";
import { accessibilityFaults, SPACE, test } from "./fixtures.ts";
import { goTo } from "./screens.ts";
import { tooWide } from "./too-wide.ts";

/** Would write itself into the page and into its title, if anything took it for HTML. */
const HTML = `<img src=x onerror="document.title='run'"><b class="smuggled">bold</b></script><script>document.title='run'</script>`;
const RIGHT_TO_LEFT = "مرحبا بالعالم: طلبات العملاء";
const EMOJI = "👩‍👩‍👧‍👦 🦄 🏳️‍🌈";
const WIDTHS = [390, 768, 1280, 2560];

test.describe.configure({ timeout: 120_000 });

for (const [kind, text] of [
  ["HTML", HTML],
  ["right-to-left text", RIGHT_TO_LEFT],
  ["emoji", EMOJI],
] as const) {
  test(`${kind} in every field is kept to the character, looks right, and is only text`, async ({
    page,
    api,
    receiver,
  }) => {
    receiver.answer = 500;
    await enterSpace(page, api);
    await openScreen(page, "/endpoints/new");
    const url = `${receiver.url}/?a=${encodeURIComponent(text)}`;
    await page.getByLabel("URL").fill(url);
    await page.getByLabel("Description").fill(text);
    await page.getByText("Only some").click();
    await page.getByLabel("Search events").fill(text);
    await expect(page.getByText(`No event has “${text}”.`)).toBeVisible();
    await page.getByText("All events").click();
    await page.getByText("Advanced").click();
    await page.getByRole("button", { name: "Add header" }).click();
    await page.getByLabel("Name of header 1").fill("x-note");
    await page.getByLabel("Value of header 1").fill(kind === "HTML" ? text : "plain");
    await page.getByRole("button", { name: "Add endpoint" }).click();
    await expect(page.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
    await onlyText(page);
    const [endpoint] = (await api.endpoints.list({ id_space: SPACE }).page()).data;
    expect(endpoint?.description).toBe(text);

    const { id } = await api.send("tag.create", {
      id_space: SPACE,
      payload: { id: text, name: text, [text]: [text] } as never,
      actor: { type: "user", id: "u", name: text },
      changes: { fields: ["name"], previous: { name: text } },
    });
    await expect.poll(async () => (await failures()).length).toBe(1);
    const [failed] = await failures();
    for (const path of [
      "/endpoints",
      `/endpoints/${endpoint?.id}`,
      `/endpoints/${endpoint?.id}?delivery=${failed?.id}`,
      `/endpoints/${endpoint?.id}/settings`,
      `/endpoints/${endpoint?.id}/test`,
      `/events/${id}`,
      `/events?event=${encodeURIComponent(text)}`,
      `/catalogue/${encodeURIComponent(text)}`,
      "/inbox",
      "/replays",
    ]) {
      await openScreen(page, path);
      await onlyText(page);
    }
    await openScreen(page, `/endpoints/${endpoint?.id}/settings`);
    await expect(page.getByLabel("Description")).toHaveValue(text);
    expect(await accessibilityFaults(page)).toEqual([]);

    async function failures() {
      return (await api.deliveries.list({ id_space: SPACE, status: "failed" }).page()).data;
    }
  });
}

test("a key's description of HTML is only text, and an operator's search as well", async ({ page, node, api }) => {
  await api.keys.create({ id_space: null, description: HTML });
  await signIn(page, node.url);
  await goTo(page, "/keys");
  await expect(page.getByText(HTML)).toBeVisible();
  await onlyText(page);
  await page.getByRole("button", { name: "Revoke" }).click();
  await onlyText(page);
  await page.keyboard.press("Escape");
  await goTo(page, `/spaces?search=${encodeURIComponent(HTML)}`);
  await page
    .getByRole("main")
    .getByText(/No space fits|did not work/)
    .waitFor();
  await onlyText(page);
});

test("a URL of 2,000 characters fits every screen, and is deleted by its host", async ({ page, api, receiver }) => {
  receiver.answer = 500;
  const url = `${receiver.url}/${"long".repeat(494)}`.slice(0, 2000);
  await enterSpace(page, api);
  await openScreen(page, "/endpoints/new");
  await page.getByLabel("URL").fill(url);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("heading", { name: "Endpoint added" })).toBeVisible();
  await onlyText(page);
  const [endpoint] = (await api.endpoints.list({ id_space: SPACE }).page()).data;
  expect(endpoint?.url).toBe(url);
  await api.endpoints.update({ id_space: SPACE, id: endpoint?.id ?? "" }, { pause_after: 1 });
  const { id } = await api.send("tag.create", { id_space: SPACE, payload: { id: "1" } as never });
  await expect
    .poll(async () => (await api.deliveries.list({ id_space: SPACE, status: "failed" }).page()).data.length)
    .toBe(1);
  for (const path of ["/endpoints", `/endpoints/${endpoint?.id}`, `/events/${id}`, "/replays"]) {
    await openScreen(page, path);
    await onlyText(page);
  }
  await openScreen(page, `/endpoints/${endpoint?.id}`);
  await page.getByRole("list", { name: "Deliveries" }).getByRole("button").click();
  await page.getByText("HTTP 500").waitFor();
  await onlyText(page);
  await openScreen(page, `/endpoints/${endpoint?.id}/settings`);
  await expect(page.getByRole("textbox", { name: "URL" })).toHaveValue(url);
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill(new URL(url).host);
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No endpoints yet" })).toBeVisible();
});

test("a payload of 256 KiB opens quickly on the page, to the byte, and is sent as a test", async ({
  page,
  node,
  api,
  receiver,
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const rows = Array.from({ length: 4_000 }, (_, index) => `{"n": ${index}, "long": 12345678901234567890, "x": 1.0}`);
  const start = `{"id": "1", "text": "${"y".repeat(20_000)}", "rows": [${rows.join(", ")}], "fill": "`;
  const payload = `${start}${"z".repeat(262_144 - start.length - 2)}"}`;
  const endpoint = await api.endpoints.create({ id_space: SPACE, url: receiver.url });
  const body = `{"id_space":"${SPACE}","event":"tag.create","id":"large","payload":${payload}}`;
  const answer = await fetch(`${node.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(202);
  await receiver.until((requests) => requests.length === 1);
  await enterSpace(page, api);
  await openScreen(page, "/events/large");
  const shown = page.getByRole("region", { name: "payload" });
  await expect(shown.getByText("4000 items")).toBeVisible();
  expect(await page.locator("*").count(), "elements drawn").toBeLessThan(2_000);
  await shown.getByRole("button", { name: /rows/ }).click();
  await expect(shown.getByText("12345678901234567890")).toHaveCount(100);
  await onlyText(page);
  await page.getByRole("button", { name: "Copy the payload" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(payload);
  await page.getByRole("list", { name: "Deliveries" }).getByRole("button").click();
  await expect(page.getByRole("region", { name: "request body" }).getByText("4000 items")).toBeVisible();
  await onlyText(page);

  await openScreen(page, `/endpoints/${endpoint.id}/test`);
  await page.getByLabel("Payload").fill(JSON.stringify({ id: "1", text: "y".repeat(262_000) }));
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("HTTP 200")).toBeVisible();
  await page.getByLabel("Payload").fill(JSON.stringify({ id: "1", text: "y".repeat(262_144) }));
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("alert")).toContainText("262");
  expect((await page.getByLabel("Payload").inputValue()).length).toBeGreaterThan(262_144);
  await onlyText(page);
});

/** Nothing of what was typed has become part of the page, and all of it has room at every width. */
async function onlyText(page: Page): Promise<void> {
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await tooWide(page), `${page.url()} at ${width}`).toEqual([]);
  }
  if (before !== null) await page.setViewportSize(before);
  await expect(page.locator(".smuggled, main img")).toHaveCount(0);
  expect(await page.title()).not.toBe("run");
}
