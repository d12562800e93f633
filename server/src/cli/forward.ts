import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { ListenRequest } from "@posthorn/sdk";

/** What a developer's server came to with a request. */
export type Forwarded =
  | { kind: "answered"; status: number; headers: Record<string, string | string[]>; body: Buffer }
  /** `reason`: for whom knows where it was to go. */
  | { kind: "failed"; detail: string; reason: string };

/** How much of an answer is handed back: more than any server keeps of it. */
const ANSWER_BYTES_MAX = 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  ECONNRESET: "it closed the connection without an answer",
  ETIMEDOUT: "it does not answer",
};

/** Makes the same request to another URL: method, headers and bytes as they came. Any answer will do. */
export function forward(
  { method, headers, body }: Pick<ListenRequest, "method" | "headers" | "body">,
  { url, skipVerify, signal }: { url: URL; skipVerify: boolean; signal: AbortSignal },
): Promise<Forwarded> {
  const { promise, resolve } = Promise.withResolvers<Forwarded>();
  const isTls = url.protocol === "https:";
  const options = { method, headers, signal, ...(isTls ? { rejectUnauthorized: !skipVerify } : {}) };
  const request = (isTls ? requestHttps : requestHttp)(url, options);
  const fail = (error: Error) => resolve({ kind: "failed", ...failureWords(url, error, signal) });
  request.on("error", fail);
  request.on("response", (response) => {
    readBody(response).then((bytes) => {
      // A response that has come has a status.
      resolve({ kind: "answered", status: response.statusCode ?? 0, headers: headersOf(response), body: bytes });
    }, fail);
  });
  request.end(Buffer.from(body, "base64"));
  return promise;
}

/** Where to forward to, as people say it: a URL, a host with a port, a port, with a path or without. Null: none of these. */
export function parseTarget(text: string): URL | null {
  // A number alone would be read as an IPv4 address.
  const full = /^\d{1,5}(?:\/|$)/.test(text)
    ? `http://localhost:${text}`
    : /^https?:\/\//i.test(text)
      ? text
      : `http://${text}`;
  const url = URL.parse(full);
  return url === null || url.username !== "" || url.password !== "" ? null : url;
}

/** The first megabyte of it. */
async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    // Without an encoding set, chunks are buffers.
    chunks.push(chunk as Buffer);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX);
}

function headersOf({ headers }: IncomingMessage): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value = ""]) => [name, value]));
}

function failureWords(url: URL, error: Error, signal: AbortSignal): { detail: string; reason: string } {
  if (signal.aborted) {
    const reason = "took longer than Posthorn waits";
    return { detail: `${url.href} ${reason}`, reason };
  }
  const [first = error] = error instanceof AggregateError ? error.errors : [];
  const code = "code" in first ? String(first.code) : "";
  const reason = REASONS[code] ?? first.message;
  return { detail: `listener could not reach ${url.href}: ${reason}`, reason };
}
