import type { Event, EventDetail } from "@posthorn/sdk";
import { type Cell, printableJson, styled, timeCell } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { DELIVERIES_OF_EVENT } from "./delivery-columns.ts";
import { parseExactly } from "./exact-json.ts";
import { EXTENT_OPTIONS, listSome, pageSize } from "./listing.ts";
import { moment, needed, text } from "./option.ts";
import { rejectedEvents } from "./rejected-events.ts";
import type { Column, Field } from "./table.ts";

const COLUMNS: readonly Column<Event>[] = [
  { title: "EVENT", cell: ({ id }) => id },
  { title: "TYPE", cell: ({ event }) => event },
  { title: "HAPPENED", cell: ({ occurred_at: time }) => timeCell(time) },
  { title: "DELIVERIES", cell: ({ deliveries }) => deliveries },
  { title: "FAILED", cell: ({ failed_deliveries: count }) => (count === 0 ? null : styled("red", `${count}`)) },
  { title: "NOTES", cell: notes },
];

const list = remoteCommand({
  name: "list",
  summary: "List what has happened in a space, newest first.",
  options: {
    ...EXTENT_OPTIONS,
    event: text("<type>", "of this event type only"),
    since: moment("accepted at this time or later: 2026-01-31T09:30:00Z, or 30m, 2h, 7d ago"),
    until: moment("accepted before this time"),
  },
  examples: [
    ["posthorn events", "The newest 50"],
    ["posthorn events --event lead.create --since 2h", "Which leads came in the last two hours"],
    ["posthorn events --all --json | jq -r .[].id", "Every id there is"],
  ],
  run: async ({ client, output, idSpace }, { event, since, until, ...extent }) => {
    const query = { ...given({ event, since, until }), limit: pageSize(extent) };
    return listSome(
      output,
      client.events.list({ id_space: await idSpace(), ...query }),
      extent,
      COLUMNS,
      "There are no events.",
    );
  },
});

const show = remoteCommand({
  name: "show",
  summary: "Show one event: what it says, and where it went.",
  args: { id: needed("event", "id of the event, evt_… or the app's own") },
  examples: [["posthorn events show evt_0Vbr95Er0017oyCeVh9Z", "Its payload and its deliveries"]],
  async run({ client, output, idSpace }, { id }) {
    const event = parseExactly<EventDetail>(await client.events.getText({ id_space: await idSpace(), id }));
    await output.item(event, fieldsOf(event));
    // As JSON it is all in the document.
    if (output.format === "json") return;
    await output.line();
    await output.block(printableJson(event.payload));
    if (event.deliveries.length === 0) return;
    await output.line();
    await output.list(event.deliveries, DELIVERIES_OF_EVENT, "");
  },
});

export const eventCommands: CommandGroup = {
  name: "events",
  summary: "What has happened in a space.",
  base: list,
  commands: [list, show, rejectedEvents],
};

/** Filters that were given: one that was not is no filter at all. */
export function given<Filter extends object>(filters: Filter): { [Name in keyof Filter]?: NonNullable<Filter[Name]> } {
  const entries = Object.entries(filters).filter(([, value]) => value !== undefined);
  // The same names, without those that have no value.
  return Object.fromEntries(entries) as { [Name in keyof Filter]?: NonNullable<Filter[Name]> };
}

function fieldsOf({
  id,
  event,
  occurred_at: occurredAt,
  created_at: createdAt,
  warnings,
  ...rest
}: EventDetail): Field[] {
  const faults = warnings.map(({ path, message }) => styled("yellow", `${path}: ${message}`));
  return [
    ["event", id],
    ["type", event],
    ["happened", timeCell(occurredAt)],
    ["accepted", timeCell(createdAt)],
    ...(rest.is_test ? [["notes", styled("dim", "a test: it did not happen")] as const] : []),
    ...(faults.length > 0 ? [["warnings", faults] as const] : []),
  ];
}

function notes({ is_test: isTest, warning_count: count }: Event): Cell {
  if (isTest) return styled("dim", "test");
  return count === 0 ? null : styled("yellow", count === 1 ? "1 warning" : `${count} warnings`);
}
