import type { Delivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { ListedEvent } from "../store/events.ts";
import type { Store } from "../store/store.ts";
import type { Channel, Dirty } from "./channel.ts";

/** What happens in a space, told with the row as it is now. */
export type SpaceMessage =
  | { kind: "event"; event: ListedEvent }
  | { kind: "delivery"; delivery: Delivery }
  | { kind: "endpoint"; endpoint: Endpoint }
  | { kind: "endpoint_deleted"; idEndpoint: string };

export interface ReaderOptions {
  store: Pick<Store, "getRoutes" | "rows">;
  /** A message as JSON of the wire. */
  toJson(message: SpaceMessage): string;
}

/** Reads what has changed, as JSON to be told. Null: it could not be read. */
export function createReader({ store, toJson }: ReaderOptions) {
  return async (channel: Channel, dirty: Dirty): Promise<string[] | null> => {
    const { idSpace } = channel;
    try {
      const [events, deliveries, messages] = await Promise.all([
        dirty.events.size === 0 ? [] : store.rows.events(idSpace, [...dirty.events]),
        dirty.deliveries.size === 0 ? [] : store.rows.deliveries(idSpace, [...dirty.deliveries]),
        endpointMessages(channel, dirty),
      ]);
      return [
        ...events.map((event) => toJson({ kind: "event", event })),
        ...deliveries.map((delivery) => toJson({ kind: "delivery", delivery })),
        ...messages.map(toJson),
      ];
    } catch {
      // The store is away, and says so in the log. Whoever listens fetches, and finds out.
      return null;
    }
  };

  /** Of the endpoints that have changed, and of those whose counter a success has set back. */
  async function endpointMessages(channel: Channel, dirty: Dirty): Promise<SpaceMessage[]> {
    const isFailing = [...(channel.endpoints?.values() ?? [])].some(({ health }) => health.consecutiveFailures > 0);
    if (channel.endpoints !== null && dirty.endpoints.size === 0 && !isFailing) return [];
    const { endpoints } = await store.getRoutes(channel.idSpace);
    const before = channel.endpoints;
    const now = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
    channel.endpoints = now;
    const messages: SpaceMessage[] = [];
    for (const endpoint of endpoints) {
      const failures = before?.get(endpoint.id)?.health.consecutiveFailures;
      // At the first look it is not known what whoever listens has fetched: all are told.
      const hasMoved = before === null || (failures ?? 0) !== endpoint.health.consecutiveFailures;
      if (hasMoved || dirty.endpoints.has(endpoint.id)) messages.push({ kind: "endpoint", endpoint });
    }
    for (const idEndpoint of dirty.endpoints) {
      if (!now.has(idEndpoint)) messages.push({ kind: "endpoint_deleted", idEndpoint });
    }
    return messages;
  }
}
