import type { Dispatcher } from "undici";
import type { Clock } from "../core/clock.ts";
import { joinedBytes } from "../core/joined-bytes.ts";
import type { AttemptResponse, AttemptTiming } from "../core/outcome.ts";
import type { Connection } from "./connection.ts";
import type { HeaderRecord } from "./request-headers.ts";

/** One request and what came back, before it is judged. */
export interface Exchanged {
  end: ExchangeEnd;
  /** What there was of an answer. Null: not even its head. */
  response: AttemptResponse | null;
  timing: AttemptTiming;
  remoteAddress: string | null;
}

/**
 * `complete`: the answer has ended. `cut`: it was longer than is read, and the connection was closed on it. `late`: the
 * time was up. `broken`: there was no connection, or it broke, or what came was not HTTP.
 */
export type ExchangeEnd = { kind: "complete" | "cut" | "late" } | { kind: "broken"; error: unknown };

/** What is sent. */
export interface Message {
  headers: HeaderRecord;
  body: Uint8Array;
}

export interface ExchangeLimits {
  clock: Clock;
  /** For everything, from DNS to the answer's end. */
  timeoutMs: number;
  /** How much of an answer is kept. */
  responseKeptBytesMax: number;
  /** How much of it is read, so that the connection can be used again, before it is cut. */
  responseReadBytesMax: number;
}

/** Sends one POST over `connection` and takes in the answer, within the limits. Never rejects. */
export async function exchange(
  connection: Connection,
  path: string,
  { headers, body }: Message,
  limits: ExchangeLimits,
): Promise<Exchanged> {
  const { promise: ended, resolve: finish } = Promise.withResolvers<ExchangeEnd>();
  const answer = createAnswer(limits);
  const openingBefore = connection.opening;
  const cancel = limits.clock.after(limits.timeoutMs, () => finish({ kind: "late" }));
  connection.client.dispatch({ method: "POST", path, headers, body }, createHandler(answer, finish));
  const end = await ended;
  cancel();

  const { remoteAddress, ...opened } = connection.opening;
  // A connection that was open already took no time to open.
  const openingTiming = connection.opening === openingBefore ? { dnsMs: null, connectMs: null, tlsMs: null } : opened;
  return {
    end,
    response: answer.response(end),
    timing: { ...openingTiming, firstByteMs: answer.firstByteMs() },
    remoteAddress,
  };
}

function createHandler(answer: Answer, finish: (end: ExchangeEnd) => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => answer.onSent(),
    onResponseStart(controller, status) {
      // 103 and its kind announce the answer that is still to come.
      if (status >= 200) answer.onHead(status, controller.rawHeaders);
    },
    onResponseData(_controller, chunk) {
      if (!answer.onData(chunk)) finish({ kind: "cut" });
    },
    onResponseEnd: () => finish({ kind: "complete" }),
    onResponseError: (_controller, error) => finish({ kind: "broken", error }),
  };
}

/** An answer as it comes in. */
interface Answer {
  onSent(): void;
  onHead(status: number, rawHeaders: unknown): void;
  /** False once it is longer than is read. */
  onData(chunk: Uint8Array): boolean;
  response(end: ExchangeEnd): AttemptResponse | null;
  firstByteMs(): number | null;
}

function createAnswer({ clock, responseKeptBytesMax, responseReadBytesMax }: ExchangeLimits): Answer {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let readBytes = 0;
  let sentAt = 0;
  let firstByteMs: number | null = null;
  let head: { status: number; headers: HeaderRecord } | null = null;

  return {
    onSent() {
      sentAt = clock.elapsed();
    },
    onHead(status, rawHeaders) {
      firstByteMs = clock.elapsed() - sentAt;
      head = { status, headers: toHeaders(rawHeaders) };
    },
    onData(chunk) {
      readBytes += chunk.length;
      if (keptBytes < responseKeptBytesMax) {
        const part = chunk.subarray(0, responseKeptBytesMax - keptBytes);
        kept.push(part);
        keptBytes += part.length;
      }
      return readBytes <= responseReadBytesMax;
    },
    response(end) {
      if (head === null) return null;
      return { ...head, body: joinedBytes(kept), isBodyCut: end.kind !== "complete" || readBytes > keptBytes };
    },
    firstByteMs: () => firstByteMs,
  };
}

/** undici hands over names and values in turn, as the bytes that came. A header that comes twice is one list (RFC 9110). */
function toHeaders(raw: unknown): HeaderRecord {
  const headers = new Map<string, string>();
  const texts = Array.isArray(raw) ? raw.map((bytes) => (Buffer.isBuffer(bytes) ? bytes.toString("latin1") : "")) : [];
  for (let i = 0; i + 1 < texts.length; i += 2) {
    const name = (texts[i] ?? "").toLowerCase();
    const value = texts[i + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}
