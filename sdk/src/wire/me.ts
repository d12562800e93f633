import type { BackLink, Theme } from "./portal-session.ts";

/** What the key of this call is and may do, and what the node says of itself. */
export interface Me {
  /** The one space it sees. Null: an operator's, which sees all. */
  id_space: string | null;
  /** Whether it may only look: all but GET is then refused. */
  is_read_only: boolean;
  /** Null: it works until it is revoked. */
  expires_at: string | null;
  /** Null: it is a key and no portal session. */
  session: MySession | null;
  node: NodeFacts;
}

export interface MySession {
  id: string;
  theme: Theme;
  back_to: BackLink | null;
}

/** What of a node's settings matters to people who use it. */
export interface NodeFacts {
  version: string;
  /** Where others reach it, without a slash at the end. */
  public_url: string;
  has_inbox: boolean;
  is_http_allowed: boolean;
  /** What becomes of payloads that are not as their event type says. */
  validation: "off" | "warn" | "strict";
  /** Failed deliveries in a row that pause an endpoint whose owner says nothing else. */
  pause_after: number;
  endpoints_per_space_max: number;
  payload_bytes_max: number;
  timeout_ms: number;
  retention_days: number;
  /** How long a rotated signing secret goes on signing beside the new one. */
  rotation_overlap_s: number;
  event_type_count: number;
}
