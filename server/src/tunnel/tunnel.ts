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
  /** How many listeners a space has, connected or away. */
  countOf(idSpace: string): number;
  /** Whether this listener may come back: it is away, or its connection has not been found dead yet. */
  knows(place: Place): boolean;
  /** Takes over the connection of a new listener, or of one that is back. */
  connect(place: Place, upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }): void;
  /** Waits for the listeners of nodes before, as for those that are away. To be called before anything is sent. */
  start(left: readonly Endpoint[]): Promise<void>;
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
    countOf: (idSpace) => [...byToken.values()].filter(({ listener }) => listener.place.idSpace === idSpace).length,
    knows({ idSpace, idEndpoint, token }) {
      const place = byToken.get(token)?.listener.place;
      return place?.idSpace === idSpace && place.idEndpoint === idEndpoint;
    },
    connect(place, { request, socket, head }) {
      const stay = byToken.get(place.token) ?? stays.enter(place);
      // Gone before it was there: as one whose connection was lost.
      const lost = () => stays.away(stay);
      socket.once("close", lost);
      server.handleUpgrade(request, socket, head, (connection) => {
        socket.off("close", lost);
        stay.listener.attach(connection);
        void stays.greet(stay);
      });
    },
    async start(left) {
      for (const { idSpace, id: idEndpoint, url } of left) {
        const stay = stays.enter({ idSpace, idEndpoint, token: url.slice(url.lastIndexOf("/") + 1) });
        stays.away(stay);
        await stay.work;
      }
    },
    stop: stays.stop,
    connectedCount: () => [...byToken.values()].filter(({ listener }) => listener.isConnected).length,
  };
}
