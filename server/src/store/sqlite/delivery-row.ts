import type { Delivery, DeliveryStatus } from "../../core/delivery.ts";

export interface DeliveryRow {
  id: string;
  id_space: string;
  id_endpoint: string;
  id_event: string;
  event: string;
  status: DeliveryStatus;
  created_at: number;
  ended_at: number | null;
  attempt_count: number;
  last_response_status: number | null;
  last_error_code: string | null;
  last_duration_ms: number | null;
}

/** A delivery's columns, for statements that join its event. */
export const DELIVERY_COLUMNS = `delivery.id, delivery.id_space, delivery.id_endpoint, event.id as id_event, delivery.event,
  delivery.status, delivery.created_at, delivery.ended_at, delivery.attempt_count,
  delivery.last_response_status, delivery.last_error_code, delivery.last_duration_ms`;

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    idSpace: row.id_space,
    idEndpoint: row.id_endpoint,
    idEvent: row.id_event,
    event: row.event,
    status: row.status,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    attemptCount: row.attempt_count,
    lastResponseStatus: row.last_response_status,
    lastErrorCode: row.last_error_code,
    lastDurationMs: row.last_duration_ms,
  };
}
