import { type Call, type CallOptions, type MakeCall, path } from "./caller.ts";
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
  /** What `get` gives, as JSON text: payload and changes stand in it as the app wrote them, such as numbers of 20 digits. */
  getText(event: Ref, options?: CallOptions): Promise<string>;
  /** Those that were emitted in an app's own transaction and could not be taken. */
  listRejected(query: InSpace & PageQuery, options?: CallOptions): List<RejectedEvent>;
  /** With its payload. */
  getRejected(event: Ref, options?: CallOptions): Promise<RejectedEventDetail>;
  /** What `getRejected` gives, as JSON text, as the app wrote it. */
  getRejectedText(event: Ref, options?: CallOptions): Promise<string>;
}

export function createEventCalls(call: MakeCall): EventCalls {
  return {
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/events`, query }, options),
    get: (event, options) => call(eventAt(event), options),
    getText: (event, options) => call({ ...eventAt(event), isText: true }, options),
    listRejected: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/rejected-events`, query }, options),
    getRejected: (event, options) => call(rejectedAt(event), options),
    getRejectedText: (event, options) => call({ ...rejectedAt(event), isText: true }, options),
  };
}

function eventAt({ id_space, id }: Ref): Call {
  return { method: "GET", path: path`/v1/spaces/${id_space}/events/${id}`, isRepeatable: true };
}

function rejectedAt({ id_space, id }: Ref): Call {
  return { method: "GET", path: path`/v1/spaces/${id_space}/rejected-events/${id}`, isRepeatable: true };
}
