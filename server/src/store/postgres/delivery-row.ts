import type { Delivery, DeliveryStatus } from "../../core/delivery.ts";

export interface DeliveryRow {
  id: string;
  id_space: string;
  id_endpoint: string;
  id_event: string;
  event: string;
  kept: Kept | null;
  created_at: number;
  ended_at: number | null;
  attempt_count: number;
  last_response_status: number | null;
  last_error_code: string | null;
  last_duration_ms: number | null;
}

/** The states that have an index, as a delivery's row has them. Pending and delivered have none. */
export type Kept = "h" | "f" | "x";

/** A delivery's columns, for statements that join its space and its endpoint. */
export const DELIVERY_COLUMNS = `delivery.id, space.id as id_space, endpoint.id as id_endpoint, delivery.id_event,
  delivery.event, delivery.kept, delivery.created_at, delivery.ended_at, delivery.attempt_count,
  delivery.last_response_status, delivery.last_error_code, delivery.last_duration_ms`;

const STATUS_OF_KEPT: Readonly<Record<Kept, DeliveryStatus>> = { h: "held", f: "failed", x: "discarded" };

/** Null: the state is not one of those that are kept apart. */
export function keptOf(status: DeliveryStatus): Kept | null {
  switch (status) {
    case "held":
      return "h";
    case "failed":
      return "f";
    case "discarded":
      return "x";
    case "pending":
    case "delivered":
      return null;
  }
}

export function statusOf({ kept, ended_at }: Pick<DeliveryRow, "kept" | "ended_at">): DeliveryStatus {
  if (kept !== null) return STATUS_OF_KEPT[kept];
  return ended_at === null ? "pending" : "delivered";
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    idSpace: row.id_space,
    idEndpoint: row.id_endpoint,
    idEvent: row.id_event,
    event: row.event,
    status: statusOf(row),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    attemptCount: row.attempt_count,
    lastResponseStatus: row.last_response_status,
    lastErrorCode: row.last_error_code,
    lastDurationMs: row.last_duration_ms,
  };
}
