import type { Space } from "@posthorn/sdk";
import { styled, timeCell } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { EXTENT_OPTIONS, listSome, pageSize } from "./listing.ts";
import { optional } from "./option.ts";
import type { Column, Field } from "./table.ts";

const COLUMNS: readonly Column<Space>[] = [
  { title: "SPACE", cell: ({ id_space: id }) => id },
  { title: "ENDPOINTS", cell: ({ endpoint_count: count }) => count },
  { title: "PAUSED", cell: ({ paused_count: count }) => warning(count) },
  { title: "FAILING", cell: ({ failing_count: count }) => warning(count) },
  { title: "SINCE", cell: ({ created_at: time }) => timeCell(time) },
];

const list = remoteCommand({
  name: "list",
  summary: "List the spaces, with the health of their endpoints. Needs an operator's key.",
  options: EXTENT_OPTIONS,
  examples: [["posthorn spaces", "The newest 50"]],
  run: ({ client, output }, extent) =>
    listSome(output, client.spaces.list({ limit: pageSize(extent) }), extent, COLUMNS, "There are no spaces yet."),
});

const show = remoteCommand({
  name: "show",
  summary: "Show one space.",
  args: { id: optional("space", "the space's uuid; default: the one that --space or the key names") },
  examples: [["posthorn spaces show eb8edc65-129a-4cb6-abbe-6bf8979c0658", "How many of its endpoints are in trouble"]],
  async run({ client, output, idSpace }, { id }) {
    const space = await client.spaces.get(id ?? (await idSpace()));
    await output.item(space, fieldsOf(space));
  },
});

export const spaceCommands: CommandGroup = {
  name: "spaces",
  summary: "Customers of the app.",
  base: list,
  commands: [list, show],
};

function fieldsOf(space: Space): Field[] {
  return COLUMNS.map(({ title, cell }) => [title.toLowerCase(), cell(space)]);
}

function warning(count: number) {
  return count === 0 ? count : styled("red", count);
}
