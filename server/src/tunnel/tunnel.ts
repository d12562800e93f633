import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { WebSocketServer } from "ws";
import type { Endpoint } from "../core/endpoint.ts";
import type { Place } from "./listener.ts";
import { createStays, type StaysOptions } from "./stays.ts";
import { registerTunnelRoutes } from "./tunnel-routes.ts";

/**
 * A receiver inside Posthorn that hands each request to a listener: a developer's machine, over a connection that it has
 * opened. Its endpoint lives as long as the listener: what the listener answers is what came of the delivery.
 */
export interface Tunnel {
  register(app: FastifyInstance): void;
  /** How many listeners a space has, connected or away, on all nodes. */
  countOf(idSpace: string): Promise<number>;
  /**
   * Whether this listener may come back: it is away, or its connection has not been found dead yet. If so, this node serves
   * it from now on, whichever did before.
   */
  takeBack(place: Place): Promise<boolean>;
  /** Takes over the connection of a new listener, or of one that is back. */
  connect(place: Place, upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }): void;
  /** Waits for the listeners that other nodes have left, as for those that are away. At a start, before anything is sent. */
  adopt(left: readonly Endpoint[]): Promise<void>;
  /** Ends all connections. What they were for is left to the next start. */
  stop(): Promise<void>;
  connectedCount(): number;
}

export interface TunnelOptions extends StaysOptions {
  /** Of a request's body: the largest payload in its envelope. */
  bodyBytesMax: number;
}

/** An answer in base64 with its headers: many times what is read of one. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

export function createTunnel(options: TunnelOptions): Tunnel {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, clientTracking: false });
  const stays = createStays(options);
  const { byToken } = stays;

  return {
    register(app) {
      const find = (token: string) => byToken.get(token)?.listener;
      app.register(async (scope) => registerTunnelRoutes(scope, { find, ...options }));
    },
    countOf: options.endpoints.countOf,
    async takeBack(place) {
      const endpoint = await options.endpoints.find(place);
      if (endpoint === null || !endpoint.isListener || tokenOf(endpoint) !== place.token) return false;
      if ((await options.endpoints.take(place)) === null) return false;
      if (!byToken.has(place.token)) stays.enter(place, true);
      return true;
    },
    connect(place, { request, socket, head }) {
      const stay = byToken.get(place.token) ?? stays.enter(place, false);
      // Gone before it was there: as one whose connection was lost.
      const lost = () => stays.away(stay);
      socket.once("close", lost);
      server.handleUpgrade(request, socket, head, (connection) => {
        socket.off("close", lost);
        stay.listener.attach(connection);
        void stays.greet(stay);
      });
    },
    async adopt(left) {
      for (const endpoint of left) {
        const place = { idSpace: endpoint.idSpace, idEndpoint: endpoint.id, token: tokenOf(endpoint) };
        // It may have come back meanwhile.
        if (byToken.has(place.token)) continue;
        const stay = stays.enter(place, true);
        stays.away(stay);
        await stay.work;
      }
    },
    stop: stays.stop,
    connectedCount: () => [...byToken.values()].filter(({ listener }) => listener.isConnected).length,
  };
}

/** What only the listener knows, and the end of its endpoint's URL. */
function tokenOf({ url }: Endpoint): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
