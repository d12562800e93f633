/**
 * Upper ends of the buckets in which durations are counted, in milliseconds; the last bucket has none. Each is about half
 * as long again as the one before, so a percentile is off by a quarter at most. Stores have a column for each: never
 * change them without a migration.
 */
export const LATENCY_BOUNDS_MS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000,
  15_000, 30_000,
];

export const LATENCY_BUCKETS = LATENCY_BOUNDS_MS.length + 1;

/** Durations as counts by bucket. */
export type Latencies = readonly number[];

/** The bucket that a duration belongs to. */
export function latencyBucketOf(durationMs: number): number {
  let bucket = 0;
  while (bucket < LATENCY_BOUNDS_MS.length && durationMs > (LATENCY_BOUNDS_MS[bucket] ?? 0)) bucket++;
  return bucket;
}

/** The duration that a share of all does not exceed, as if those of one bucket were spread evenly in it. Null: none. */
export function percentileMs(latencies: Latencies, share: number): number | null {
  const total = latencies.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [bucket, count] of latencies.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = LATENCY_BOUNDS_MS[bucket - 1] ?? 0;
      // Of the last bucket only the lower end is known.
      const to = LATENCY_BOUNDS_MS[bucket] ?? from;
      return from + ((to - from) * (rank - below)) / count;
    }
    below += count;
  }
  return null;
}
