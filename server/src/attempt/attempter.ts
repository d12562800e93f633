import type { Clock } from "../core/clock.ts";
import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { envelopeBody, secretLengthInBody } from "../core/envelope.ts";
import type { MakeId } from "../core/ids.ts";
import { withMasked } from "../core/masked-headers.ts";
import type { Attempt, Outcome } from "../core/outcome.ts";
import { classify } from "./classify.ts";
import { createConnections } from "./connections.ts";
import { createConnector } from "./connector.ts";
import { type Exchanged, exchange, type Message } from "./exchange.ts";
import { createAddressGuard, type GuardOptions } from "./guard.ts";
import { listenerFault } from "./listener-fault.ts";
import { type HeaderRecord, headersOnWire, requestHeaders } from "./request-headers.ts";
import { createResolve, type Resolve } from "./resolve.ts";
import { createSign } from "./sign.ts";
import type { Target } from "./target.ts";
import { createUrlJudge, type FindInbox } from "./url-rules.ts";

/** Stage 4: signs a delivery, guards the address, sends it once, and says what it came to. */
export interface Attempter {
  /** Sends once. Never rejects for anything the receiver or the network does. */
  attempt(task: AttemptTask): Promise<Outcome>;
  /** Lets go of idle sockets. An attempt that is still under way ends normally. */
  close(): Promise<void>;
}

export interface AttemptTask {
  delivery: OwedDelivery;
  /** As it is now: its present URL, headers and secrets are used. */
  endpoint: Endpoint;
}

export interface AttempterOptions {
  clock: Clock;
  makeId: MakeId;
  /** Posthorn's own, for the `user-agent`. */
  version: string;
  /** For the whole exchange, from DNS to the answer's end. */
  timeoutMs: number;
  /** For look-up, connection and TLS handshake together. */
  connectTimeoutMs: number;
  /** How much of an answer is kept as evidence. */
  responseKeptBytesMax: number;
  /** How much of it is read, so that the connection can be used again, before it is cut. */
  responseReadBytesMax: number;
  guard: GuardOptions;
  /** The DNS, unless another is given. */
  resolve?: Resolve;
  inbox: FindInbox;
  tunnel?: FindInbox;
  /** PEM certificates that are trusted instead of the public authorities. */
  trustedCa?: string;
}

export function createAttempter(options: AttempterOptions): Attempter {
  const { clock, makeId, version, guard, connectTimeoutMs, timeoutMs, trustedCa } = options;
  const judge = createUrlJudge(options);
  const sign = createSign();
  const connections = createConnections(
    clock,
    createConnector({
      clock,
      resolve: options.resolve ?? createResolve(clock),
      guard: createAddressGuard(guard.allowAddresses),
      connectTimeoutMs,
      trustedCa,
    }),
  );

  async function attempt({ delivery, endpoint }: AttemptTask): Promise<Outcome> {
    const startedAt = clock.now();
    const began = clock.elapsed();
    const id = makeId("att");
    const { url, envelope } = endpoint;
    const secret = endpoint.isSecretInBody ? endpoint.secrets.body : "";
    const body = envelopeBody(envelope, delivery, secret);
    const headers = requestHeaders({ idAttempt: id, version, now: startedAt, delivery, endpoint, body, sign });
    const secretLength = secretLengthInBody(secret);

    const evidence = (sentHeaders: HeaderRecord, exchanged: Omit<Exchanged, "end">): Attempt => ({
      id,
      startedAt,
      durationMs: clock.elapsed() - began,
      timing: exchanged.timing,
      request: { url, headers: withMasked(sentHeaders, endpoint.headers), secretLength, envelope },
      response: exchanged.response,
      remoteAddress: exchanged.remoteAddress,
    });

    const judgement = judge(url);
    if ("fault" in judgement) return { kind: "failed", error: judgement.fault, attempt: evidence(headers, UNSENT) };
    const exchanged = await send(judgement.target, { headers, body });
    const sentHeaders = headersOnWire(headers, judgement.target.host, body.length);
    const verdict = listenerFault(judgement.target, exchanged) ?? classify(exchanged, timeoutMs);
    return { ...verdict, attempt: evidence(sentHeaders, exchanged) };
  }

  async function send(target: Target, message: Message): Promise<Exchanged> {
    const connection = connections.take(target);
    const exchanged = await exchange(connection, target.path, message, options);
    if (exchanged.end.kind === "complete") connections.giveBack(target, connection);
    else void connection.destroy(new Error(`the exchange is ${exchanged.end.kind}`));
    return exchanged;
  }

  return { attempt, close: connections.close };
}

/** Of an attempt whose URL the rules refuse. */
const UNSENT = {
  timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  response: null,
  remoteAddress: null,
};
