import type { TestSend } from "@posthorn/sdk";
import { attemptFields, isDelivered } from "./attempt-fields.ts";
import { remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { EXIT } from "./failure.ts";
import { JSON_HELP, readJson } from "./given-json.ts";
import { stateCell } from "./listing.ts";
import { choice, eventName, needed, text, toggle } from "./option.ts";

const ID = { id: needed("endpoint", "id of the endpoint, ep_…") };

export const pauseEndpoint = remoteCommand({
  name: "pause",
  summary: "Pause an endpoint. Its events are held until it is resumed.",
  args: ID,
  examples: [["posthorn endpoints pause ep_0Vbr95Er0017oyCeVh9Z", "While the receiver is being mended"]],
  async run({ client, output, idSpace }, { id }) {
    const endpoint = await client.endpoints.pause({ id_space: await idSpace(), id });
    await output.done(endpoint, [id, " is ", stateCell(endpoint.status), ": its events are held"]);
  },
});

export const resumeEndpoint = remoteCommand({
  name: "resume",
  summary: "Resume an endpoint, with what was held or without it.",
  args: ID,
  options: {
    held: choice(["send", "discard"], "what becomes of the events that were held, default send"),
    yes: toggle("do not ask before they are discarded"),
  },
  examples: [
    ["posthorn endpoints resume ep_0Vbr95Er0017oyCeVh9Z", "What was held is sent, oldest first"],
    ["posthorn endpoints resume ep_0Vbr95Er0017oyCeVh9Z --held discard", "Only what comes from now on"],
  ],
  async run(context, { id, held = "send", yes }) {
    const { client, output, idSpace } = context;
    const endpoint = { id_space: await idSpace(), id };
    if (held === "discard" && !yes) await confirm(context, `Resume ${id} and discard what was held for it?`);
    const resumed = await client.endpoints.resume(endpoint, { held });
    const words =
      held === "send" ? "; what was held is sent now" : `; ${resumed.discarded} held deliveries were discarded`;
    await output.done(resumed, [id, " is ", stateCell(resumed.status), words]);
  },
});

export const testEndpoint = remoteCommand({
  name: "test",
  summary: "Send an event type's sample, or a payload of yours, to one endpoint now, and wait for what comes of it.",
  details: "Works while it is paused, and counts for nothing. Ends with 1 where it was not delivered.",
  args: { ...ID, event: eventName() },
  options: { data: text("<json>", `the payload instead of the sample: ${JSON_HELP}`) },
  examples: [
    ["posthorn endpoints test ep_0Vbr95Er0017oyCeVh9Z lead.create", "Does the receiver answer as it should?"],
    ["posthorn endpoints test ep_0Vbr95Er0017oyCeVh9Z lead.create --data @lead.json", "And to this very payload?"],
  ],
  async run(context, { id, event, data }) {
    const { client, output, idSpace } = context;
    const payload =
      data === undefined ? undefined : await readJson(context, data, { noun: "the payload", flag: "--data" });
    // The server knows which types there are, and what a payload may be.
    const options = payload === undefined ? {} : { payload: payload as TestSend["payload"] & object };
    const attempt = await client.endpoints.test({ id_space: await idSpace(), id }, event as "lead.create", options);
    await output.item(attempt, attemptFields(attempt));
    if (isDelivered(attempt)) return;
    await output.hint("It was not delivered.");
    return EXIT.failed;
  },
});
