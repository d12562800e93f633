import type { Endpoint } from "@posthorn/sdk";
import { type Cell, styled } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { pauseEndpoint, resumeEndpoint, testEndpoint } from "./endpoint-actions.ts";
import { createEndpoint, deleteEndpoint, updateEndpoint } from "./endpoint-changes.ts";
import { endpointFields, owedFields } from "./endpoint-fields.ts";
import { rotateSecret, showSecrets } from "./endpoint-secrets.ts";
import { EXTENT_OPTIONS, listSome, pageSize, stateCell } from "./listing.ts";
import { needed } from "./option.ts";
import type { Column } from "./table.ts";

const COLUMNS: readonly Column<Endpoint>[] = [
  { title: "ENDPOINT", cell: ({ id }) => id },
  { title: "STATUS", cell: ({ status }) => stateCell(status) },
  { title: "URL", cell: ({ url }) => url, isFlexible: true },
  { title: "EVENTS", cell: ({ events }) => events.join(" "), isFlexible: true },
  { title: "TROUBLE", cell: trouble },
];

const list = remoteCommand({
  name: "list",
  summary: "List the endpoints of a space.",
  options: EXTENT_OPTIONS,
  examples: [["posthorn endpoints", "Where events go, and which endpoints are in trouble"]],
  run: async ({ client, output, idSpace }, extent) => {
    const endpoints = client.endpoints.list({ id_space: await idSpace(), limit: pageSize(extent) });
    return listSome(output, endpoints, extent, COLUMNS, "There are no endpoints. posthorn endpoints create makes one.");
  },
});

const show = remoteCommand({
  name: "show",
  summary: "Show one endpoint: what it gets, and how it is.",
  args: { id: needed("endpoint", "id of the endpoint, ep_…") },
  examples: [["posthorn endpoints show ep_0Vbr95Er0017oyCeVh9Z", "Why it is paused, and what failed last"]],
  async run({ client, output, idSpace }, { id }) {
    const endpoint = await client.endpoints.get({ id_space: await idSpace(), id });
    await output.item(endpoint, [...endpointFields(endpoint), ...owedFields(endpoint)]);
  },
});

export const endpointCommands: CommandGroup = {
  name: "endpoints",
  summary: "URLs that receive a space's events.",
  base: list,
  commands: [
    list,
    show,
    createEndpoint,
    updateEndpoint,
    deleteEndpoint,
    pauseEndpoint,
    resumeEndpoint,
    testEndpoint,
    showSecrets,
    rotateSecret,
  ],
};

/** Why nothing is sent, or what may soon be why. */
function trouble({
  status,
  paused_reason: reason,
  consecutive_failures: count,
  pause_after: pauseAfter,
}: Endpoint): Cell {
  if (status === "paused") return styled("red", reason);
  return count === 0 ? null : styled("yellow", `${count} of ${pauseAfter} failures`);
}
