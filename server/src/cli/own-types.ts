import type { OwnEventType } from "@posthorn/sdk";
import { remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { usageError } from "./failure.ts";
import { JSON_HELP, readJson } from "./given-json.ts";
import { choice, eventName, text, toggle } from "./option.ts";

export const putType = remoteCommand({
  name: "put",
  summary: "Register an event type of the app's own, or replace it. Needs an operator's key.",
  details:
    "It is kept as a whole: what is not given is not kept from before. Of a type that comes with Posthorn only " +
    "--validation can be set.",
  args: { event: eventName() },
  options: {
    schema: text("<json>", `JSON Schema 2020-12 of the payload: ${JSON_HELP}`),
    sample: text("<json>", `a payload as the schema says: ${JSON_HELP}`),
    description: text("<text>", "what happens when it is sent, for people"),
    group: text("<text>", "the heading it stands under, default Own Events"),
    validation: choice(
      ["default", "off", "warn", "strict"],
      "what becomes of payloads that are not as it says; default is the server's",
    ),
  },
  examples: [
    ["posthorn types put order.paid --schema @order-paid.schema.json --sample @order-paid.json", "A type of your own"],
    ["posthorn types put lead.create --validation strict", "Refuse wrong payloads of a built-in one"],
  ],
  async run(context, { event, schema, sample, description, group, validation }) {
    const { client, output } = context;
    if (schema === "-" && sample === "-") throw usageError("only one of --schema and --sample can come from stdin");
    const settings = {
      ...(schema === undefined
        ? {}
        : { schema: await readJson(context, schema, { noun: "the schema", flag: "--schema" }) }),
      ...(sample === undefined
        ? {}
        : { sample: await readJson(context, sample, { noun: "the sample", flag: "--sample" }) }),
      ...(description === undefined ? {} : { description }),
      ...(group === undefined ? {} : { group }),
      ...(validation === undefined ? {} : { validation: validation === "default" ? null : validation }),
    };
    if (Object.keys(settings).length === 0)
      throw usageError("there is nothing to register", "posthorn types put --help");
    // The server says what is wrong with it, or missing.
    const type = await client.eventTypes.put(event, settings as OwnEventType);
    await output.done(type, [type.is_built_in ? "Changed " : "Registered ", type.name]);
  },
});

export const deleteType = remoteCommand({
  name: "delete",
  summary: "Delete an event type of the app's own. Needs an operator's key.",
  details: "Events of it are refused from now on. Those that came before stay.",
  args: { event: eventName() },
  options: { yes: toggle("do not ask") },
  examples: [["posthorn types delete order.paid", "Nobody sends it any more"]],
  async run(context, { event, yes }) {
    const { client, output } = context;
    if (!yes) await confirm(context, `Delete the event type ${event}? Events of it are refused from now on.`);
    await client.eventTypes.delete(event);
    await output.done({ name: event, is_deleted: true }, ["Deleted ", event]);
  },
});
