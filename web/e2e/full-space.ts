import { expect } from "@playwright/test";
import type { EventName, Posthorn, Ref } from "@posthorn/sdk";
import { SPACE } from "./fixtures.ts";

/** Ids of what there is to look at. */
export interface Shown {
  healthy: string;
  paused: string;
  inbox: string;
  event: string;
  delivery: string;
}

/** A space as it may be after a busy morning: one endpoint that is well, one that fails now and then, one paused. */
export async function fillSpace(api: Posthorn, receiver: { url: string; answer: number }): Promise<Shown> {
  const make = (path: string, description: string, events: string[], pause_after = 10) =>
    api.endpoints.create({ id_space: SPACE, url: receiver.url + path, description, events, pause_after });
  const healthy = await make("/hooks/crm", "Leads into the CRM", ["*"]);
  await make("/slack/new-leads", "Tells sales of new leads 🦄", ["lead.create", "lead.status.update"]);
  const paused = await make("/warehouse", "Data warehouse", ["campaign.*"], 3);
  const types = await Array.fromAsync(api.eventTypes.list());
  const [campaigns, others] = [types.filter(isOfCampaign), types.filter((type) => !isOfCampaign(type))];
  const send = (name: string, payload: unknown) =>
    // Names and samples come from the catalogue, which the SDK's types do not know to belong together.
    api.send(name as EventName, { id_space: SPACE, payload: payload as never });
  const stateOf = (status: "pending" | "failed") => Array.fromAsync(api.deliveries.list({ id_space: SPACE, status }));
  const settled = () => expect.poll(async () => (await stateOf("pending")).length).toBe(0);

  for (const { name, sample } of others) await send(name, sample);
  await settled();
  receiver.answer = 503;
  for (const { name, sample } of campaigns) await send(name, sample);
  await expect.poll(async () => (await api.endpoints.get({ id_space: SPACE, id: paused.id })).status).toBe("paused");
  await settled();
  receiver.answer = 200;
  await replayDelivered(api, healthy);
  await send("list.create", { name: "VIP" });
  const { id: event } = await send("lead.create", types.find(({ name }) => name === "lead.create")?.sample);
  await settled();
  const [failed] = (await stateOf("failed")).filter(({ id_endpoint }) => id_endpoint === healthy.id);
  const { url } = await api.inbox.create();
  const inbox = await api.endpoints.create({ id_space: SPACE, url, description: "Test inbox", events: ["tag.*"] });
  for (const { name, sample } of types.filter((type) => type.name.startsWith("tag."))) await send(name, sample);
  await settled();
  await api.keys.create({ id_space: SPACE, description: "CRM backend" });
  const old = await api.keys.create({ id_space: null, description: "Import of last spring" });
  await api.keys.revoke(old.id);
  return { healthy: healthy.id, paused: paused.id, inbox: inbox.id, event, delivery: failed?.id ?? "" };
}

async function replayDelivered(api: Posthorn, endpoint: Ref): Promise<void> {
  const { id, id_space } = await api.replays.start(endpoint, {
    since: new Date(Date.now() - 3_600_000).toISOString(),
    status: "delivered",
  });
  await expect.poll(async () => (await api.replays.get({ id, id_space })).state).toBe("done");
}

function isOfCampaign({ name }: { name: string }): boolean {
  return name.startsWith("campaign.");
}
