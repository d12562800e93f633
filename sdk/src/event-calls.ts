import { type CallOptions, type MakeCall, path } from "./caller.ts";
import { createList, type List } from "./list.ts";
import type { Event, EventDetail, EventQuery } from "./wire/event.ts";
import type { PageQuery } from "./wire/page.ts";
import type { RejectedEvent, RejectedEventDetail } from "./wire/rejected-event.ts";

/** Whatever belongs to one space. */
export interface InSpace {
  id_space: string;
}

/** One thing in a space. What lists and calls give can be handed in as it is. */
export interface Ref extends InSpace {
  id: string;
}

/** What has happened in a space. */
export interface EventCalls {
  list(query: InSpace & EventQuery, options?: CallOptions): List<Event>;
  /** With its payload and its deliveries. */
  get(event: Ref, options?: CallOptions): Promise<EventDetail>;
  /** Those that were emitted in an app's own transaction and could not be taken. */
  listRejected(query: InSpace & PageQuery, options?: CallOptions): List<RejectedEvent>;
  /** With its payload. */
  getRejected(event: Ref, options?: CallOptions): Promise<RejectedEventDetail>;
}

export function createEventCalls(call: MakeCall): EventCalls {
  return {
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/events`, query }, options),
    get: ({ id_space, id }, options) =>
      call({ method: "GET", path: path`/v1/spaces/${id_space}/events/${id}`, isRepeatable: true }, options),
    listRejected: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/rejected-events`, query }, options),
    getRejected: ({ id_space, id }, options) =>
      call({ method: "GET", path: path`/v1/spaces/${id_space}/rejected-events/${id}`, isRepeatable: true }, options),
  };
}
