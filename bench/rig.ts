import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEndpoint, forEachOf, leadEndpoint, listDeliveries, metric } from "./api.ts";
import { arrivalFaults, createRecordCheck, RunIsWrong } from "./check.ts";
import { type CpuTimes, cpuUsOf, now, sum, type Usage, usageOfAll } from "./measure.ts";
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
  /** Posthorns on the same database, each of which gets its part of the posts. Default 1. */
  nodes?: number;
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
  /** The first, where there are several. */
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
  /** What one event has cost the sender: microseconds by threads. Null where the system does not say. */
  cpuUsPerEvent: CpuTimes | null;
}

const QUIET_MS = 20_000;
const METRIC_STEP_MS = 3;

/** Of all rigs of this process, since their ids are made of it: several may use one database, one after the other. */
let nextEvent = 0;

/** Runs `work` with a rig, which is taken down afterwards whatever happens. */
export async function withRig<Result>(options: RigOptions, work: (rig: Rig) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bench-"));
  const receiver: Child<ReceiverCalls> = startChild("receiver");
  const generator: Child<GeneratorCalls> = startChild("generator");
  const senders: Sender[] = [];
  try {
    const { kind, spaces = 1, slots = 1, nodes = 1, answerMs = 0, quietMs = QUIET_MS } = options;
    const receiverUrl = `http://127.0.0.1:${await receiver.call("start", { answerMs, sender: kind, spaces, slots })}`;
    const sender = kind === "relay" ? await startRelay(`${receiverUrl}/0/0`) : await startFor(options, folder);
    senders.push(sender);
    while (senders.length < nodes) senders.push(await startFor(options, folder));
    const endpoints = kind === "relay" ? [] : await setUp(sender, receiverUrl, options);
    const parts = { sender, senders, receiver, generator, receiverUrl, endpoints, spaces, slots, quietMs };
    const result = await work(createRig(parts));
    if (!options.isKilled) for (const each of senders) await each.stop();
    return result;
  } finally {
    await Promise.all([...senders.map((sender) => sender.kill()), receiver.end(), generator.end()]);
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
  senders: readonly Sender[];
  receiver: Child<ReceiverCalls>;
  generator: Child<GeneratorCalls>;
  spaces: number;
  slots: number;
  quietMs: number;
}

function createRig({ sender, senders, receiver, generator, spaces, slots, quietMs, ...where }: RigParts): Rig {
  const usage = () => usageOfAll(senders.map(({ pid }) => pid));
  async function post({ count, pace, batch = 1 }: RunLoad): Promise<Posting> {
    const first = nextEvent;
    nextEvent += count;
    await receiver.call("expect", { first, count });
    const before = { time: new Date(), delivered: await deliveredBy(senders), usage: usage() };
    const urls = senders.map(({ url }) => url);
    const load = { urls, key: OPERATOR_KEY, first, count, firstSpace: 0, spaces, batch, pace };
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
    await untilRecorded(senders, before.delivered + arrivedCount);
    const seconds = (now() - posted.startedAt) / 1000;
    const used = usage();
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
      cpuUsPerEvent: used && before.usage && cpuUsOf(before.usage.cpuMs, used.cpuMs, posted.acceptedCount),
    };
  }

  return {
    sender,
    ...where,
    run: async (load) => settle(await post(load)),
    post,
    settle,
    usage,
  };
}

/** Each node counts its own. */
async function deliveredBy(senders: readonly Sender[]): Promise<number> {
  const nodes = senders.filter(({ kind }) => kind === "posthorn");
  return sum(await Promise.all(nodes.map((node) => metric(node, "posthorn_deliveries_delivered_total"))));
}

/** The outcome of the last arrival is recorded a moment after it has come. */
async function untilRecorded(senders: readonly Sender[], count: number): Promise<void> {
  if (senders.every(({ kind }) => kind === "relay")) return;
  const lateAt = now() + QUIET_MS;
  while ((await deliveredBy(senders)) < count) {
    if (now() > lateAt) throw new RunIsWrong([`not all of ${count} outcomes were recorded within ${QUIET_MS} ms`]);
    await new Promise((resolve) => setTimeout(resolve, METRIC_STEP_MS));
  }
}
