import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { answerCalls } from "./calls.ts";

/**
 * The bare relay, the ceiling: takes a POST, answers 202, and forwards the body. No store, no checks, no log, nothing
 * kept. It is as lean as Node and undici allow, or Posthorn would look better than it is.
 */

/** As many requests at once as Posthorn sends to one endpoint. */
const CONNECTIONS = 100;

const calls = {
  /** Listens, and forwards everything to this URL. Answers its port. */
  async start({ to }: { to: string }): Promise<number> {
    const { origin, pathname: path } = new URL(to);
    const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1, allowH2: false });
    const headers = { "content-type": "application/json" };
    const handler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd() {},
      onResponseError() {},
    };
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(202).end();
        const [only] = chunks;
        const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
        pool.dispatch({ method: "POST", path, headers, body }, handler);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address with a port.
    return (server.address() as AddressInfo).port;
  },
};

export type RelayCalls = typeof calls;

answerCalls(calls);
