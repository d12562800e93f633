import type { Endpoint } from "../core/endpoint.ts";
import type { Routes } from "./endpoints.ts";
import type { Store } from "./store.ts";

/** The routes of this many spaces are remembered. 10,000 spaces of 5 endpoints take about 50 MB. */
const SPACES_MAX = 10_000;

/**
 * Endpoints by space, remembered. A copy may be old for a moment; that is safe because `acceptEvents` checks the
 * version it was matched against inside its transaction, and every change is heard of from the store.
 */
export interface EndpointDirectory {
  routes(idSpace: string): Promise<Routes>;
  /** The routes if they are remembered: spares the hot path a promise. */
  cachedRoutes(idSpace: string): Routes | undefined;
  /** A live endpoint. Null: it was deleted. */
  endpoint(idSpace: string, idEndpoint: string): Promise<Endpoint | null>;
  /** A live endpoint if its space's routes are remembered. */
  cachedEndpoint(idSpace: string, idEndpoint: string): Endpoint | undefined;
  /** Forgets a space, so that the next look-up reads the store. */
  forget(idSpace: string): void;
  close(): void;
}

export function createEndpointDirectory(
  store: Pick<Store, "getRoutes" | "watchEndpoints" | "watchLost">,
): EndpointDirectory {
  const spaces = new Map<string, Routes>();
  const loading = new Map<string, Promise<Routes>>();

  function forget(idSpace: string): void {
    spaces.delete(idSpace);
    // A load that began before the change may bring what was there before it: its result must not be remembered.
    loading.delete(idSpace);
  }

  async function load(idSpace: string): Promise<Routes> {
    const reading = store.getRoutes(idSpace);
    loading.set(idSpace, reading);
    try {
      const routes = await reading;
      if (loading.get(idSpace) === reading) remember(idSpace, routes);
      return routes;
    } finally {
      if (loading.get(idSpace) === reading) loading.delete(idSpace);
    }
  }

  function remember(idSpace: string, routes: Routes): void {
    if (spaces.size >= SPACES_MAX) {
      const [oldest] = spaces.keys();
      if (oldest !== undefined) spaces.delete(oldest);
    }
    spaces.set(idSpace, routes);
  }

  const stopWatching = store.watchEndpoints((change) => forget(change.idSpace));
  // A node that was away may have missed changes.
  const stopWatchingLost = store.watchLost(() => {
    spaces.clear();
    loading.clear();
  });

  async function routes(idSpace: string): Promise<Routes> {
    return spaces.get(idSpace) ?? loading.get(idSpace) ?? load(idSpace);
  }

  return {
    routes,
    cachedRoutes: (idSpace) => spaces.get(idSpace),
    endpoint: async (idSpace, idEndpoint) => endpointIn(await routes(idSpace), idEndpoint) ?? null,
    cachedEndpoint(idSpace, idEndpoint) {
      const known = spaces.get(idSpace);
      return known && endpointIn(known, idEndpoint);
    },
    forget,
    close() {
      stopWatching();
      stopWatchingLost();
    },
  };
}

function endpointIn({ endpoints }: Routes, idEndpoint: string): Endpoint | undefined {
  return endpoints.find(({ id }) => id === idEndpoint);
}
