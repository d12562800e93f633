export type ActivityRange = "1h" | "24h" | "7d" | "30d";

export interface ActivityQuery {
  /** Default `24h`. */
  range?: ActivityRange;
}

/** Attempts that have ended, replays among them, test sends not. */
export interface AttemptCounts {
  delivered: number;
  failed: number;
}

/** How long attempts took, failed ones too. Read from a histogram, so about right. Null: there were none. */
export interface Latency {
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface ActivityBucket extends AttemptCounts {
  /** When it begins. It lasts `bucket_s`. */
  at: string;
}

/** What an endpoint did in a span of time. */
export interface EndpointActivity extends AttemptCounts, Latency {
  id_endpoint: string;
  /** When its latest attempt ended, within the retention. Null: there was none. */
  last_delivery_at: string | null;
  range: ActivityRange;
  since: string;
  until: string;
  bucket_s: number;
  /** All there are from `since` to `until`, oldest first, also those in which nothing happened. */
  buckets: (ActivityBucket & Latency)[];
  /** What receivers answered, most frequent first. */
  response_statuses: { status: number; count: number }[];
  /** Why attempts failed, most frequent first. */
  errors: { code: string; count: number }[];
}

/** What the endpoints of a space did in a span of time: one small chart for each. */
export interface SpaceActivity {
  id_space: string;
  range: ActivityRange;
  since: string;
  until: string;
  bucket_s: number;
  /** The space's live endpoints, newest first, at most 100. */
  endpoints: EndpointSummary[];
}

export interface EndpointSummary extends AttemptCounts {
  id_endpoint: string;
  last_delivery_at: string | null;
  /** As many as the span has, oldest first. */
  buckets: ActivityBucket[];
}
