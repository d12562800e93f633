import { createHmac, createSecretKey } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { now } from "../measure.ts";
import { digitsOf, EVENT_ID_START, numberIn, postedPieces, SIGNING_SECRET, sentPieces } from "../traffic.ts";
import { answerCalls } from "./calls.ts";

/** A receiver that looks at every byte: id, signature, body, and whether it has come before; and notes when it came. */
export interface ReceiverOptions {
  /** How long it takes to answer. `Infinity`: it never does. */
  answerMs: number;
  /** From the relay, which does not sign, come the bodies as they were posted. */
  sender: "posthorn" | "relay";
  /** The event with number n belongs to the space n modulo this. */
  spaces: number;
  /** Endpoints of a space that get each event. The URL of the last in the fifth space is `/4/<slots - 1>`. */
  slots: number;
}

/** A run of numbers, and what became of each at each slot: `number - from`, times `slots`, plus the slot. */
export interface Arrivals {
  /** When it first came. Not a number: never. */
  at: Float64Array;
  /** How often it came. */
  copies: Uint8Array;
  /** What was wrong with requests, the first few of `faultCount`. */
  faults: string[];
  faultCount: number;
}

const FAULTS_KEPT = 20;
const KEY = createSecretKey(SIGNING_SECRET.slice("whsec_".length), "base64");

let options: ReceiverOptions = { answerMs: 0, sender: "posthorn", spaces: 1, slots: 1 };
let from = 0;
let arrivals = noArrivals(0);
let arrivedCount = 0;
let lastAt = 0;
const pieces = new Map<number, readonly string[]>();

const calls = {
  /** Listens. Answers its port. */
  async start(given: ReceiverOptions): Promise<number> {
    options = given;
    const server = createServer(receive);
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address with a port.
    return (server.address() as AddressInfo).port;
  },
  /** From now on these numbers are looked for, and no others may come. */
  expect({ first, count }: { first: number; count: number }): void {
    from = first;
    arrivedCount = 0;
    arrivals = noArrivals(count * options.slots);
  },
  /** Waits until so many have come, or nothing has for a while. Answers how many have. */
  async untilArrived({ count, quietMs }: { count: number; quietMs: number }): Promise<number> {
    lastAt = now();
    while (arrivedCount < count && now() - lastAt < quietMs) await new Promise((resolve) => setTimeout(resolve, 2));
    return arrivedCount;
  },
  report: () => arrivals,
};

export type ReceiverCalls = typeof calls;

function receive(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const fault = take(request, Buffer.concat(chunks));
    if (fault !== null) note(`${request.url}: ${fault}`);
    if (options.answerMs === 0) response.writeHead(200).end();
    else if (options.answerMs !== Number.POSITIVE_INFINITY) {
      setTimeout(() => response.writeHead(200).end(), options.answerMs);
    }
  });
}

/** Null: all is as it must be. */
function take({ url = "", headers }: IncomingMessage, body: Buffer): string | null {
  const [, space = 0, slot = 0] = url.split("/").map(Number);
  const number = numberIn(body.toString("latin1"), piecesOf(space));
  if (number === null) return "the body is not what was posted";
  if (number % options.spaces !== space) return `the event ${number} belongs to another space`;
  const fault = signatureFault(headers, number, body);
  if (fault !== null) return fault;
  const place = (number - from) * options.slots + slot;
  const copies = arrivals.copies[place];
  if (copies === undefined) return `the event ${number} is not looked for`;
  arrivals.copies[place] = Math.min(copies + 1, 255);
  if (copies > 0) return `the event ${number} has come before`;
  lastAt = now();
  arrivals.at[place] = lastAt;
  arrivedCount += 1;
  return null;
}

function signatureFault(headers: IncomingMessage["headers"], number: number, body: Buffer): string | null {
  const id = `${EVENT_ID_START}${digitsOf(number)}`;
  const signed = createHmac("sha256", KEY).update(`${id}.${headers["webhook-timestamp"]}.`).update(body);
  const signature = `v1,${signed.digest("base64")}`;
  // What the relay forwards has none. The work is done all the same, so that receivers cost both senders the same.
  if (options.sender === "relay") return null;
  if (headers["webhook-id"] !== id) return `the event ${number} came as ${headers["webhook-id"]}`;
  return headers["webhook-signature"] === signature ? null : "the signature is wrong";
}

function piecesOf(space: number): readonly string[] {
  let known = pieces.get(space);
  if (known === undefined) {
    known = options.sender === "relay" ? postedPieces(space) : sentPieces(space);
    pieces.set(space, known);
  }
  return known;
}

function note(fault: string): void {
  arrivals.faultCount += 1;
  if (arrivals.faults.length < FAULTS_KEPT) arrivals.faults.push(fault);
}

function noArrivals(places: number): Arrivals {
  return {
    at: new Float64Array(places).fill(Number.NaN),
    copies: new Uint8Array(places),
    faults: [],
    faultCount: 0,
  };
}

answerCalls(calls);
