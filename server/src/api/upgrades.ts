import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { ServerResponse } from "./node-http.ts";

/** What a request for a WebSocket came with. */
export interface WantedUpgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** For Node's option `shouldUpgradeCallback`: an offer of HTTP/2, as curl makes it, is no reason to leave HTTP. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

/** Finds what a request for a WebSocket came with. Null: it was no such request. */
export type FindUpgrade = (request: IncomingMessage) => WantedUpgrade | null;

/**
 * Lets requests for WebSockets go through routes and hooks like all others, so that a refusal is an answer like all
 * others. The route that wants the socket takes it from here, with `reply.hijack`.
 */
export function registerUpgrades(app: FastifyInstance): FindUpgrade {
  const wanted = new WeakMap<IncomingMessage, WantedUpgrade>();
  app.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    // It is the server's socket: Node types it as widely as what may stand in for one.
    response.assignSocket(socket as typeof request.socket);
    response.shouldKeepAlive = false;
    response.on("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    wanted.set(request, { request, socket, head });
    app.routing(request, response);
  });
  return (request) => wanted.get(request) ?? null;
}
