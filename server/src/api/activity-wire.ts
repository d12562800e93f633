import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import { LATENCY_BUCKETS, percentileMs } from "../core/latency.ts";
import type { ActivitySpan, ActivitySum, EndpointSum } from "../store/activity.ts";
import { toTime } from "./wire.ts";

/** A tenth of a millisecond: more digits than the histogram knows would only look exact. */
const MS_DIGITS = 1;

export interface AskedSpan extends ActivitySpan {
  range: Wire.ActivityRange;
}

export function toWireEndpointActivity(
  idEndpoint: string,
  span: AskedSpan,
  sums: readonly ActivitySum[],
  lastAt: number | null,
): Wire.EndpointActivity {
  const byBucket = Map.groupBy(sums, ({ at }) => at);
  const buckets = bucketsOf(span).map((at) => ({ at: toIsoTime(at), ...totalOf(byBucket.get(at) ?? []) }));
  const statuses = countBy(sums, ({ responseStatus }) => responseStatus);
  const errors = countBy(sums, ({ errorCode }) => errorCode);
  return {
    id_endpoint: idEndpoint,
    last_delivery_at: toTime(lastAt),
    ...toWireSpan(span),
    ...totalOf(sums),
    buckets,
    response_statuses: statuses.map(([status, count]) => ({ status, count })),
    errors: errors.map(([code, count]) => ({ code, count })),
  };
}

export function toWireSpaceActivity(
  idSpace: string,
  span: AskedSpan,
  endpoints: readonly { id: string; lastAt: number | null; sums: readonly EndpointSum[] }[],
): Wire.SpaceActivity {
  return {
    id_space: idSpace,
    ...toWireSpan(span),
    endpoints: endpoints.map(({ id, lastAt, sums }) => {
      const byBucket = new Map(sums.map((sum) => [sum.at, sum]));
      const buckets = bucketsOf(span).map((at) => {
        const { delivered = 0, failed = 0 } = byBucket.get(at) ?? {};
        return { at: toIsoTime(at), delivered, failed };
      });
      const delivered = sums.reduce((total, sum) => total + sum.delivered, 0);
      const failed = sums.reduce((total, sum) => total + sum.failed, 0);
      return { id_endpoint: id, last_delivery_at: toTime(lastAt), delivered, failed, buckets };
    }),
  };
}

function toWireSpan({ range, since, until, bucketMs }: AskedSpan) {
  return { range, since: toIsoTime(since), until: toIsoTime(until), bucket_s: bucketMs / 1000 };
}

function bucketsOf({ since, until, bucketMs }: ActivitySpan): number[] {
  return Array.from({ length: (until - since) / bucketMs }, (_, index) => since + index * bucketMs);
}

function totalOf(sums: readonly ActivitySum[]): Wire.AttemptCounts & Wire.Latency {
  const latencies = Array<number>(LATENCY_BUCKETS).fill(0);
  let delivered = 0;
  let failed = 0;
  for (const sum of sums) {
    if (sum.errorCode === null) delivered += sum.count;
    else failed += sum.count;
    for (const [bucket, count] of sum.latencies.entries()) latencies[bucket] = (latencies[bucket] ?? 0) + count;
  }
  return {
    delivered,
    failed,
    p50_ms: rounded(percentileMs(latencies, 0.5)),
    p95_ms: rounded(percentileMs(latencies, 0.95)),
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Number(ms.toFixed(MS_DIGITS));
}

/** How often each value is there, null left out, most frequent first. */
function countBy<Value extends string | number>(
  sums: readonly ActivitySum[],
  pick: (sum: ActivitySum) => Value | null,
): [Value, number][] {
  const counts = new Map<Value, number>();
  for (const sum of sums) {
    const value = pick(sum);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + sum.count);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
