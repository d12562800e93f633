import type { RejectedEvent, RejectedEventDetail } from "@posthorn/sdk";
import { printableJson, styled, timeCell } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import { parseExactly } from "./exact-json.ts";
import { EXTENT_OPTIONS, listSome, pageSize } from "./listing.ts";
import { optional } from "./option.ts";
import type { Column, Field } from "./table.ts";

const COLUMNS: readonly Column<RejectedEvent>[] = [
  { title: "EVENT", cell: ({ id }) => id },
  { title: "TYPE", cell: ({ event }) => event },
  { title: "REJECTED", cell: ({ rejected_at: time }) => timeCell(time) },
  { title: "WHY", cell: ({ error }) => error.detail, isFlexible: true },
];

/** What was emitted in an app's own transaction, and could not be taken. */
export const rejectedEvents = remoteCommand({
  name: "rejected",
  summary: "List what an app has emitted in its own transactions and could not be taken, or show one of them.",
  args: { id: optional("event", "id of one of them, to see all that is wrong and what it says") },
  options: EXTENT_OPTIONS,
  examples: [
    ["posthorn events rejected", "The newest 50, each with the reason"],
    ["posthorn events rejected order-4711", "One, with what is wrong and its payload"],
  ],
  async run({ client, output, idSpace }, { id, ...extent }) {
    const id_space = await idSpace();
    if (id === undefined) {
      const events = client.events.listRejected({ id_space, limit: pageSize(extent) });
      return listSome(output, events, extent, COLUMNS, "No event was rejected.");
    }
    const event = parseExactly<RejectedEventDetail>(await client.events.getRejectedText({ id_space, id }));
    await output.item(event, fieldsOf(event));
    // As JSON it is all in the document.
    if (output.format === "json") return;
    await output.line();
    await output.block(printableJson(event.payload));
  },
});

function fieldsOf({ id, event, occurred_at: occurredAt, rejected_at: rejectedAt, error }: RejectedEvent): Field[] {
  const faults = error.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  return [
    ["event", id],
    ["type", event],
    ["happened", timeCell(occurredAt)],
    ["rejected", timeCell(rejectedAt)],
    ["why", [error.detail, ...faults].map((text) => styled("red", text))],
  ];
}
