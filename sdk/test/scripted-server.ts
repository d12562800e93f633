import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import type { CallerClock } from "../src/caller.ts";

export interface Asked {
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** `hang` never answers, `reset` closes the connection instead. A text is the body of a 200, an object goes as JSON. */
export type Script = "hang" | "reset" | object | { status: number; headers?: Record<string, string>; body?: string };

/** A real server on loopback that answers as its script says, one line after the other, and notes what it was asked. */
export async function startScripted(test: TestContext, script: (asked: Asked, index: number) => Script) {
  const asked: Asked[] = [];
  const first = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const { method = "", url: target = "", headers } = request;
    const index = asked.push({ method, target, headers, body: await text(request) }) - 1;
    first.resolve();
    const line = script(asked[index] ?? unreachable(), index);
    if (line === "hang") return;
    if (line === "reset") {
      request.socket.destroy();
      return;
    }
    if ("status" in line && typeof line.status === "number") {
      const { status, headers: own = {}, body = "" } = line as { status: number; headers?: object; body?: string };
      response.writeHead(status, { ...own }).end(body);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(line));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, firstAsked: first.promise };
}

/** A problem document as Posthorn sends it. */
export function problemAnswer(status: number, code: string, headers: Record<string, string> = {}) {
  const problem = { type: `urn:posthorn:problem:${code}`, title: "A title", status, code, detail: "Some words." };
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify(problem),
  };
}

/** Pauses that take no time, and are noted. */
export function instantClock(random = 0): CallerClock & { pauses: number[] } {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => Date.parse("2026-01-31T09:30:00Z"),
    random: () => random,
    async pause(ms) {
      pauses.push(ms);
    },
  };
}

function unreachable(): never {
  throw new Error("it was just put there");
}
