import type { Replay, ReplayRange } from "@posthorn/sdk";
import { attemptFields, isDelivered } from "./attempt-fields.ts";
import { timeCell } from "./cells.ts";
import { type CommandGroup, remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { RemoteContext } from "./context.ts";
import { given } from "./events.ts";
import { EXIT, usageError } from "./failure.ts";
import { EXTENT_OPTIONS, listSome, pageSize, stateCell } from "./listing.ts";
import { choice, moment, needed, optional, text, toggle } from "./option.ts";
import { pause } from "./pause.ts";
import { createProgress } from "./progress.ts";
import type { Column, Field } from "./table.ts";

/** How often a replay that runs is looked at. */
const LOOK_MS = 500;

const COLUMNS: readonly Column<Replay>[] = [
  { title: "REPLAY", cell: ({ id }) => id },
  { title: "STATE", cell: ({ state }) => stateCell(state) },
  { title: "ENDPOINT", cell: ({ id_endpoint: id }) => id },
  { title: "DONE", cell: ({ done, total }) => `${done} of ${total}` },
  { title: "STARTED", cell: ({ created_at: time }) => timeCell(time) },
];

const ID = { id: needed("replay", "id of the replay, rpl_…") };

const start = remoteCommand({
  name: "start",
  summary: "Send a delivery once more, or all of an endpoint's that have failed since some time.",
  details:
    "Each gets one more attempt, with the endpoint's current URL and secrets and the same webhook-id. A range is counted " +
    "first and runs on the server: Ctrl-C stops watching, not sending. Ends with 1 where something was not delivered.",
  args: { delivery: optional("delivery", "id of the delivery, dlv_…") },
  options: {
    endpoint: text("<id>", "in place of one delivery: those of this endpoint"),
    since: moment("of events accepted at this time or later: 2026-01-31T09:30:00Z, or 30m, 2h, 7d ago"),
    until: moment("of events accepted before this time, default now"),
    status: choice(["failed", "held", "discarded", "delivered", "all"], "with this status, default failed"),
    yes: toggle("do not ask"),
    detach: toggle("do not wait until it is done"),
  },
  examples: [
    ["posthorn replay dlv_0Vbr95Er0017oyCeVh9Z", "One delivery, now"],
    ["posthorn replay --endpoint ep_0Vbr95Er0017oyCeVh9Z --since 2h", "What has failed in the last two hours"],
    [
      "posthorn replay --endpoint ep_0Vbr95Er0017oyCeVh9Z --since 1d --status all --yes --detach",
      "Everything, in the background",
    ],
  ],
  run(context, { delivery, endpoint, since, until, status, yes, detach }) {
    if (delivery !== undefined && endpoint === undefined) return replayOne(context, delivery);
    const hint = "Give the id of a delivery, or --endpoint <id> and --since <time>.";
    if (delivery !== undefined) throw usageError("one delivery or a range, not both", hint);
    if (endpoint === undefined || since === undefined) throw usageError("replay what?", hint);
    return replayRange(context, {
      endpoint,
      range: { since, ...given({ until, status }) },
      isSure: yes,
      isDetached: detach,
    });
  },
});

const list = remoteCommand({
  name: "list",
  summary: "List the range replays of a space, newest first.",
  options: { ...EXTENT_OPTIONS, endpoint: text("<id>", "of this endpoint only") },
  examples: [["posthorn replay list", "What was replayed, and what is being"]],
  run: async ({ client, output, idSpace }, { endpoint, ...extent }) => {
    const query = { ...given({ id_endpoint: endpoint }), limit: pageSize(extent) };
    return listSome(
      output,
      client.replays.list({ id_space: await idSpace(), ...query }),
      extent,
      COLUMNS,
      "There are no replays.",
    );
  },
});

const show = remoteCommand({
  name: "show",
  summary: "Show one range replay, and how far it is.",
  args: ID,
  options: { watch: toggle("until it is done") },
  examples: [["posthorn replay show rpl_0Vbr95Er0017oyCeVh9Z --watch", "Back to one that was left alone"]],
  async run(context, { id, watch }) {
    const replay = await context.client.replays.get({ id_space: await context.idSpace(), id });
    if (watch) return watched(context, replay);
    await context.output.item(replay, fieldsOf(replay));
    return;
  },
});

const cancel = remoteCommand({
  name: "cancel",
  summary: "Cancel a range replay. What is in flight ends.",
  args: ID,
  examples: [["posthorn replay cancel rpl_0Vbr95Er0017oyCeVh9Z", "Send no more of it"]],
  async run({ client, output, idSpace }, { id }) {
    const replay = await client.replays.cancel({ id_space: await idSpace(), id });
    await output.item(replay, fieldsOf(replay));
  },
});

export const replayCommands: CommandGroup = {
  name: "replay",
  summary: "Send deliveries once more.",
  base: start,
  commands: [start, list, show, cancel],
};

async function replayOne({ client, output, idSpace }: RemoteContext, id: string): Promise<number | undefined> {
  const attempt = await client.deliveries.replay({ id_space: await idSpace(), id });
  await output.item(attempt, attemptFields(attempt));
  return isDelivered(attempt) ? undefined : EXIT.failed;
}

interface WantedRange {
  endpoint: string;
  range: ReplayRange;
  isSure: boolean;
  isDetached: boolean;
}

async function replayRange(context: RemoteContext, wanted: WantedRange): Promise<number | undefined> {
  const { client, output, idSpace } = context;
  const { range } = wanted;
  const endpoint = { id_space: await idSpace(), id: wanted.endpoint };
  const { count } = await client.replays.preview(endpoint, range);
  if (count === 0) {
    await output.done({ count }, ["There is nothing to replay: no such delivery since ", timeCell(range.since)]);
    return;
  }
  const which = range.status === "all" ? "" : `${range.status ?? "failed"} `;
  const what = `${count} ${which}${count === 1 ? "delivery" : "deliveries"} of ${endpoint.id}`;
  if (!wanted.isSure) await confirm(context, `Send ${what} once more?`);
  const replay = await client.replays.start(endpoint, range);
  if (!wanted.isDetached) return watched(context, replay);
  await output.done(replay, [replay.id, ` sends ${what}`]);
  return;
}

/** Shows how far it is until it is over. Ctrl-C leaves it alone: it is the server's job, and sending half helps nobody. */
async function watched(context: RemoteContext, started: Replay): Promise<number | undefined> {
  const { client, output, clock, interrupted, surroundings } = context;
  const progress = createProgress(surroundings.stderr);
  let replay = started;
  try {
    while (replay.state === "running") {
      const { done, total, failed } = replay;
      await progress.show(
        total === 0 ? 1 : done / total,
        `${done} of ${total}${failed > 0 ? `, ${failed} failed` : ""}`,
      );
      await pause(clock, LOOK_MS, interrupted);
      replay = await client.replays.get(replay);
    }
  } catch (error) {
    await progress.clear();
    await output.warn(
      `It goes on without you. posthorn replay show ${replay.id} --watch comes back to it, replay cancel ends it.`,
    );
    throw error;
  }
  await progress.clear();
  await output.item(replay, fieldsOf(replay));
  return replay.state === "done" && replay.failed === 0 ? undefined : EXIT.failed;
}

function fieldsOf(replay: Replay): Field[] {
  return [
    ["replay", replay.id],
    ["state", stateCell(replay.state)],
    ...(replay.reason === null ? [] : ([["because", REASON_WORDS[replay.reason]]] satisfies Field[])),
    ["endpoint", replay.id_endpoint],
    ["of", [replay.status === "all" ? "all deliveries" : `${replay.status} deliveries`]],
    ["since", timeCell(replay.since)],
    ["until", timeCell(replay.until)],
    ["done", `${replay.done} of ${replay.total}`],
    ["delivered", replay.delivered],
    ["failed", replay.failed],
    ["skipped", replay.skipped],
    ["started", timeCell(replay.created_at)],
    ["ended", timeCell(replay.ended_at)],
  ];
}

const REASON_WORDS = { manual: "somebody has cancelled it", endpoint_deleted: "its endpoint was deleted" } as const;
