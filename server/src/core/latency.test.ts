import assert from "node:assert/strict";
import { test } from "node:test";
import { LATENCY_BOUNDS_MS, LATENCY_BUCKETS, type Latencies, latencyBucketOf, percentileMs } from "./latency.ts";

function counted(durations: readonly number[]): Latencies {
  const counts: number[] = Array(LATENCY_BUCKETS).fill(0);
  for (const ms of durations) counts[latencyBucketOf(ms)] = (counts[latencyBucketOf(ms)] ?? 0) + 1;
  return counts;
}

test("a duration belongs to the first bucket that does not end before it", () => {
  const cases: [number, number][] = [
    [0, 0],
    [1, 0],
    [1.1, 1],
    [2, 1],
    [30_000, LATENCY_BUCKETS - 2],
    [30_001, LATENCY_BUCKETS - 1],
    [Number.POSITIVE_INFINITY, LATENCY_BUCKETS - 1],
  ];
  for (const [ms, bucket] of cases) assert.equal(latencyBucketOf(ms), bucket, `${ms} ms`);
});

test("a percentile is off by no more than the width of its bucket", () => {
  const durations = Array.from({ length: 999 }, (_, at) => 1.013 ** at);
  const inRange = durations.filter((ms) => ms <= 30_000);
  for (const share of [0.01, 0.25, 0.5, 0.95, 0.99]) {
    const exact = inRange[Math.ceil(share * inRange.length) - 1] ?? 0;
    const bucket = latencyBucketOf(exact);
    const width = (LATENCY_BOUNDS_MS[bucket] ?? 0) - (LATENCY_BOUNDS_MS[bucket - 1] ?? 0);
    const found = percentileMs(counted(inRange), share) ?? Number.NaN;
    assert.ok(Math.abs(found - exact) <= width, `${share}: ${found} for ${exact}`);
  }
});

test("of nothing there is no percentile, and beyond the last bound only the bound is known", () => {
  assert.equal(percentileMs(counted([]), 0.5), null);
  assert.equal(percentileMs(counted([90_000, 95_000]), 0.5), 30_000);
  assert.equal(percentileMs(counted([4, 4, 4, 4]), 0.5), 4);
});
