import { type CallOptions, type MakeCall, path } from "./caller.ts";
import { createList, type List } from "./list.ts";
import type { EventType, EventTypeSettings } from "./wire/event-type.ts";
import type { CreatedKey, Key, NewKey } from "./wire/key.ts";
import type { PageQuery } from "./wire/page.ts";
import type { Space, SpaceQuery } from "./wire/space.ts";

/** The customers of the app. */
export interface SpaceCalls {
  list(query?: SpaceQuery, options?: CallOptions): List<Space>;
  get(idSpace: string, options?: CallOptions): Promise<Space>;
}

/** The catalogue. */
export interface EventTypeCalls {
  list(options?: CallOptions): List<EventType>;
  get(name: string, options?: CallOptions): Promise<EventType>;
  /**
   * Registers a type of the app's own, or replaces it; of a built-in one it sets how it is validated. Once this resolves,
   * events of it are taken. Needs an operator's key, as `delete` does.
   */
  put(name: string, settings: OwnEventType | BuiltInSettings, options?: CallOptions): Promise<EventType>;
  /** Events of it are refused from now on. Those that came before stay. */
  delete(name: string, options?: CallOptions): Promise<void>;
}

/** An event type of the app's own. */
export type OwnEventType = EventTypeSettings & Required<Pick<EventTypeSettings, "schema" | "sample">>;

/** What can be set of a built-in one. */
export type BuiltInSettings = Required<Pick<EventTypeSettings, "validation">>;

/** The keys of the HTTP API. Only an operator's key may use these calls. */
export interface KeyCalls {
  /** The answer holds the key's text, this once. */
  create(key: NewKey, options?: CallOptions): Promise<CreatedKey>;
  list(query?: PageQuery, options?: CallOptions): List<Key>;
  revoke(id: string, options?: CallOptions): Promise<void>;
}

export function createSpaceCalls(call: MakeCall): SpaceCalls {
  return {
    list: (query = {}, options) => createList(call, { path: "/v1/spaces", query }, options),
    get: (idSpace, options) => call({ method: "GET", path: path`/v1/spaces/${idSpace}`, isRepeatable: true }, options),
  };
}

export function createEventTypeCalls(call: MakeCall): EventTypeCalls {
  return {
    list: (options) => createList(call, { path: "/v1/event-types", query: {} }, options),
    get: (name, options) => call({ method: "GET", path: path`/v1/event-types/${name}`, isRepeatable: true }, options),
    put: (name, json, options) =>
      call({ method: "PUT", path: path`/v1/event-types/${name}`, json, isRepeatable: true }, options),
    delete: (name, options) =>
      call({ method: "DELETE", path: path`/v1/event-types/${name}`, isRepeatable: true }, options),
  };
}

export function createKeyCalls(call: MakeCall): KeyCalls {
  return {
    // A repeat could leave a key behind that nobody knows of.
    create: (json, options) => call({ method: "POST", path: "/v1/keys", json, isRepeatable: false }, options),
    list: (query = {}, options) => createList(call, { path: "/v1/keys", query }, options),
    revoke: (id, options) => call({ method: "DELETE", path: path`/v1/keys/${id}`, isRepeatable: true }, options),
  };
}
