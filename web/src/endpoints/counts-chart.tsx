import type { EndpointActivity } from "@posthorn/sdk";
import { useMemo } from "react";
import uPlot from "uplot";
import { Chart, type ChartColours } from "./chart.tsx";
import { countsWords } from "./words.ts";

/** Delivered and failed attempts, one on the other. */
export default function CountsChart({ activity }: { activity: EndpointActivity }) {
  const data = useMemo((): uPlot.AlignedData => {
    const { buckets } = activity;
    return [
      buckets.map(({ at }) => Date.parse(at) / 1000),
      buckets.map(({ delivered, failed }) => delivered + failed),
      buckets.map(({ delivered }) => delivered),
    ];
  }, [activity]);
  return <Chart label={`Attempts over time: ${countsWords(activity)}`} data={data} series={series} toText={toText} />;
}

/** All attempts in the colour of failures, and those that were delivered before them: what is left to see has failed. */
function series({ good, bad }: ChartColours): uPlot.Series[] {
  const paths = uPlot.paths.bars?.({ size: [0.8, 40], align: 1 });
  const looks = { points: { show: false }, width: 0, ...(paths === undefined ? {} : { paths }) };
  return [
    {
      ...looks,
      label: "Failed",
      fill: bad,
      stroke: bad,
      // The series holds both.
      value: (chart, _value, _series, index) => (index === null ? "–" : toText(failedAt(chart, index))),
    },
    {
      ...looks,
      label: "Delivered",
      fill: good,
      stroke: good,
      value: (_chart, value) => (value === null ? "–" : toText(value)),
    },
  ];
}

function failedAt({ data }: uPlot, index: number): number {
  return (data[1]?.[index] ?? 0) - (data[2]?.[index] ?? 0);
}

function toText(count: number): string {
  return count.toLocaleString(undefined, { notation: "compact" });
}
