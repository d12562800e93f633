import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { ListenAnswered } from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { LISTENER_FAULT_HEADER, TUNNEL_PATH } from "../core/tunnel.ts";
import type { Listener } from "./listener.ts";

interface Parts {
  find(token: string): Listener | undefined;
  bodyBytesMax: number;
}

/** About one connection and not about the request or the answer (RFC 9110, 7.6.1), or said anew by whoever sends it. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
]);
/** What waits for listeners on this node: as much as dispatch keeps in memory. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** `POST /tunnel/{token}`: holds the request until the listener has answered. The token is the capability. */
export function registerTunnelRoutes(scope: FastifyInstance, { find, bodyBytesMax }: Parts): void {
  let waitingBytes = 0;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: bodyBytesMax }, (_request, body, done) => {
    done(null, body);
  });

  scope.post<{ Params: { token: string } }>(
    `${TUNNEL_PATH}:token`,
    { schema: { hide: true } },
    async ({ params, headers, method, body }, reply) => {
      reply.hijack();
      const listener = find(params.token);
      // This scope's only parser gives buffers.
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      if (listener === undefined) return fail(reply.raw, "no listener is here any more: start posthorn listen again");
      if (waitingBytes + bytes.length > WAITING_BYTES_MAX)
        return fail(reply.raw, "too much waits for listeners already");
      waitingBytes += bytes.length;
      try {
        const { answer, cancel } = listener.forward({
          method,
          headers: requestHeaders(headers),
          body: bytes.toString("base64"),
        });
        reply.raw.once("close", cancel);
        const forwarded = await answer;
        if (forwarded.type === "failed") fail(reply.raw, forwarded.detail);
        else give(reply.raw, forwarded);
      } finally {
        waitingBytes -= bytes.length;
      }
    },
  );
}

/** The listener's answer, as it is. */
function give(response: ServerResponse, { status, headers, body }: ListenAnswered): void {
  // A receiver that says no date has said none.
  response.sendDate = false;
  const faulty = Object.entries(headers).find(([name, value]) => isForwarded(name) && !isSet(response, name, value));
  if (faulty === undefined) response.writeHead(status).end(Buffer.from(body, "base64"));
  else fail(response, "the listener has answered with headers that HTTP does not allow");
}

/** Node judges what HTTP allows. */
function isSet(response: ServerResponse, name: string, value: string | string[]): boolean {
  try {
    response.setHeader(name, value);
    return true;
  } catch {
    for (const set of response.getHeaderNames()) response.removeHeader(set);
    return false;
  }
}

/** An answer in the place of one that did not come. */
function fail(response: ServerResponse, words: string): void {
  response.writeHead(502, { [LISTENER_FAULT_HEADER]: "1", "content-type": "text/plain; charset=utf-8" }).end(words);
}

function requestHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name !== "host" && !HOP_HEADERS.has(name));
  return Object.fromEntries(kept.map(([name, value = ""]) => [name, [value].flat().join(", ")]));
}

function isForwarded(name: string): boolean {
  const lower = name.toLowerCase();
  return !HOP_HEADERS.has(lower) && lower !== LISTENER_FAULT_HEADER;
}
