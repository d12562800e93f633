import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem, type } from "node:os";
import { isReached, type Row, rounded, type Scale, spreadOf } from "./scenario.ts";

/** Where the figures come from: without it they mean nothing. */
export interface Machine {
  system: string;
  processor: string;
  cores: number;
  memoryGib: number;
  node: string;
  sqlite: string;
  /** Of the last minute, before the benchmark began: what else was running. Null where the system does not say. */
  load: number | null;
}

export interface Report {
  machine: Machine;
  startedAt: string;
  scale: Scale;
  rounds: number;
  results: Result[];
}

export interface Result {
  scenario: string;
  title: string;
  rows: Row[];
  /** Why there are no figures: something was lost or recorded wrongly, or it could not be run. */
  failure: string | null;
}

/** Turns that are further apart, in parts of their median, were measured on a machine that did something else as well. */
const SPREAD_MAX = 0.25;
/** The rest of a long one stands in the JSON. */
const FAILURE_LENGTH = 300;

export function describeMachine(): Machine {
  return {
    system: type(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    sqlite: process.versions["sqlite"] ?? "unknown",
    load: loadAverage(),
  };
}

export function machineText({ system, processor, cores, memoryGib, node, sqlite, load }: Machine): string {
  const busy = load === null ? "" : `, load ${rounded(load, 1)} before the start`;
  return `${cores} cores of ${processor}, ${memoryGib} GiB, ${system}; Node ${node}, SQLite ${sqlite}${busy}`;
}

/** One line a figure: scenario, figure, value, mark, whether it is reached, and what it is made of. */
export function tableOf(results: readonly Result[]): string {
  const lines = [["scenario", "figure", "value", "turns", "mark", "", "how"]];
  for (const { scenario, rows, failure } of results) {
    for (const row of rows)
      lines.push([scenario, row.figure, valueText(row), spreadText(row), markText(row), verdict(row), row.detail]);
    if (failure !== null)
      lines.push([scenario, "FAILED", "", "", "", "", failure.replaceAll("\n", "; ").slice(0, FAILURE_LENGTH)]);
  }
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function valueText({ value, unit }: Row): string {
  if (value === null) return "–";
  const digits = unit === "×" || (unit === "ms" && Math.abs(value) < 100) ? 2 : 0;
  return `${rounded(value, digits)} ${unit}`;
}

/** How far the turns are apart. */
function spreadText(row: Row): string {
  const spread = spreadOf(row);
  return spread === null ? "" : `±${rounded(spread * 50)} %`;
}

function markText({ mark, unit }: Row): string {
  if (mark === null) return "";
  return "atLeast" in mark ? `≥ ${mark.atLeast} ${unit}` : `≤ ${mark.atMost} ${unit}`;
}

/** Says of which figures the turns disagree, so that a run on a busy machine is not taken for a measurement. Null: none. */
export function noiseText(results: readonly Result[]): string | null {
  const noisy = results.flatMap(({ scenario, rows }) =>
    rows.filter((row) => (spreadOf(row) ?? 0) > SPREAD_MAX).map(({ figure }) => `${scenario}: ${figure}`),
  );
  if (noisy.length === 0) return null;
  return `Turns are far apart, so these figures say little. Was the machine quiet?\n  ${noisy.join("\n  ")}`;
}

function verdict(row: Row): string {
  const isGood = isReached(row);
  return isGood === null ? "" : isGood ? "reached" : "MISSED";
}

function loadAverage(): number | null {
  try {
    return Number.parseFloat(readFileSync("/proc/loadavg", "utf8"));
  } catch {
    return null;
  }
}
