import type { Delivery, Endpoint, EndpointDetail, Event, SpaceMessage } from "@posthorn/sdk";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { type DeliveryFilter, type EventFilter, keys } from "./keys.ts";
import { type Pages, withRow } from "./live-rows.ts";

/** With more rows than this come in live, a list begins anew at its top: nobody reads on, and drawing takes ever longer. */
const LIVE_ROWS_MAX = 400;

/** Brings what is in the cache of a space to what the messages say. */
export function applyMessages(queries: QueryClient, idSpace: string, messages: readonly SpaceMessage[]): void {
  if (messages.some(({ kind }) => kind === "reset")) {
    void queries.invalidateQueries({ queryKey: keys.space(idSpace) });
    return;
  }
  const deliveries = new Map<string, Delivery>();
  const events = new Map<string, Event>();
  for (const message of messages) {
    if (message.kind === "delivery") deliveries.set(message.delivery.id, message.delivery);
    else if (message.kind === "event") events.set(message.event.id, message.event);
    else if (message.kind === "endpoint") putEndpoint(queries, idSpace, message.endpoint);
    else if (message.kind === "endpoint_deleted") dropEndpoint(queries, idSpace, message.id_endpoint);
  }
  putDeliveries(queries, idSpace, [...deliveries.values()]);
  putRows<Event>(queries, ["space", idSpace, "events"], [...events.values()], (event, key) =>
    isInFilter(event, filterOf(key)),
  );
}

function putEndpoint(queries: QueryClient, idSpace: string, endpoint: Endpoint): void {
  queries.setQueryData<EndpointDetail>(keys.endpoint(idSpace, endpoint.id), (old) => old && { ...old, ...endpoint });
  queries.setQueryData<Endpoint[]>(keys.endpoints(idSpace), (all) => {
    if (all === undefined) return undefined;
    const isKnown = all.some(({ id }) => id === endpoint.id);
    return isKnown ? all.map((old) => (old.id === endpoint.id ? endpoint : old)) : [endpoint, ...all];
  });
}

function dropEndpoint(queries: QueryClient, idSpace: string, id: string): void {
  queries.setQueryData<Endpoint[]>(keys.endpoints(idSpace), (all) => all?.filter((endpoint) => endpoint.id !== id));
  // Its own screen asks again, and is told that it is not there any more.
  void queries.invalidateQueries({ queryKey: keys.endpoint(idSpace, id) });
}

function putDeliveries(queries: QueryClient, idSpace: string, deliveries: readonly Delivery[]): void {
  if (deliveries.length === 0) return;
  putRows<Delivery>(queries, ["space", idSpace, "deliveries"], deliveries, (delivery, key) => {
    const { id_endpoint, status, ...rest } = filterOf(key);
    const isOfEndpoint = id_endpoint === undefined || id_endpoint === delivery.id_endpoint;
    return isOfEndpoint && (status === undefined || status === delivery.status) && isInFilter(delivery, rest);
  });
  for (const { id, id_event } of deliveries) {
    void queries.invalidateQueries({ queryKey: keys.delivery(idSpace, id) });
    void queries.invalidateQueries({ queryKey: keys.event(idSpace, id_event) });
  }
}

function putRows<Row extends { id: string; created_at: string }>(
  queries: QueryClient,
  queryKey: QueryKey,
  rows: readonly Row[],
  fits: (row: Row, key: QueryKey) => boolean,
): void {
  if (rows.length === 0) return;
  for (const [key, list] of queries.getQueriesData<Pages<Row>>({ queryKey })) {
    if (list === undefined) continue;
    let next = list;
    for (const row of rows) next = withRow(next, row, (each) => fits(each, key));
    const [first] = next.pages;
    const isLong = first !== undefined && first.data.length > LIVE_ROWS_MAX;
    queries.setQueryData(key, isLong ? { pages: [first], pageParams: next.pageParams.slice(0, 1) } : next);
    if (isLong) void queries.invalidateQueries({ queryKey: key, exact: true });
  }
}

function filterOf(key: QueryKey): DeliveryFilter {
  // Each of these keys ends with the filter of its list: see keys.ts.
  return key.at(-1) as DeliveryFilter;
}

function isInFilter(row: { event: string; created_at: string }, { event, since, until }: EventFilter): boolean {
  const isOfType = event === undefined || event === row.event;
  return (
    isOfType && (since === undefined || row.created_at >= since) && (until === undefined || row.created_at < until)
  );
}
