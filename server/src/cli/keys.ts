import type { Key } from "@posthorn/sdk";
import { styled, timeCell } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { usageError } from "./failure.ts";
import { EXTENT_OPTIONS, listSome, pageSize, stateCell } from "./listing.ts";
import { needed, text, toggle } from "./option.ts";
import type { Column } from "./table.ts";

const COLUMNS: readonly Column<Key>[] = [
  { title: "KEY", cell: ({ id }) => id },
  { title: "STATUS", cell: ({ revoked_at: time }) => stateCell(time === null ? "active" : "revoked") },
  { title: "FOR", cell: ({ id_space: idSpace }) => idSpace ?? "operator" },
  { title: "MADE", cell: ({ created_at: time }) => timeCell(time) },
  { title: "USED", cell: ({ last_used_at: time }) => time && timeCell(time) },
  { title: "DESCRIPTION", cell: ({ description }) => description || null, isFlexible: true },
];

const list = remoteCommand({
  name: "list",
  summary: "List the keys of the API. What they are is shown once, when they are made.",
  options: EXTENT_OPTIONS,
  examples: [["posthorn keys", "Which keys there are, and for what"]],
  run: ({ client, output }, extent) =>
    listSome(output, client.keys.list({ limit: pageSize(extent) }), extent, COLUMNS, "There are no keys."),
});

const create = remoteCommand({
  name: "create",
  summary: "Make a key for one space, or for an operator.",
  options: {
    operator: toggle("a key that may do everything, in place of one for a space"),
    description: text("<text>", "what it is for"),
  },
  examples: [
    [
      "posthorn keys create --space eb8edc65-129a-4cb6-abbe-6bf8979c0658 --description 'their backend'",
      "A key that sees one space",
    ],
    ["posthorn keys create --operator --json | jq -r .key", "The key alone, for a script"],
  ],
  async run({ client, output, idSpaceGiven }, { operator, description }) {
    if (!operator && idSpaceGiven === undefined) {
      throw usageError(
        "for whom is the key?",
        "An operator makes keys: give --space <uuid> for one space, or --operator for everything.",
      );
    }
    const idSpace = operator ? null : (idSpaceGiven ?? null);
    const made = await client.keys.create({ id_space: idSpace, ...(description === undefined ? {} : { description }) });
    await output.item(made, [
      ["key", styled("green", made.key)],
      ["id", made.id],
      ["for", idSpace ?? "operator"],
      ["description", made.description || null],
    ]);
    await output.hint("It is shown this once: only its hash is kept.");
  },
});

const revoke = remoteCommand({
  name: "revoke",
  summary: "Take a key back. It stops working at once.",
  args: { id: needed("key", "id of the key, key_…, not the key itself") },
  options: { yes: toggle("do not ask") },
  examples: [["posthorn keys revoke key_0Vbr95Er0017oyCeVh9Z", "Nobody can use it any more"]],
  async run(context, { id, yes }) {
    if (!yes) await confirm(context, `Revoke ${id}? What uses it stops working.`);
    await context.client.keys.revoke(id);
    await context.output.done({ id, is_revoked: true }, ["Revoked ", id]);
  },
});

export const keyCommands: CommandGroup = {
  name: "keys",
  summary: "Keys of the API. Needs an operator's key.",
  base: list,
  commands: [list, create, revoke],
};
