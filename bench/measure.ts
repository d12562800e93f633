import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds on a clock that all processes of one machine share and that never steps. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** What a process has used so far. */
export interface Usage {
  cpuMs: CpuTimes;
  rssPeakBytes: number;
}

/** By the threads that have used it. `workers`: those that the program has started. `v8`: its compilers and collectors. */
export type CpuTimes = Record<ThreadKind, number>;
export type ThreadKind = "main" | "workers" | "v8" | "rest";

/** By the names that Node gives its threads. */
const THREAD_KINDS: Readonly<Record<string, ThreadKind>> = { WorkerThread: "workers", V8Worker: "v8" };

/** Null where the system does not say, as on a Mac. */
function usageOf(pid: number | undefined): Usage | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
    const cpuMs = noCpu();
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const file = (name: string) => readFileSync(`/proc/${pid}/task/${thread}/${name}`, "utf8");
      const kind = thread === String(pid) ? "main" : (THREAD_KINDS[file("comm").trim()] ?? "rest");
      // Nanoseconds on a CPU come first.
      cpuMs[kind] += Number(file("schedstat").split(" ")[0]) / 1e6;
    }
    // A kernel that keeps no such account says 0 of all.
    return cpuMs.main === 0 ? null : { cpuMs, rssPeakBytes: kib * 1024 };
  } catch {
    return null;
  }
}

function noCpu(): CpuTimes {
  return { main: 0, workers: 0, v8: 0, rest: 0 };
}

/** What one event has cost, in microseconds, from what was used before and after `events` of them. */
export function cpuUsOf(before: CpuTimes, after: CpuTimes, events: number): CpuTimes {
  const us = noCpu();
  for (const kind of THREADS) us[kind] = ((after[kind] - before[kind]) * 1000) / events;
  return us;
}

export const THREADS: readonly ThreadKind[] = ["main", "workers", "v8", "rest"];

/** Of several processes together. Null where the system does not say. */
export function usageOfAll(pids: readonly (number | undefined)[]): Usage | null {
  const total: Usage = { cpuMs: noCpu(), rssPeakBytes: 0 };
  for (const pid of pids) {
    const usage = usageOf(pid);
    if (usage === null) return null;
    for (const kind of THREADS) total.cpuMs[kind] += usage.cpuMs[kind];
    total.rssPeakBytes += usage.rssPeakBytes;
  }
  return total;
}

/** The value that `part` of all are not above. Not a number where there are none. */
export function percentile(values: Iterable<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
