import type { ActivityRange, DeliveryStatus } from "@posthorn/sdk";

/** What a list of deliveries is narrowed to. */
export interface DeliveryFilter {
  id_endpoint?: string;
  status?: DeliveryStatus;
  event?: string;
  since?: string;
  until?: string;
}

export interface EventFilter {
  event?: string;
  since?: string;
  until?: string;
}

/** Where everything lies in the cache. All of a space begins alike, so that one line makes all of it fresh. */
export const keys = {
  eventTypes: ["event-types"] as const,
  spaces: (filter: object = {}) => ["spaces", filter] as const,
  space: (idSpace: string) => ["space", idSpace] as const,
  endpoints: (idSpace: string) => ["space", idSpace, "endpoints"] as const,
  endpoint: (idSpace: string, id: string) => ["space", idSpace, "endpoint", id] as const,
  deliveries: (idSpace: string, filter: DeliveryFilter) => ["space", idSpace, "deliveries", filter] as const,
  delivery: (idSpace: string, id: string) => ["space", idSpace, "delivery", id] as const,
  events: (idSpace: string, filter: EventFilter) => ["space", idSpace, "events", filter] as const,
  event: (idSpace: string, id: string) => ["space", idSpace, "event", id] as const,
  rejectedEvents: (idSpace: string) => ["space", idSpace, "rejected-events"] as const,
  rejectedEvent: (idSpace: string, id: string) => ["space", idSpace, "rejected-event", id] as const,
  replays: (idSpace: string) => ["space", idSpace, "replays"] as const,
  activities: (idSpace: string) => ["space", idSpace, "activity"] as const,
  activity: (idSpace: string, range: ActivityRange) => ["space", idSpace, "activity", range] as const,
  endpointActivity: (idSpace: string, id: string, range: ActivityRange) =>
    ["space", idSpace, "activity", range, id] as const,
};
