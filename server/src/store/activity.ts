import type { Latencies } from "../core/latency.ts";

/**
 * What endpoints did over time, by minute and by hour, written with each outcome that ends a delivery's attempt. Replays
 * count, test sends do not, nor what another node has taken over.
 */
export interface ActivityStore {
  /** One endpoint, also a deleted one: sums by bucket and by what came of the attempts, oldest first. */
  ofEndpoint(idEndpoint: string, span: ActivitySpan): Promise<ActivitySum[]>;
  /** A space's live endpoints: sums by endpoint and bucket, oldest first. Buckets without attempts are left out. */
  ofSpace(idSpace: string, span: ActivitySpan): Promise<EndpointSum[]>;
  /** When the latest attempt of each of a space's live endpoints ended. Those that never had one are left out. */
  lastOf(idSpace: string): Promise<LastAttempt[]>;
  /** Deletes one bounded batch: minutes before `minutesBefore`, hours before `hoursBefore`. How many rows; 0 is done. */
  prune(minutesBefore: number, hoursBefore: number): Promise<number>;
}

export interface ActivitySpan {
  /** Milliseconds since 1970, a multiple of `bucketMs`. */
  since: number;
  until: number;
  /** A multiple of a minute up to an hour, and of an hour beyond: those of less than an hour are made of minutes. */
  bucketMs: number;
}

export interface ActivitySum {
  /** When the bucket begins. */
  at: number;
  /** Null: no answer came. */
  responseStatus: number | null;
  /** Null: it was delivered. */
  errorCode: string | null;
  count: number;
  latencies: Latencies;
}

export interface EndpointSum {
  idEndpoint: string;
  at: number;
  delivered: number;
  failed: number;
}

export interface LastAttempt {
  idEndpoint: string;
  endedAt: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** A day is looked at by parts of an hour, so a day and a bucket must be there. */
export const MINUTES_KEPT_MS = 26 * HOUR_MS;
