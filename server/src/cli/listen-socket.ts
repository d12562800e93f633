import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import {
  type ListenAnswer,
  type ListenMessage,
  type ListenQuery,
  PosthornConnectionError,
  PosthornError,
  type Problem,
} from "@posthorn/sdk";
import { WebSocket } from "ws";
import type { Clock } from "../core/clock.ts";

export interface ListenOptions {
  url: string;
  key: string;
  idSpace: string;
  query: Pick<ListenQuery, "events" | "forward_to">;
  /** `whsec_…`. Undefined: the server makes one. */
  signingSecret: string | undefined;
  clock: Clock;
  /** Aborted: leaves, so that nothing of the listener is left. */
  signal: AbortSignal;
}

/** Which listener it was before its connection was lost. */
export interface Resumed {
  id_endpoint: string;
  token: string;
}

/** How a connection ended: `left` on purpose, `lost` otherwise. */
export type End = { kind: "left" } | { kind: "lost"; words: string };

/** The server pings each 10 s. Without any for this long it is gone, whatever the network says. */
const SILENT_MS_MAX = 30_000;
/** For a farewell to be answered. */
const LEAVING_MS_MAX = 3_000;
/** As long as a connection may take to be made. */
const HANDSHAKE_MS_MAX = 15_000;
/** The largest payload that an operator can allow, in base64, with much room. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * One connection, from its making to its end. `hear` is given each message and the way to answer. Rejects with a
 * `PosthornError` where it is refused, or not made.
 */
export function converse(
  options: ListenOptions,
  resumed: Resumed | null,
  hear: (message: ListenMessage, send: (answer: ListenAnswer) => void) => void,
): Promise<End> {
  const { clock, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<End>();
  const socket = new WebSocket(targetOf(options, resumed), {
    headers: headersOf(options, resumed),
    handshakeTimeout: HANDSHAKE_MS_MAX,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  let words = "the server has closed it";
  let cancelTimer = () => {};

  function send(answer: ListenAnswer): void {
    // What was to go over a connection that is lost is asked for again over the next.
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(answer));
  }

  function note(): void {
    cancelTimer();
    cancelTimer = clock.after(SILENT_MS_MAX, () => {
      words = "nothing was heard from the server";
      socket.terminate();
    });
  }

  function leave(): void {
    const waitMs = socket.readyState === WebSocket.OPEN ? LEAVING_MS_MAX : 0;
    send({ type: "leave" });
    cancelTimer();
    cancelTimer = clock.after(waitMs, () => socket.terminate());
  }

  socket.on("open", note);
  socket.on("ping", note);
  socket.on("message", (data) => {
    note();
    // The server's messages are the SDK's types, which it is compiled against.
    hear(JSON.parse(String(data)) as ListenMessage, send);
  });
  socket.on("unexpected-response", (_request, response) => {
    void refusal(response).then(reject);
  });
  socket.on("error", (error) => {
    words = reasonOf(error);
    reject(
      new PosthornConnectionError({ code: "network", detail: `Posthorn was not reached: ${words}.`, cause: error }),
    );
  });
  socket.on("close", (_code, reason) => {
    cancelTimer();
    signal.removeEventListener("abort", leave);
    resolve(signal.aborted ? { kind: "left" } : { kind: "lost", words: String(reason) || words });
  });
  signal.addEventListener("abort", leave, { once: true });
  return promise;
}

function targetOf({ url, idSpace, query }: ListenOptions, resumed: Resumed | null): string {
  const { events, forward_to } = query;
  const asked = resumed === null ? { events, forward_to } : { id_endpoint: resumed.id_endpoint };
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const base = url.replace(/^http/i, "ws").replace(/\/+$/, "");
  return `${base}/v1/spaces/${encodeURIComponent(idSpace)}/listen?${new URLSearchParams(given)}`;
}

function headersOf({ key, signingSecret }: ListenOptions, resumed: Resumed | null): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    ...(resumed === null ? {} : { "posthorn-listener": resumed.token }),
    ...(signingSecret === undefined ? {} : { "posthorn-signing-secret": signingSecret }),
  };
}

/** What an answer that is no WebSocket says. */
async function refusal(response: IncomingMessage): Promise<PosthornError> {
  const { statusCode: status, headers } = response;
  const body = await text(response).catch(() => "");
  if (headers["content-type"]?.startsWith("application/problem+json")) {
    // Ours, by its type.
    const problem = JSON.parse(body) as Problem;
    return new PosthornError({ code: problem.code, detail: problem.detail, problem });
  }
  const detail = `${status} came where a WebSocket was expected: a proxy on the way may not pass them on.`;
  return new PosthornError({ code: "unexpected_answer", detail });
}

/** Where a name has several addresses there is one error for each. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message;
}
