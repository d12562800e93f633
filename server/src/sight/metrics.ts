import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AttemptErrorCode } from "../core/outcome.ts";
import type { ProblemCode } from "../core/problems.ts";
import type { Replay } from "../core/replay.ts";

/** What Posthorn counts and measures, for Prometheus. Names are `posthorn_…`, in seconds and bytes. */
export interface Metrics {
  countAccepted(events: number): void;
  /** An event that had been accepted before, under the same id. */
  countDuplicate(): void;
  countRefused(code: ProblemCode): void;
  /** An event that an app has emitted, and that no answer could refuse any more. */
  countRejected(code: ProblemCode): void;
  countAttempt(code: AttemptErrorCode | "delivered"): void;
  countDelivered(): void;
  countFailed(): void;
  /** A range replay that has ended. */
  countReplay(state: Replay["state"]): void;
  /** One transaction of the store. */
  observeCommit(durationMs: number): void;
  /** From the request of an event, or of a batch, until its answer. */
  observeAccept(durationMs: number): void;
  /** From an event's acceptance until the start of the first attempt. */
  observeLatency(latencyMs: number): void;
  observeAttempt(durationMs: number): void;
  /** An answer to an HTTP request, whoever gave it. */
  countAnswer(answer: { method: string; route: string; status: number }): void;
  /** All of it in Prometheus' text format, with the gauges as they are now. */
  render(readers: GaugeReaders): Promise<string>;
}

/** Where the value of each gauge is read when somebody scrapes. One that fails shows as NaN, and the others as they are. */
export type GaugeReaders = Record<GaugeName, () => number | Promise<number>>;
export type GaugeName = keyof typeof GAUGES;

const GAUGES = {
  pausedEndpoints: ["posthorn_endpoints_paused", "Endpoints that are paused"],
  pendingDeliveries: ["posthorn_deliveries_pending", "Deliveries that are owed, in hand or not"],
  heldDeliveries: ["posthorn_deliveries_held", "Deliveries that are held for a paused endpoint"],
  queuedDeliveries: ["posthorn_deliveries_queued", "Deliveries that wait in this node's memory"],
  inFlight: ["posthorn_deliveries_in_flight", "Requests that this node has in flight"],
  runningReplays: ["posthorn_replays_running", "Range replays that this node runs"],
  listeners: ["posthorn_listeners", "Developers' machines that are connected to this node"],
  oldestPendingAgeS: [
    "posthorn_oldest_pending_age_seconds",
    "Age of the oldest delivery that is owed: waiting, in memory or in flight",
  ],
  databaseBytes: ["posthorn_database_bytes", "Bytes of the database on disk, its log included"],
} as const satisfies Record<string, readonly [name: string, help: string]>;

/** A process starts once. */
const STARTED_AT_S = Math.round(Date.now() / 1000 - process.uptime());

/**
 * What Prometheus' clients tell about their process, read when somebody scrapes. Their own collectors watch the event
 * loop with a timer that wakes an idle process ninety times a second.
 */
const PROCESS_GAUGES: Record<string, readonly [help: string, read: () => number]> = {
  process_resident_memory_bytes: ["Resident memory size in bytes", () => process.memoryUsage.rss()],
  process_start_time_seconds: ["Start time of the process since unix epoch", () => STARTED_AT_S],
  nodejs_heap_size_used_bytes: ["Process heap size used in bytes", () => process.memoryUsage().heapUsed],
  nodejs_active_resources_total: ["Things that keep the process alive", () => process.getActiveResourcesInfo().length],
};

/** A commit takes 0.1 ms on a quiet disk; over a second something is wrong with it. */
const COMMIT_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
/** "Within milliseconds" is the promise, so most buckets are there. */
const REAL_TIME_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10, 60];
/** Receivers take from a few milliseconds to the timeout, 15 s unless the operator says more. */
const ATTEMPT_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];

/** Counts in a registry of its own, so that two nodes in one process do not share their numbers. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  registerProcess(registry);
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const countersBy = (name: string, help: string) => new Counter({ name, help, registers, labelNames: ["code"] });
  const seconds = (name: string, help: string, buckets: number[]) => {
    const histogram = new Histogram({ name, help, buckets, registers });
    return (ms: number) => histogram.observe(ms / 1000);
  };

  const accepted = counter("posthorn_events_accepted_total", "Events that were accepted");
  const duplicates = counter("posthorn_events_duplicate_total", "Events that had been accepted before");
  const refused = countersBy("posthorn_events_refused_total", "Events that were refused, by problem code");
  const rejected = countersBy("posthorn_events_rejected_total", "Emitted events that were rejected, by problem code");
  const attempts = countersBy("posthorn_attempts_total", "Requests that were made, by what they came to");
  const delivered = counter("posthorn_deliveries_delivered_total", "Deliveries that have arrived");
  const failed = counter("posthorn_deliveries_failed_total", "Deliveries that have failed");
  const replays = new Counter({
    name: "posthorn_replays_ended_total",
    help: "Range replays that have ended, by how",
    registers,
    labelNames: ["state"],
  });
  const gauges = Object.entries(GAUGES).map(([key, [name, help]]) => {
    // Object.entries forgets that the keys are the gauges' names.
    return { key: key as GaugeName, gauge: new Gauge({ name, help, registers }) };
  });

  return {
    countAccepted: (events) => accepted.inc(events),
    countDuplicate: () => duplicates.inc(),
    countRefused: (code) => refused.inc({ code }),
    countRejected: (code) => rejected.inc({ code }),
    countAttempt: (code) => attempts.inc({ code }),
    countDelivered: () => delivered.inc(),
    countFailed: () => failed.inc(),
    countReplay: (state) => replays.inc({ state }),
    countAnswer: answerCounter(registers),
    observeCommit: seconds("posthorn_commit_duration_seconds", "Time of a transaction", COMMIT_BUCKETS_S),
    observeAccept: seconds(
      "posthorn_accept_duration_seconds",
      "Time to accept an event or a batch",
      REAL_TIME_BUCKETS_S,
    ),
    observeLatency: seconds("posthorn_delivery_latency_seconds", "From accepted to attempted", REAL_TIME_BUCKETS_S),
    observeAttempt: seconds("posthorn_attempt_duration_seconds", "Time of an attempt", ATTEMPT_BUCKETS_S),
    async render(readers) {
      await Promise.all(gauges.map(async ({ key, gauge }) => gauge.set(await readOrNaN(readers[key]))));
      return registry.metrics();
    },
  };
}

/** Counts by labels that are looked up once each: this is on the way of every request. */
function answerCounter(registers: Registry[]) {
  const counter = new Counter({
    name: "posthorn_http_requests_total",
    help: "HTTP requests that were answered",
    registers,
    labelNames: ["method", "route", "status"],
  });
  const known = new Map<string, { inc(): void }>();
  return ({ method, route, status }: { method: string; route: string; status: number }) => {
    const key = `${method} ${status} ${route}`;
    const labelled = known.get(key) ?? counter.labels({ method, route, status: String(status) });
    known.set(key, labelled);
    labelled.inc();
  };
}

function registerProcess(registry: Registry): void {
  const registers = [registry];
  for (const [name, [help, read]] of Object.entries(PROCESS_GAUGES)) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  new Counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time spent in seconds",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      // The process counts by itself: what stands here is replaced, not added to.
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

/** A scrape matters most when something is broken, so one broken reader must not take the rest with it. */
async function readOrNaN(read: () => number | Promise<number>): Promise<number> {
  try {
    return await read();
  } catch {
    return Number.NaN;
  }
}
