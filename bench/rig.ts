import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEndpoint, forEachOf, leadEndpoint, listDeliveries, metric } from "./api.ts";
import { arrivalFaults, createRecordCheck, RunIsWrong } from "./check.ts";
import { now, type Usage, usageOf } from "./measure.ts";
import { type Child, startChild } from "./processes/calls.ts";
import type { GeneratorCalls, Pace, Posted } from "./processes/generator.ts";
import type { Arrivals, ReceiverCalls } from "./processes/receiver.ts";
import { OPERATOR_KEY, type Sender, startPosthorn, startRelay } from "./sender.ts";

/** Where and how a run is made. */
export interface RigOptions {
  kind: Sender["kind"];
  from: "built" | "source";
  /** Default 1. Each has its endpoints at the receiver. */
  spaces?: number;
  /** Endpoints of each space that get every event. Default 1. */
  slots?: number;
  /** Endpoints of each space that want none of the events. Default 0. */
  idleSlots?: number;
  /** How long the receiver takes to answer. Default 0. */
  answerMs?: number;
  /** Default: a new file, gone with the rig. */
  databaseUrl?: string;
  /** The first space has one endpoint already, which is led to the receiver. Default: endpoints are made. */
  isSetUp?: boolean;
  nodeOptions?: readonly string[];
  /** Nothing has come for so long: then nothing more will. Default: longer than a request may take. */
  quietMs?: number;
  /** Ends Posthorn without waiting for requests in flight: they hang. Default: it must stop cleanly. */
  isKilled?: boolean;
}

/** A sender with a receiver behind it and a generator before it, each a process of its own. */
export interface Rig {
  sender: Sender;
  receiverUrl: string;
  /** By space, then by slot, the idle ones last. Empty for the relay. */
  endpoints: readonly string[];
  /** `post`, then `settle`. */
  run(load: RunLoad): Promise<Run>;
  post(load: RunLoad): Promise<Posting>;
  /**
   * Waits until all has arrived and is recorded, calls `whenRecorded`, and then makes sure that nothing is missing or
   * wrong: rejects with `RunIsWrong` if something is.
   */
  settle(posting: Posting, whenRecorded?: () => Promise<unknown>): Promise<Run>;
  usage(): Usage | null;
}

export interface RunLoad {
  count: number;
  pace: Pace;
  /** Events of one request. Default 1. */
  batch?: number;
}

/** Events that were posted and may still be under way. */
export interface Posting {
  posted: Posted;
  /** The number of the first event. */
  first: number;
  /** How things stood before. */
  before: { time: Date; delivered: number; usage: Usage | null };
}

export interface Run {
  posted: Posted;
  arrivals: Arrivals;
  /** From the first post to the last recorded outcome; of the relay, to the last arrival. */
  seconds: number;
  eventsPerSecond: number;
  /** What one event has cost the sender. Null where the system does not say. */
  cpuUsPerEvent: number | null;
}

const QUIET_MS = 20_000;
const METRIC_STEP_MS = 3;

/** Runs `work` with a rig, which is taken down afterwards whatever happens. */
export async function withRig<Result>(options: RigOptions, work: (rig: Rig) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bench-"));
  const receiver: Child<ReceiverCalls> = startChild("receiver");
  const generator: Child<GeneratorCalls> = startChild("generator");
  let sender: Sender | null = null;
  try {
    const { kind, spaces = 1, slots = 1, answerMs = 0, quietMs = QUIET_MS } = options;
    const receiverUrl = `http://127.0.0.1:${await receiver.call("start", { answerMs, sender: kind, spaces, slots })}`;
    sender = kind === "relay" ? await startRelay(`${receiverUrl}/0/0`) : await startFor(options, folder);
    const endpoints = kind === "relay" ? [] : await setUp(sender, receiverUrl, options);
    const parts = { sender, receiver, generator, receiverUrl, endpoints, spaces, slots, quietMs };
    const result = await work(createRig(parts));
    if (!options.isKilled) await sender.stop();
    return result;
  } finally {
    await Promise.all([sender?.kill(), receiver.end(), generator.end()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function startFor({ from, databaseUrl, nodeOptions = [] }: RigOptions, folder: string): Promise<Sender> {
  return startPosthorn({ from, databaseUrl: databaseUrl ?? `file:${join(folder, "posthorn.db")}`, nodeOptions });
}

async function setUp(
  sender: Sender,
  receiverUrl: string,
  { spaces = 1, slots = 1, idleSlots = 0, isSetUp = false }: RigOptions,
): Promise<string[]> {
  if (isSetUp) return [await leadEndpoint(sender, 0, `${receiverUrl}/0/0`)];
  const ids: string[] = [];
  const perSpace = slots + idleSlots;
  await forEachOf(spaces * perSpace, async (index) => {
    const [space, slot] = [Math.floor(index / perSpace), index % perSpace];
    const url = `${receiverUrl}/${space}/${slot}`;
    ids[index] = await createEndpoint(sender, { space, url, isWanted: slot < slots });
  });
  return ids;
}

interface RigParts extends Pick<Rig, "sender" | "receiverUrl" | "endpoints"> {
  receiver: Child<ReceiverCalls>;
  generator: Child<GeneratorCalls>;
  spaces: number;
  slots: number;
  quietMs: number;
}

function createRig({ sender, receiver, generator, spaces, slots, quietMs, receiverUrl, endpoints }: RigParts): Rig {
  let next = 0;

  async function post({ count, pace, batch = 1 }: RunLoad): Promise<Posting> {
    const first = next;
    next += count;
    await receiver.call("expect", { first, count });
    const before = { time: new Date(), delivered: await deliveredBy(sender), usage: usageOf(sender.pid) };
    const load = { url: sender.url, key: OPERATOR_KEY, first, count, firstSpace: 0, spaces, batch, pace };
    const posted = await generator.call("post", load);
    if (posted.refusals.length > 0) throw new RunIsWrong([`the sender refused events: ${posted.refusals[0]}`]);
    return { posted, first, before };
  }

  async function settle(
    { posted, first, before }: Posting,
    whenRecorded: () => Promise<unknown> = async () => {},
  ): Promise<Run> {
    const expected = posted.acceptedCount * slots;
    const arrivedCount = await receiver.call("untilArrived", { count: expected, quietMs });
    // What has not arrived is told below, in more words.
    await untilRecorded(sender, before.delivered + arrivedCount);
    const seconds = (now() - posted.startedAt) / 1000;
    const used = usageOf(sender.pid);
    await whenRecorded();
    const arrivals = await receiver.call("report", undefined);
    const faults = arrivalFaults(posted.acceptedAt, arrivals, slots);
    if (sender.kind === "posthorn") {
      const check = createRecordCheck(first, arrivals, slots);
      await forEachOf(spaces, async (space) => {
        for await (const row of listDeliveries(sender, space, before.time)) check.see(row);
      });
      faults.push(...check.faults());
    }
    if (faults.length > 0) throw new RunIsWrong(faults);
    return {
      posted,
      arrivals,
      seconds,
      eventsPerSecond: posted.acceptedCount / seconds,
      cpuUsPerEvent: used && before.usage && ((used.cpuMs - before.usage.cpuMs) * 1000) / posted.acceptedCount,
    };
  }

  return {
    sender,
    receiverUrl,
    endpoints,
    run: async (load) => settle(await post(load)),
    post,
    settle,
    usage: () => usageOf(sender.pid),
  };
}

async function deliveredBy(sender: Sender): Promise<number> {
  return sender.kind === "relay" ? 0 : await metric(sender, "posthorn_deliveries_delivered_total");
}

/** The outcome of the last arrival is recorded a moment after it has come. */
async function untilRecorded(sender: Sender, count: number): Promise<void> {
  if (sender.kind === "relay") return;
  const lateAt = now() + QUIET_MS;
  while ((await deliveredBy(sender)) < count) {
    if (now() > lateAt) throw new RunIsWrong([`not all of ${count} outcomes were recorded within ${QUIET_MS} ms`]);
    await new Promise((resolve) => setTimeout(resolve, METRIC_STEP_MS));
  }
}
