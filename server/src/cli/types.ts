import { type EventType, ownTypesSource, type SchemaRow, schemaRows, typeSource } from "@posthorn/sdk";
import { type Cell, printableJson, printableLines, styled } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { stateCell } from "./listing.ts";
import { eventName, optional } from "./option.ts";
import { deleteType, putType } from "./own-types.ts";
import type { Column } from "./table.ts";

const COLUMNS: readonly Column<EventType>[] = [
  { title: "EVENT", cell: ({ name }) => name },
  { title: "STABILITY", cell: ({ stability }) => stateCell(stability) },
  { title: "GROUP", cell: ({ group }) => group, isFlexible: true },
  { title: "DESCRIPTION", cell: ({ description }) => description || null, isFlexible: true },
];

const ROWS: readonly Column<SchemaRow>[] = [
  { title: "KEY", cell: ({ key }) => key },
  { title: "TYPE", cell: ({ type }): Cell => styled("cyan", type), isFlexible: true },
  { title: "MEANING", cell: ({ description }) => description, isFlexible: true },
];

const list = remoteCommand({
  name: "list",
  summary: "List the event types: those that come with Posthorn, and the app's own.",
  examples: [["posthorn types", "What can happen"]],
  run: ({ client, output }) => output.list(client.eventTypes.list(), COLUMNS, "There are no event types."),
});

const show = remoteCommand({
  name: "show",
  summary: "Show one event type: its payload key by key, and a sample.",
  args: { event: eventName() },
  examples: [["posthorn types show lead.create", "What a receiver gets"]],
  async run({ client, output }, { event }) {
    const type = await client.eventTypes.get(event);
    await output.item(type, [
      ["event", type.name],
      ["group", type.group],
      ["stability", stateCell(type.stability)],
      ["description", type.description || null],
    ]);
    // As JSON it is all in the document.
    if (output.format === "json") return;
    await output.line();
    await output.list(schemaRows(type.schema), ROWS, "Its payload may hold any keys.");
    await output.line();
    await output.block(printableJson(type.sample));
  },
});

const sample = remoteCommand({
  name: "sample",
  summary: "Print the sample of an event type: a payload to start from.",
  args: { event: eventName() },
  examples: [["posthorn types sample lead.create > lead.json", "A payload to change, and send"]],
  async run({ client, output }, { event }) {
    await output.raw(printableJson((await client.eventTypes.get(event)).sample));
  },
});

const schema = remoteCommand({
  name: "schema",
  summary: "Print the JSON Schema (2020-12) of an event type's payload.",
  args: { event: eventName() },
  examples: [["posthorn types schema lead.create > lead-create.schema.json", "For a validator or a generator"]],
  async run({ client, output }, { event }) {
    await output.raw(printableJson((await client.eventTypes.get(event)).schema));
  },
});

const typescript = remoteCommand({
  name: "typescript",
  summary:
    "Print the app's own event types for TypeScript, so that the SDK knows them; or one payload as an interface.",
  args: { event: optional("event", "name of an event type; default: all of the app's own") },
  examples: [
    ["posthorn types typescript > posthorn-events.d.ts", "Then posthorn.send checks the app's own events too"],
    ["posthorn types typescript lead.create", "One payload, for a receiver without the SDK"],
  ],
  async run({ client, output }, { event }) {
    if (event !== undefined) return output.raw(printableLines(typeSource(await client.eventTypes.get(event))));
    const own: EventType[] = [];
    for await (const type of client.eventTypes.list()) if (!type.is_built_in) own.push(type);
    await output.raw(printableLines(ownTypesSource(own)));
  },
});

export const typeCommands: CommandGroup = {
  name: "types",
  summary: "Event types: what can happen, and what a payload looks like.",
  base: list,
  commands: [list, show, sample, schema, typescript, putType, deleteType],
};
