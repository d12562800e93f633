import type { Delivery, Endpoint, EndpointDetail, Event, SpaceMessage } from "@posthorn/sdk";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { type DeliveryFilter, type EventFilter, keys } from "./keys.ts";
import { type Pages, rowsOf, withRow } from "./live-rows.ts";

/** With more rows than this come in live, a list begins anew at its top: nobody reads on, and drawing takes ever longer. */
const LIVE_ROWS_MAX = 400;

/** Brings what is in the cache of a space to what the messages say, and has fetched anew what they only hint at. */
export function applyMessages(queries: QueryClient, idSpace: string, messages: readonly SpaceMessage[]): void {
  if (messages.some(({ kind }) => kind === "reset")) {
    void queries.invalidateQueries({ queryKey: keys.space(idSpace) });
    return;
  }
  for (const [key, data] of queries.getQueriesData({ queryKey: keys.space(idSpace) })) {
    if (data !== undefined) putInto(queries, key, messages);
  }
  const stale = new Map<string, QueryKey>();
  for (const message of messages) for (const key of staleAfter(idSpace, message)) stale.set(key.join(), key);
  for (const queryKey of stale.values()) void queries.invalidateQueries({ queryKey });
}

/** Brings one entry of the cache to what the messages say. */
export function putInto(queries: QueryClient, key: QueryKey, messages: readonly SpaceMessage[]): void {
  const before = queries.getQueryData(key);
  const after = withMessages(key, before, messages);
  if (after === before) return;
  queries.setQueryData(key, after);
  if (isPages(after) && (after.pages[0]?.data.length ?? 0) > LIVE_ROWS_MAX) {
    queries.setQueryData(key, { pages: after.pages.slice(0, 1), pageParams: after.pageParams.slice(0, 1) });
    void queries.invalidateQueries({ queryKey: key, exact: true });
  }
}

/** What a key's entry comes to, by messages in their order. Each holds the row as it is, so none is harmful twice. */
export function withMessages(key: QueryKey, data: unknown, messages: readonly SpaceMessage[]): unknown {
  return messages.reduce((before, message) => withMessage(key, before, message), data);
}

function withMessage([, , kind, detail]: QueryKey, data: unknown, message: SpaceMessage): unknown {
  // What each key holds is said where its query is: see queries.ts.
  switch (kind) {
    case "endpoints":
      return withEndpoint(data as Endpoint[], message);
    case "endpoint":
      return message.kind === "endpoint" && message.endpoint.id === detail
        ? { ...(data as EndpointDetail), ...message.endpoint }
        : data;
    case "deliveries":
      return message.kind === "delivery" && isPages<Delivery>(data)
        ? withRow(data, message.delivery, (row) => isDeliveryIn(row, detail as DeliveryFilter))
        : data;
    case "events":
      return isPages<Event>(data) ? withEvent(data, detail as EventFilter, message) : data;
    default:
      return data;
  }
}

/** A failure marks its event at once. How many there are is counted on the server, and follows: see live.tsx. */
function withEvent(list: Pages<Event>, filter: EventFilter, message: SpaceMessage): Pages<Event> {
  if (message.kind === "event") return withRow(list, message.event, (row) => isIn(row, filter));
  if (message.kind !== "delivery" || message.delivery.status !== "failed") return list;
  const { id_event } = message.delivery;
  const event = rowsOf<Event>(list).find(({ id }) => id === id_event);
  return event?.failed_deliveries === 0 ? withRow(list, { ...event, failed_deliveries: 1 }, () => true) : list;
}

function withEndpoint(endpoints: Endpoint[], message: SpaceMessage): Endpoint[] {
  if (message.kind === "endpoint_deleted") return endpoints.filter(({ id }) => id !== message.id_endpoint);
  if (message.kind !== "endpoint") return endpoints;
  const { endpoint } = message;
  const isKnown = endpoints.some(({ id }) => id === endpoint.id);
  return isKnown ? endpoints.map((old) => (old.id === endpoint.id ? endpoint : old)) : [endpoint, ...endpoints];
}

/** What a message does not hold itself: a delivery's attempts, an event's deliveries, what a paused endpoint is owed. */
function staleAfter(idSpace: string, message: SpaceMessage): QueryKey[] {
  switch (message.kind) {
    case "delivery": {
      const { id, id_event } = message.delivery;
      return [keys.delivery(idSpace, id), keys.event(idSpace, id_event)];
    }
    case "endpoint":
      return message.endpoint.status === "paused" ? [keys.endpoint(idSpace, message.endpoint.id)] : [];
    case "endpoint_deleted":
      // Its own screen asks again, and is told that it is not there any more.
      return [keys.endpoint(idSpace, message.id_endpoint)];
    default:
      return [];
  }
}

function isPages<Row>(data: unknown): data is Pages<Row> {
  return typeof data === "object" && data !== null && "pages" in data;
}

function isDeliveryIn(row: Delivery, { id_endpoint, status, ...rest }: DeliveryFilter): boolean {
  const isOfEndpoint = id_endpoint === undefined || id_endpoint === row.id_endpoint;
  return isOfEndpoint && (status === undefined || status === row.status) && isIn(row, rest);
}

function isIn(row: { event: string; created_at: string }, { event, since, until }: EventFilter): boolean {
  const isOfType = event === undefined || event === row.event;
  return (
    isOfType && (since === undefined || row.created_at >= since) && (until === undefined || row.created_at < until)
  );
}
