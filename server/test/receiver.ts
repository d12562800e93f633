import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a receiver got, in the order in which it was complete. */
export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A real HTTP server on loopback that notes what comes and answers as the test says. */
export interface Receiver {
  url: string;
  requests: Received[];
  /** Resolves as soon as `isEnough` holds of what has come. It is asked after each request has been answered. */
  until(isEnough: (requests: readonly Received[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** `answer` may take its time, or never answer. Returning a number ends the response with that status. */
export type Answer = (request: Received, response: ServerResponse) => number | Promise<number> | undefined;

export async function startReceiver(answer: Answer = () => 200): Promise<Receiver> {
  const requests: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const received = { path: request.url ?? "", headers: request.headers, body: await text(request) };
    const status = await answer(received, response);
    if (status !== undefined) response.writeHead(status).end();
    requests.push(received);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    until(isEnough) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (!isEnough(requests)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
