import { readFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcp, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";

/** A request as it came over the socket. */
export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: Buffer;
}

/** A real server on a free loopback port. */
export interface Receiver {
  port: number;
  url: string;
  requests: Received[];
  /** How many connections were made to it. */
  socketCount(): number;
  /** Resolves once none of its connections is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

/** Answers like a web server: 200 with `ok`, unless told otherwise. */
export function receiveHttp(
  answer: (request: Received, response: ServerResponse) => void = (_request, response) => response.end("ok"),
): Promise<Receiver> {
  const requests: Received[] = [];
  const server = createHttp({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("error", ignoreBrokenOff);
    incoming.on("end", () => {
      const { url: path = "", headers, rawHeaders } = incoming;
      const request = { path, headers, rawHeaders, body: Buffer.concat(chunks) };
      requests.push(request);
      answer(request, response);
    });
  });
  return listen(server, requests);
}

/** Leaves the socket to `onRequest`, which is called at each piece of a request that arrives. */
export function receiveRaw(onRequest: (socket: Socket) => void): Promise<Receiver> {
  return listen(
    createTcp((socket) => socket.on("data", () => onRequest(socket))),
    [],
  );
}

/** Speaks TLS with a certificate of `test/fixtures`, and answers 200 to each request. */
export function receiveTls(certificate: string): Promise<Receiver> {
  const server = createTls(
    { cert: fixture(`${certificate}.pem`), key: fixture(`${certificate}.key.pem`) },
    (socket) => {
      socket.on("error", ignoreBrokenOff);
      socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
    },
  );
  server.on("tlsClientError", ignoreBrokenOff);
  return listen(server, []);
}

export function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
}

/** Clients in these tests break off on purpose. */
function ignoreBrokenOff(): void {}

async function listen(server: Server, requests: Received[]): Promise<Receiver> {
  const sockets = new Set<Socket>();
  let socketCount = 0;
  let onClosed: (() => void) | null = null;
  server.on("connection", (socket: Socket) => {
    socketCount += 1;
    sockets.add(socket);
    socket.on("error", ignoreBrokenOff);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) onClosed?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/hook`,
    requests,
    socketCount: () => socketCount,
    allClosed: () =>
      new Promise((resolve) => {
        onClosed = resolve;
        if (sockets.size === 0) resolve();
      }),
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
