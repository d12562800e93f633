import type { Attempt } from "./attempt.ts";
import type { EventQuery } from "./event.ts";

export type DeliveryStatus = "pending" | "held" | "delivered" | "failed" | "discarded";

/** One event owed to one endpoint, with what its latest attempt came to. */
export interface Delivery {
  id: string;
  id_space: string;
  id_endpoint: string;
  id_event: string;
  event: string;
  status: DeliveryStatus;
  created_at: string;
  ended_at: string | null;
  attempt_count: number;
  last_response_status: number | null;
  last_error_code: string | null;
  last_duration_ms: number | null;
}

export interface DeliveryDetail extends Delivery {
  /** The latest 50, oldest first. `attempt_count` says how many there were. */
  attempts: Attempt[];
}

export interface DeliveryQuery extends EventQuery {
  id_endpoint?: string;
  status?: DeliveryStatus;
}
