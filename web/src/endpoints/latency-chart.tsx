import type { EndpointActivity } from "@posthorn/sdk";
import { useMemo } from "react";
import type uPlot from "uplot";
import { milliseconds } from "../deliveries/timing-bar.tsx";
import { Chart, type ChartColours } from "./chart.tsx";

/** How long attempts took: half of them at most p50, nearly all at most p95. */
export default function LatencyChart({ activity }: { activity: EndpointActivity }) {
  const data = useMemo((): uPlot.AlignedData => {
    const { buckets } = activity;
    return [
      buckets.map(({ at }) => Date.parse(at) / 1000),
      buckets.map(({ p50_ms }) => p50_ms),
      buckets.map(({ p95_ms }) => p95_ms),
    ];
  }, [activity]);
  const { p50_ms, p95_ms } = activity;
  const label = `How long attempts took over time: p50 ${milliseconds(p50_ms ?? 0)}, p95 ${milliseconds(p95_ms ?? 0)}`;
  return <Chart label={label} data={data} series={series} toText={milliseconds} />;
}

function series({ accent, soft }: ChartColours): uPlot.Series[] {
  const value: uPlot.Series.Value = (_chart, ms) => (ms === null ? "–" : milliseconds(ms));
  // With a point for each time: one alone makes no line.
  const looks = { width: 2, spanGaps: true, value };
  return [
    { ...looks, label: "p50", stroke: accent, points: { size: 6, fill: accent } },
    { ...looks, label: "p95", stroke: soft, points: { size: 6, fill: soft }, dash: [5, 4] },
  ];
}
