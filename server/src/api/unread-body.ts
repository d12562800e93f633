import { finished, Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";

/** Four batches of the largest size: who sends more than that does not mean it. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;
/** A client that listens while it sends has stopped long before; one that does not has sent 64 MiB at 18 Mbit/s. */
const DISCARDED_MS_MAX = 30_000;

/**
 * Lets an answer arrive that was given before the body was read: 401, 404, 413, 415, 503. Closing a connection on which
 * bytes are still coming resets it, and the client would be told of a broken pipe and never see why. So the answer goes
 * out at once, and what still comes is thrown away, up to a bound, before the connection is let go (RFC 9112, 9.6).
 *
 * To be registered after all other `onSend` hooks, since those after it would see a stream in place of the answer.
 */
export function registerUnreadBody(app: FastifyInstance, { clock }: { clock: Clock }): void {
  app.addHook("onSend", (request, reply, answer: unknown, done) => {
    const { complete, readableEnded, destroyed } = request.raw;
    const isRead = complete || readableEnded || destroyed;
    if (isRead || typeof answer !== "string" || !hasBody(request)) return done(null, answer);
    // Its length is said, so that the client has the whole answer before its end.
    reply.header("content-length", Buffer.byteLength(answer));
    const sent = new Readable({ read() {} });
    sent.push(answer);
    discard(request, clock, () => sent.push(null));
    done(null, sent);
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function discard({ raw }: FastifyRequest, clock: Clock, onEnd: () => void): void {
  let bytes = 0;
  const end = () => {
    cancel();
    onEnd();
  };
  const cancel = clock.after(DISCARDED_MS_MAX, () => raw.destroy());
  raw.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARDED_BYTES_MAX) raw.destroy();
  });
  finished(raw, { writable: false }, end);
  raw.resume();
}
