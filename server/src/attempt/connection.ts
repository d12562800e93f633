import { Client } from "undici";
import type { Clock } from "../core/clock.ts";
import type { Opening, OpenSocket } from "./connector.ts";
import type { Target } from "./target.ts";

/** One connection to one origin, for one request at a time. It opens its socket when a request first needs it. */
export interface Connection {
  readonly client: Client;
  /** How its present socket came about. A new object each time one is opened. */
  readonly opening: Opening;
  /** Whether there is a socket that another request may use. */
  isReusable(): boolean;
  /** Closes the socket, or stops opening one. */
  destroy(reason: Error): Promise<void>;
}

export interface ConnectionOptions {
  clock: Clock;
  open: OpenSocket;
  onDisconnect(connection: Connection): void;
}

/** An idle socket is closed after this: common servers close theirs after 5 s, and a request must not meet that moment. */
const IDLE_MS = 2000;
/** A server's own `keep-alive: timeout=n` counts, less this for the way there. */
const IDLE_MARGIN_MS = 1000;
/** A socket in steady use is given up after this, so that a change in the DNS is noticed. */
const AGE_MAX_MS = 60_000;
/** Bytes of an answer's head: what Node's own servers and clients take. Longer ones are refused. */
const RESPONSE_HEAD_BYTES_MAX = 16 * 1024;

export function createConnection(target: Target, { clock, open, onDisconnect }: ConnectionOptions): Connection {
  const stop = new AbortController();
  let opening = unopened();
  let openedAt = 0;
  let isOpen = false;

  const client = new Client(target.origin, {
    pipelining: 1,
    allowH2: false,
    // An attempt has one timeout of its own, for everything.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    keepAliveTimeoutThreshold: IDLE_MARGIN_MS,
    maxHeaderSize: RESPONSE_HEAD_BYTES_MAX,
    connect(_options, callback) {
      opening = unopened();
      open(target, opening, stop.signal).then(
        (socket) => callback(null, socket),
        (error) => callback(error, null),
      );
    },
  });
  client.on("connect", () => {
    isOpen = true;
    openedAt = clock.elapsed();
  });
  client.on("disconnect", () => {
    isOpen = false;
    onDisconnect(connection);
  });

  const connection: Connection = {
    client,
    get opening() {
      return opening;
    },
    isReusable: () => isOpen && clock.elapsed() - openedAt < AGE_MAX_MS,
    destroy(reason) {
      stop.abort(reason);
      return client.destroy(reason);
    },
  };
  return connection;
}

function unopened(): Opening {
  return { dnsMs: null, connectMs: null, tlsMs: null, remoteAddress: null };
}
