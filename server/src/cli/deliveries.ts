import type { DeliveryDetail } from "@posthorn/sdk";
import { attemptFields, requestFields } from "./attempt-fields.ts";
import { timeCell } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { DELIVERIES } from "./delivery-columns.ts";
import { given } from "./events.ts";
import { followDeliveries } from "./follow-deliveries.ts";
import { EXTENT_OPTIONS, listSome, pageSize, stateCell } from "./listing.ts";
import { choice, moment, needed, text, toggle } from "./option.ts";
import type { Field } from "./table.ts";

const list = remoteCommand({
  name: "list",
  summary: "List what was owed to whom, and what came of it, newest first.",
  options: {
    ...EXTENT_OPTIONS,
    endpoint: text("<id>", "to this endpoint only"),
    status: choice(["pending", "held", "delivered", "failed", "discarded"], "with this status only"),
    event: text("<type>", "of this event type only"),
    since: moment("of events accepted at this time or later: 2026-01-31T09:30:00Z, or 30m, 2h, 7d ago"),
    until: moment("of events accepted before this time"),
    follow: toggle("show more as they come, until Ctrl-C; as JSON a document a line"),
  },
  examples: [
    ["posthorn deliveries", "The newest 50"],
    ["posthorn deliveries --status failed --since 1d", "What went wrong since yesterday"],
    [
      "posthorn deliveries --endpoint ep_0Vbr95Er0017oyCeVh9Z --all --json",
      "Everything for one endpoint, for a program",
    ],
  ],
  run: async (context, { endpoint, status, event, since, until, limit, all, follow }) => {
    const { client, output, idSpace } = context;
    const filters = given({ id_endpoint: endpoint, event, since, until });
    if (follow) return followDeliveries(context, { filters, status });
    const query = { id_space: await idSpace(), ...filters, ...given({ status }) };
    const deliveries = client.deliveries.list({ ...query, limit: pageSize({ limit, all }) });
    return listSome(output, deliveries, { limit, all }, DELIVERIES, "There are no deliveries.");
  },
});

const show = remoteCommand({
  name: "show",
  summary: "Show one delivery with its attempts: what was sent, what came back, and why it failed.",
  args: { id: needed("delivery", "id of the delivery, dlv_…") },
  options: { request: toggle("with the headers and the body that were sent") },
  examples: [
    ["posthorn deliveries show dlv_0Vbr95Er0017oyCeVh9Z", "What came of it"],
    ["posthorn deliveries show dlv_0Vbr95Er0017oyCeVh9Z --request", "With the whole request"],
  ],
  async run({ client, output, idSpace }, { id, request }) {
    const delivery = await client.deliveries.get({ id_space: await idSpace(), id });
    await output.item(delivery, fieldsOf(delivery));
    // As JSON it is all in the document.
    if (output.format === "json") return;
    for (const attempt of delivery.attempts) {
      await output.line();
      await output.item(attempt, [...attemptFields(attempt), ...(request ? requestFields(attempt.request) : [])]);
    }
  },
});

export const deliveryCommands: CommandGroup = {
  name: "deliveries",
  summary: "Events owed to endpoints, and what came of each.",
  base: list,
  commands: [list, show],
};

function fieldsOf(delivery: DeliveryDetail): Field[] {
  const { attempts, attempt_count: count } = delivery;
  return [
    ["delivery", delivery.id],
    ["status", stateCell(delivery.status)],
    ["type", delivery.event],
    ["event", delivery.id_event],
    ["endpoint", delivery.id_endpoint],
    ["made", timeCell(delivery.created_at)],
    ["ended", timeCell(delivery.ended_at)],
    ["attempts", count === attempts.length ? count : `${count}, the latest ${attempts.length} are here`],
  ];
}
