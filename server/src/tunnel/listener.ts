import type { ListenAnswer, ListenAnswered, ListenMessage, ListenReady, ListenRequest } from "@posthorn/sdk";
import type { WebSocket } from "ws";
import type { Clock } from "../core/clock.ts";
import { watchConnection } from "./connection.ts";
import { parseAnswer } from "./messages.ts";

/** Which endpoint it is that a listener receives for. */
export interface Place {
  idSpace: string;
  idEndpoint: string;
  /** What its URL ends with. */
  token: string;
}

/** What a listener came to with a request. */
export type Forwarded = ListenAnswered | { type: "failed"; detail: string };

/** One listener: its connection while there is one, and the requests that wait for its answers. */
export interface Listener {
  readonly place: Place;
  readonly isConnected: boolean;
  /** Goes on over this connection, and no other. */
  attach(socket: WebSocket): void;
  /** Says that it is known from now on, and hands over what waits: also what it may have had before. */
  welcome(ready: ListenReady): void;
  /** Waits for its answer, also while it is away. `cancel`: nobody waits any more. */
  forward(request: Omit<ListenRequest, "type" | "id">): { answer: Promise<Forwarded>; cancel(): void };
  tell(message: ListenMessage): void;
  /** Ends the connection, and what waits with these words. */
  end(code: number, words: string): void;
  /** Resolves once there is no connection any more, at the latest after a second. */
  closed(): Promise<void>;
}

export interface ListenerOptions {
  clock: Clock;
  place: Place;
  /** The connection was lost. */
  away(): void;
  /** It goes for good. Resolves once nothing of it is left. */
  leave(): Promise<void>;
}

/** For a farewell to be read. */
const CLOSING_MS_MAX = 1_000;
/** RFC 6455, 7.4.1. */
const CLOSE = { normal: 1000, policyViolation: 1008 };

export function createListener({ clock, place, away, leave }: ListenerOptions): Listener {
  const waiting = new Map<string, { message: ListenRequest; settle(forwarded: Forwarded): void }>();
  let socket: WebSocket | null = null;
  // With it, an id is not used again after a restart: a listener that is back remembers what it has answered.
  const bornAt = clock.now();
  let count = 0;

  function send(message: ListenMessage): void {
    socket?.send(JSON.stringify(message));
  }

  function hear(text: string): void {
    const answer: ListenAnswer | null = parseAnswer(text);
    if (answer === null) socket?.close(CLOSE.policyViolation, "that is no message of a listener");
    else if (answer.type === "leave") void goodbye();
    else waiting.get(answer.id)?.settle(answer);
  }

  async function goodbye(): Promise<void> {
    await leave();
    send({ type: "left" });
    end(CLOSE.normal, "the listener has gone");
  }

  function end(code: number, words: string): void {
    for (const { settle } of [...waiting.values()]) settle({ type: "failed", detail: words });
    socket?.close(code, words);
  }

  return {
    place,
    get isConnected() {
      return socket !== null;
    },
    attach(next) {
      // Whatever the old connection looks like, its listener has opened another one.
      socket?.terminate();
      socket = next;
      watchConnection(clock, next, {
        heard(text) {
          if (socket === next) hear(text);
        },
        closed() {
          if (socket !== next) return;
          socket = null;
          away();
        },
      });
    },
    welcome(ready) {
      send(ready);
      for (const { message } of waiting.values()) send(message);
    },
    forward(request) {
      const id = `${bornAt}-${++count}`;
      const message: ListenRequest = { type: "request", id, ...request };
      const { promise, resolve } = Promise.withResolvers<Forwarded>();
      const settle = (forwarded: Forwarded) => {
        waiting.delete(id);
        resolve(forwarded);
      };
      waiting.set(id, { message, settle });
      send(message);
      return {
        answer: promise,
        cancel() {
          if (!waiting.has(id)) return;
          settle({ type: "failed", detail: "nobody waits any more" });
          send({ type: "cancelled", id });
        },
      };
    },
    tell: send,
    end,
    async closed() {
      if (socket !== null) await whenClosed(clock, socket);
    },
  };
}

async function whenClosed(clock: Clock, socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  const cancel = clock.after(CLOSING_MS_MAX, () => socket.terminate());
  await promise.finally(cancel);
}
