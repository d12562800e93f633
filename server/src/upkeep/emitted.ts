import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { type Problem, ProblemError } from "../core/problems.ts";
import type { AcceptEmitted, EmitRules, EmittedEvent, EmittedStore } from "../store/emitted.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

/**
 * Takes what apps have emitted within transactions of their own, on every node, as soon as they commit: when the bell
 * rings, and for a little while after it and after the last that was found, since it does not ring for each of them.
 */
export interface EmittedIntake {
  /** Tells apps what this node takes, and begins. */
  start(): Promise<void>;
  /** Takes nothing more, and resolves when what is in hand has been decided. */
  stop(): Promise<void>;
}

export interface EmittedIntakeOptions {
  clock: Clock;
  log: Log;
  emitted: EmittedStore;
  rules: EmitRules;
  accept: AcceptEmitted;
  /** Reads anew which event types there are: one may just have been made on another node. */
  refreshTypes(): Promise<void>;
  /** Told of each that was rejected: metrics. */
  observeRejected(problem: Problem): void;
}

/** Rows of one step: two commits for all of them. Payloads of the largest size take 50 MB then. */
const STEP_EVENTS = 200;
/** Between two looks while more may come at any moment. */
const LOOK_AGAIN_MS = 10;
/** How long after a bell, or a find, more may come without one: longer than the 20 ms between two bells. */
const AWAKE_MS = 50;
/** For what no bell told of, because a commit was slow or a connection lost: one small query a second. */
const SAFETY_LOOK_MS = 1_000;

export function createEmittedIntake(options: EmittedIntakeOptions): EmittedIntake {
  const { clock, log, emitted } = options;
  const judge = createJudge(options);
  let isStopped = false;
  let awakeUntil = Number.NEGATIVE_INFINITY;
  let working: Promise<void> | null = null;
  let cancelTimer = () => {};
  let stopWatching = () => {};

  function wake(): void {
    awakeUntil = clock.elapsed() + AWAKE_MS;
    look();
  }

  function look(): void {
    if (working !== null || isStopped) return;
    cancelTimer();
    working = takeAll()
      .catch((error: unknown) => {
        awakeUntil = Number.NEGATIVE_INFINITY;
        // Too much waits already, or the database is away, which is told by whoever watches it: later, then.
        if (error instanceof StoreUnavailable || error instanceof ProblemError) return;
        log.error({ err: error }, "emitted events could not be taken; trying again in a second");
      })
      .finally(() => {
        working = null;
        const isAwake = clock.elapsed() < awakeUntil;
        if (!isStopped) cancelTimer = clock.after(isAwake ? LOOK_AGAIN_MS : SAFETY_LOOK_MS, look);
      });
  }

  async function takeAll(): Promise<void> {
    for (let count = STEP_EVENTS; count === STEP_EVENTS && !isStopped; ) {
      let rejected: { event: EmittedEvent; problem: Problem }[] = [];
      count = await emitted.take(STEP_EVENTS, async (events) => {
        const problems = await judge(events);
        rejected = events.flatMap((event, at) => {
          const problem = problems[at] ?? null;
          return problem === null ? [] : [{ event, problem }];
        });
        return problems;
      });
      // Once it is kept: what is told can be looked at.
      for (const one of rejected) tellOfRejected(one);
      if (count > 0) awakeUntil = clock.elapsed() + AWAKE_MS;
    }
  }

  function tellOfRejected({ event: emitted, problem }: { event: EmittedEvent; problem: Problem }): void {
    const { id, idSpace, event } = emitted;
    const { code, detail } = problem;
    options.observeRejected(problem);
    log.warn({ idSpace, idEvent: id, event, code, detail }, "emitted event rejected");
  }

  return {
    async start() {
      await emitted.setRules(options.rules);
      stopWatching = emitted.watch(wake);
      wake();
    },
    async stop() {
      isStopped = true;
      stopWatching();
      cancelTimer();
      await working;
    },
  };
}

/** Has events accepted, so that none of them blocks the others. */
function createJudge({
  log,
  accept,
  refreshTypes,
}: Pick<EmittedIntakeOptions, "log" | "accept" | "refreshTypes">): AcceptEmitted {
  async function judge(events: readonly EmittedEvent[]): Promise<readonly (Problem | null)[]> {
    const problems = await acceptEach(events);
    const isUnknown = (at: number) => problems[at]?.code === "unknown_event_type";
    const unknown = events.filter((_, at) => isUnknown(at));
    if (unknown.length === 0) return problems;
    await refreshTypes();
    const again = (await acceptEach(unknown)).values();
    return problems.map((problem, at) => (isUnknown(at) ? (again.next().value ?? null) : problem));
  }

  /** One that makes acceptance itself fail is found by trying each alone, or it would block the others for good. */
  async function acceptEach(events: readonly EmittedEvent[]): Promise<readonly (Problem | null)[]> {
    try {
      return await accept(events);
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof ProblemError) throw error;
      if (events.length === 1) {
        log.error({ err: error, idEvent: events[0]?.id }, "an emitted event could not be accepted");
        return [{ code: "internal", detail: `Posthorn has failed on it: ${String(error)}` }];
      }
      const problems: (Problem | null)[] = [];
      for (const event of events) problems.push(...(await acceptEach([event])));
      return problems;
    }
  }

  return judge;
}
