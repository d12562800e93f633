import type { FieldError } from "./problems.ts";

/** Something that happened in a space, as the store keeps it. Its payload is kept apart: bytes, never re-written. */
export interface Event {
  /** The app's id for it, or one of ours (`evt_…`). Unique in its space. Sent as `webhook-id`. */
  id: string;
  idSpace: string;
  /** The name of its event type, such as `lead.create`. */
  event: string;
  /** When it happened, as the app says; else when it was accepted. Milliseconds since 1970. */
  occurredAt: number;
  /** When it was accepted. Milliseconds since 1970. */
  createdAt: number;
  /** How many deliveries it was given when it was accepted. */
  deliveryCount: number;
  /** A test send from the endpoint's page or API, not something that happened. */
  isTest: boolean;
  /** Who or what caused it: JSON text, `{"type":…,"id":…,"name":…}`. Null: the app did not say. */
  actor: string | null;
  /** Joins the events that one action has caused: visible ASCII. Null: the app did not say. */
  correlationId: string | null;
  /** What is wrong with its payload, where validation has found something and the event was taken all the same. */
  warnings: readonly FieldError[];
}

/** An app's own event id: no `.`, because Standard Webhooks signs `id.timestamp.body` and a dot would be ambiguous. */
export const EVENT_ID_PATTERN = "^[A-Za-z0-9_-]{1,64}$";
/** A space's id is a uuid that the app chooses (the seed's `id_space`). Any version and case. */
export const SPACE_ID_PATTERN = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$";
