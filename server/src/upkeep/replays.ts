import type { MakeId } from "../core/ids.ts";
import type { Replay, ReplayRange, StartedReplay, WantedReplay } from "../core/replay.ts";
import type { ClaimedReplay, ReplayStore } from "../store/replays.ts";
import { createPace, type PaceOptions } from "./pace.ts";
import { createReplayCount } from "./replay-count.ts";
import { type ReplayRunOptions, runReplay } from "./replay-run.ts";

/**
 * Range replays: many deliveries of one endpoint sent once more. A job is a row in the store, so it goes on after a
 * restart, and on another node when its own has died.
 */
export interface ReplayJobs {
  /** How many deliveries of the range would be sent now. */
  count(wanted: WantedReplay): Promise<number>;
  /** Counts the range, writes the job down and begins with it. */
  start(wanted: WantedReplay): Promise<StartedReplay>;
  /** Sends no more of it: what is in flight ends. As it then is; one that is over stays as it was. */
  cancel(idSpace: string, idReplay: string): Promise<Replay | null>;
  /** Takes up the jobs that no living node has in hand: now, and again and again. */
  watch(): void;
  /** Begins nothing more, and resolves when what is in flight is recorded. */
  stop(): Promise<void>;
  runningCount(): number;
}

export interface ReplayJobsOptions
  extends Omit<ReplayRunOptions, "replays" | "pace" | "isStopping">,
    Omit<PaceOptions, "clock" | "perSecond"> {
  makeId: MakeId;
  store: { replays: ReplayStore };
  replayPerSecond: number;
  /** How long a node lives after its latest beat. Null: this one is alone. */
  leaseMs: number | null;
  /** Told of each job that has ended: metrics. */
  observeEnd(replay: Replay): void;
}

/** Each endpoint may have one. More at once would only share the same rate. */
const RUNNING_PER_SPACE_MAX = 10;
/** Looks for what others have left, in the time of a lease. */
const LOOKS_PER_LEASE = 3;
/** Who is alone finds all at the start, and looks again only where that has failed. */
const LOOK_ALONE_EVERY_MS = 10_000;

export function createReplayJobs(options: ReplayJobsOptions): ReplayJobs {
  const { clock, log, makeId } = options;
  const { replays } = options.store;
  const lookEveryMs = options.leaseMs === null ? LOOK_ALONE_EVERY_MS : options.leaseMs / LOOKS_PER_LEASE;
  const pace = createPace({ ...options, perSecond: options.replayPerSecond });
  const count = createReplayCount({ clock, replays });
  const running = new Set<Promise<void>>();
  let isStopping = false;
  let cancelTimer = () => {};

  /** What the range is from now on, whatever comes later. */
  function fix(wanted: WantedReplay): ReplayRange {
    const now = clock.now();
    // What was accepted in this very millisecond is part of it.
    const until = Math.min(wanted.until ?? Number.POSITIVE_INFINITY, now + 1);
    return { ...wanted, until, beforeId: makeId("dlv"), createdAt: now };
  }

  function begin(claimed: ClaimedReplay, words: string): void {
    const { id, idSpace, idEndpoint, status, total, delivered, failed } = claimed.replay;
    log.info({ idReplay: id, idSpace, idEndpoint, status, total, done: delivered + failed }, words);
    const run = runReplay({ ...options, replays, pace, isStopping: () => isStopping }, claimed)
      .then((ended) => (ended === null ? undefined : noteEnd(ended)))
      .catch((error: unknown) => log.error({ err: error, idReplay: id }, "a replay has broken off"))
      .finally(() => running.delete(run));
    running.add(run);
  }

  function noteEnd(replay: Replay): void {
    const { id, idSpace, idEndpoint, state, reason, total, delivered, failed } = replay;
    options.observeEnd(replay);
    log.info({ idReplay: id, idSpace, idEndpoint, state, reason, total, delivered, failed }, "replay ended");
  }

  async function start(wanted: WantedReplay): Promise<StartedReplay> {
    const range = fix(wanted);
    const total = await count(range);
    const job = { id: makeId("rpl"), ...range, reason: null, total, delivered: 0, failed: 0 };
    const replay: Replay =
      total > 0 ? { ...job, state: "running", endedAt: null } : { ...job, state: "done", endedAt: range.createdAt };
    const inserted = await replays.insert(replay, RUNNING_PER_SPACE_MAX);
    if (inserted === "space_full") return { kind: inserted, runningMax: RUNNING_PER_SPACE_MAX };
    if (inserted === "endpoint_busy") return { kind: inserted };
    if (total > 0) begin({ replay, inHand: [] }, "replay started");
    return { kind: "started", replay };
  }

  async function cancel(idSpace: string, idReplay: string): Promise<Replay | null> {
    const found = await replays.get(idSpace, idReplay);
    if (found?.state !== "running") return found;
    const ended = await replays.end(idReplay, "manual");
    if (ended?.reason === "manual") noteEnd(ended);
    return ended;
  }

  async function takeUp(): Promise<void> {
    for (const claimed of await replays.claim()) begin(claimed, "replay taken up");
  }

  function watch(): void {
    takeUp()
      .catch((error: unknown) => log.warn({ err: error }, "replays could not be taken up; trying again soon"))
      .finally(() => {
        if (!isStopping) cancelTimer = clock.after(lookEveryMs, watch);
      });
  }

  return {
    count: (wanted) => count(fix(wanted)),
    start,
    cancel,
    watch,
    async stop() {
      isStopping = true;
      cancelTimer();
      pace.stop();
      await Promise.all(running);
    },
    runningCount: () => running.size,
  };
}
