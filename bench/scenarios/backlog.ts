import { call, metric } from "../api.ts";
import { RunIsWrong } from "../check.ts";
import { now, percentile } from "../measure.ts";
import { startChild } from "../processes/calls.ts";
import type { ProberCalls } from "../processes/prober.ts";
import { type Rig, type Run, withRig } from "../rig.ts";
import { type Bench, medianRow, type Row, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { OPERATOR_KEY } from "../sender.ts";
import { spaceId } from "../traffic.ts";
import { steadyTurn } from "./steady.ts";

const MB = 1e6;
const PROBES_PER_SECOND = 20;

export const backlog: Scenario = {
  name: "backlog",
  title: "deliveries held for a paused endpoint, which is then resumed",
  async run(bench) {
    const count = sizeOf(bench, { full: 1_000_000, quick: 50_000, smoke: 500 });
    // Before and after, since the drain takes minutes, in which the machine may change.
    const before = await steadyRate(bench);
    const { drain, rss, probe } = await withRig({ kind: "posthorn", from: bench.from }, async (rig) => {
      const { run, resumedAt, latencies } = await holdAndResume(bench, rig, count);
      const seconds = (run.posted.startedAt + run.seconds * 1000 - resumedAt) / 1000;
      return { drain: count / seconds, rss: rssRow(rig, count), probe: probeRow("API p99 meanwhile", latencies, 50) };
    });
    const steady = [before, await steadyRate(bench)];
    const over = steady.map((rate) => rounded(rate)).join(" before and ");
    const drainRow = medianRow({
      figure: "drain rate over the steady rate",
      turns: steady.map((rate) => drain / rate),
      unit: "×",
      mark: { atLeast: 0.8 },
      detail: `${rounded(drain)} over ${over} after it, ${rounded(count)} deliveries in all`,
    });
    return [rss, drainRow, probe];
  },
};

async function steadyRate(bench: Bench): Promise<number> {
  return (await steadyTurn(bench, { kind: "posthorn", from: bench.from })).eventsPerSecond;
}

async function holdAndResume(
  bench: Bench,
  rig: Rig,
  count: number,
): Promise<{ run: Run; resumedAt: number; latencies: Float64Array }> {
  const prober = startChild<ProberCalls>("prober");
  try {
    const endpoint = `/v1/spaces/${spaceId(0)}/endpoints/${rig.endpoints[0]}`;
    await call(rig.sender, "POST", `${endpoint}/pause`);
    await prober.call("start", {
      origin: rig.sender.origin,
      key: OPERATOR_KEY,
      paths: [endpoint, `/v1/spaces/${spaceId(0)}/deliveries`, `/v1/spaces/${spaceId(0)}/events`],
      perSecond: PROBES_PER_SECOND,
      pagesMax: 1,
    });
    const posting = await rig.post({ count, pace: { kind: "closed", connections: 4 }, batch: 500 });
    const held = await metric(rig.sender, "posthorn_deliveries_held");
    if (held !== count) throw new RunIsWrong([`${held} of ${count} deliveries are held`]);
    bench.say(`  ${rounded(held)} held, resuming`);
    const resumedAt = now();
    await call(rig.sender, "POST", `${endpoint}/resume`);
    const run = await rig.settle(posting, () => prober.call("finish", undefined));
    const { latencies, faults } = await prober.call("finish", undefined);
    if (faults.length > 0) throw new RunIsWrong(faults);
    return { run, resumedAt, latencies };
  } finally {
    await prober.end();
  }
}

function rssRow(rig: Rig, count: number): Row {
  const usage = rig.usage();
  return {
    figure: "resident memory at its peak",
    value: usage && usage.rssPeakBytes / MB,
    unit: "MB",
    mark: { atMost: 400 },
    detail: usage === null ? "this system does not tell it" : `with ${rounded(count)} deliveries held, then sent`,
  };
}

export function probeRow(figure: string, latencies: Float64Array, atMost: number): Row {
  const detail = `${rounded(latencies.length)} calls, p50 ${rounded(percentile(latencies, 0.5), 1)} ms`;
  return { figure, value: percentile(latencies, 0.99), unit: "ms", mark: { atMost }, detail };
}
