import { readFileSync } from "node:fs";

/** Milliseconds on a clock that all processes of one machine share and that never steps. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** What a process has used so far. */
export interface Usage {
  cpuMs: number;
  rssPeakBytes: number;
}

/** Linux counts CPU time in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** Null where the system does not say, as on a Mac. */
function usageOf(pid: number | undefined): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // The name in brackets may hold spaces; behind it, user and system time are the 12th and 13th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      rssPeakBytes: kib("VmHWM"),
    };
  } catch {
    return null;
  }
}

/** Of several processes together. Null where the system does not say. */
export function usageOfAll(pids: readonly (number | undefined)[]): Usage | null {
  const total: Usage = { cpuMs: 0, rssPeakBytes: 0 };
  for (const pid of pids) {
    const usage = usageOf(pid);
    if (usage === null) return null;
    total.cpuMs += usage.cpuMs;
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
