import type { ServerResponse } from "node:http";
import type { Clock } from "../core/clock.ts";

/** Answers that do not end: streams of server-sent events. */
export interface Streams {
  /** Begins to answer. Null: too many are under way. `closed` is called once it is over, whoever ended it. */
  open(response: ServerResponse, closed: () => void): Stream | null;
  /** Ends all that are under way, and those to come. */
  stop(): void;
}

export interface Stream {
  /** Whole messages, as they go out. Who reads too slowly is cut off, and comes back. */
  send(text: string): void;
  close(): void;
}

/** Each holds a socket open. */
const STREAMS_MAX = 2_000;
/** What one may leave unread before it is cut off: hundreds of rows. */
const UNREAD_BYTES_MAX = 256 * 1024;
/** Often enough for proxies, which close what is silent for 30 or 60 s, and for clients to notice a dead connection. */
const BEAT_MS = 15_000;
/** A comment: no message. */
const BEAT = ": posthorn is there\n\n";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // For nginx, which otherwise keeps an answer until it is over.
  "x-accel-buffering": "no",
};

export function createStreams(clock: Clock): Streams {
  const underWay = new Set<Stream>();
  let isStopped = false;
  let cancelBeat = () => {};

  function beat(): void {
    for (const stream of underWay) stream.send(BEAT);
    if (underWay.size > 0) cancelBeat = clock.after(BEAT_MS, beat);
  }

  return {
    open(response, closed) {
      if (isStopped || underWay.size >= STREAMS_MAX) return null;
      const stream: Stream = {
        send(text) {
          // Closed, and not gone yet.
          if (response.writableEnded) return;
          if (response.writableLength > UNREAD_BYTES_MAX) response.destroy();
          else response.write(text);
        },
        close: () => void response.end(),
      };
      response.once("close", () => {
        underWay.delete(stream);
        if (underWay.size === 0) cancelBeat();
        closed();
      });
      response.writeHead(200, HEADERS);
      response.flushHeaders();
      underWay.add(stream);
      if (underWay.size === 1) cancelBeat = clock.after(BEAT_MS, beat);
      return stream;
    },
    stop() {
      isStopped = true;
      cancelBeat();
      for (const stream of underWay) stream.close();
    },
  };
}
