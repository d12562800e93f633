import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import type { EventName, Posthorn } from "@posthorn/sdk";
import { OPERATOR_KEY } from "../../server/test/node-process.ts";
import { openScreen } from "./enter.ts";
import { SPACE, test } from "./fixtures.ts";

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
    const shown = await fill(api, receiver);
    await page.addInitScript((key) => sessionStorage.setItem("posthorn.key", key), OPERATOR_KEY);
    await page.goto(node.url);
    const screens: [name: string, path: string, heading: string | RegExp][] = [
      ["endpoints", "/endpoints", "Endpoints"],
      ["add-endpoint", "/endpoints/new", "Add endpoint"],
      ["endpoint-paused", `/endpoints/${shown.paused}`, /./],
      ["endpoint-delivery", `/endpoints/${shown.healthy}?delivery=${shown.delivery}`, /./],
      ["endpoint-health", `/endpoints/${shown.healthy}/health`, /./],
      ["endpoint-test", `/endpoints/${shown.healthy}/test`, /./],
      ["endpoint-settings", `/endpoints/${shown.healthy}/settings`, /./],
      ["events", "/events", "Events"],
      ["event", `/events/${shown.event}`, "lead.create"],
      ["catalogue", "/catalogue", "Catalogue"],
      ["event-type", "/catalogue/lead.create", "lead.create"],
      ["inbox", `/inbox/${shown.inbox}`, "Test inbox"],
      ["replays", "/replays", /./],
    ];
    for (const [file, path, heading] of screens) {
      await openScreen(page, path);
      await shoot(file, heading);
    }
    for (const [file, heading] of [
      ["overview", "Overview"],
      ["spaces", "Spaces"],
      ["keys", "Keys"],
    ] as const) {
      await page.goto(`${node.url}/#/${file}`);
      await shoot(file, heading);
    }

    async function shoot(file: string, heading: string | RegExp): Promise<void> {
      await page.getByRole("heading", { level: 1, name: heading }).first().waitFor();
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      // Charts come when they are needed, and after their frame.
      if (file === "endpoint-health") await expect(page.locator("canvas")).toHaveCount(2);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${FOLDER}${file}-${name}.png`, animations: "disabled" });
    }
  });
}

/** A space as it may be after a busy morning: one endpoint that is well, one that fails now and then, one paused. */
async function fill(api: Posthorn, receiver: { url: string; answer: number }) {
  const make = (path: string, description: string, events: string[], pause_after = 10) =>
    api.endpoints.create({ id_space: SPACE, url: receiver.url + path, description, events, pause_after });
  const healthy = await make("/hooks/crm", "Leads into the CRM", ["*"]);
  await make("/slack/new-leads", "Tells sales of new leads 🦄", ["lead.create", "lead.status.update"]);
  const paused = await make("/warehouse", "Data warehouse", ["campaign.*"], 3);
  const types = await Array.fromAsync(api.eventTypes.list());
  const send = (name: string, payload: unknown) =>
    // Names and samples come from the catalogue, which the SDK's types do not know to belong together.
    api.send(name as EventName, { id_space: SPACE, payload: payload as never });
  for (const { name, sample } of types.filter((type) => !type.name.startsWith("campaign."))) await send(name, sample);
  await expect.poll(async () => (await stateOf("pending")).length).toBe(0);
  receiver.answer = 503;
  for (const { name, sample } of types.filter((type) => type.name.startsWith("campaign."))) await send(name, sample);
  await expect.poll(async () => (await api.endpoints.get({ id_space: SPACE, id: paused.id })).status).toBe("paused");
  await expect.poll(async () => (await stateOf("pending")).length).toBe(0);
  receiver.answer = 200;
  await send("list.create", { name: "VIP" });
  const { id: event } = await send("lead.create", types.find(({ name }) => name === "lead.create")?.sample);
  await expect.poll(async () => (await stateOf("pending")).length).toBe(0);
  const [failed] = (await stateOf("failed")).filter(({ id_endpoint }) => id_endpoint === healthy.id);
  const { url } = await api.inbox.create();
  const inbox = await api.endpoints.create({ id_space: SPACE, url, description: "Test inbox", events: ["tag.*"] });
  for (const { name, sample } of types.filter((type) => type.name.startsWith("tag."))) await send(name, sample);
  await expect.poll(async () => (await stateOf("pending")).length).toBe(0);
  return { healthy: healthy.id, paused: paused.id, inbox: inbox.id, event, delivery: failed?.id };

  function stateOf(status: "pending" | "failed") {
    return Array.fromAsync(api.deliveries.list({ id_space: SPACE, status }));
  }
}
