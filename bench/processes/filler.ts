import { randomBytes } from "node:crypto";
import type { Clock } from "../../server/src/core/clock.ts";
import type { Endpoint } from "../../server/src/core/endpoint.ts";
import { createIds } from "../../server/src/core/ids.ts";
import type { Outcome } from "../../server/src/core/outcome.ts";
import type { NewEvent } from "../../server/src/store/accepting.ts";
import { openSqliteStore } from "../../server/src/store/sqlite/sqlite-store.ts";
import { digitsOf, EVENT_TYPE, postedPieces } from "../traffic.ts";
import { answerCalls } from "./calls.ts";

/**
 * Fills a database with events that were delivered long ago, through the store itself, since millions of requests would
 * take hours. No node may have it open.
 */

const BATCH = 500;
/** The events lie so far apart in time, and the last one lies in the present. */
const STEP_MS = 10;

interface Filling {
  path: string;
  idSpace: string;
  /** Of deliveries, all to the first endpoint of the space. */
  count: number;
}

const calls = {
  async fill({ path, idSpace, count }: Filling): Promise<void> {
    let ms = Date.now() - count * STEP_MS;
    const clock: Clock = { now: () => ms, elapsed: () => performance.now(), after: () => () => {} };
    const makeId = createIds(clock, randomBytes);
    const store = await openSqliteStore({ path, idNode: makeId("node"), clock });
    const { version, endpoints } = await store.getRoutes(idSpace);
    const [endpoint] = endpoints;
    if (endpoint === undefined) throw new Error(`the space ${idSpace} has no endpoint`);
    for (let done = 0; done < count; done += BATCH) {
      const events: NewEvent[] = [];
      for (let number = done; number < Math.min(done + BATCH, count); number++) {
        ms += STEP_MS;
        const id = makeId("dlv");
        const delivery = { id, idEndpoint: endpoint.id, status: "pending", isOwned: true } as const;
        events.push({ ...eventOf(number, idSpace, ms), routesVersion: version, deliveries: [delivery] });
      }
      await store.acceptEvents(events);
      const outcomes = events.flatMap(({ event, deliveries }) =>
        deliveries.map(({ id, idEndpoint }) => {
          const outcome = outcomeOf(makeId("att"), id, event.id, endpoint, ms);
          return { idDelivery: id, idSpace, idEndpoint, trigger: "event", outcome } as const;
        }),
      );
      await store.recordOutcomes(outcomes);
    }
    await store.close({ isClean: true });
  },
};

export type FillerCalls = typeof calls;

function eventOf(
  number: number,
  idSpace: string,
  ms: number,
): Pick<NewEvent, "event" | "payload" | "changes" | "isTimeGiven"> {
  const body = postedPieces(0).join(digitsOf(number));
  const payload = Buffer.from(body.slice(body.indexOf('"payload":') + '"payload":'.length, -1));
  const event = {
    id: `old-${digitsOf(number)}`,
    idSpace,
    event: EVENT_TYPE,
    occurredAt: ms,
    createdAt: ms,
    deliveryCount: 1,
    actor: null,
    correlationId: null,
    isTest: false,
    warnings: [],
  };
  return { event, payload, changes: null, isTimeGiven: false };
}

/** As a receiver on this machine would have answered. */
function outcomeOf(id: string, idDelivery: string, idEvent: string, { url }: Endpoint, startedAt: number): Outcome {
  const headers = {
    host: "127.0.0.1:40000",
    connection: "keep-alive",
    "content-type": "application/json",
    "user-agent": "Posthorn/0.1.0",
    "webhook-id": idEvent,
    "webhook-timestamp": String(Math.floor(startedAt / 1000)),
    "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    "posthorn-event": EVENT_TYPE,
    "posthorn-delivery": idDelivery,
    "posthorn-attempt": id,
    "posthorn-trigger": "event",
    "content-length": "1160",
  };
  return {
    kind: "delivered",
    attempt: {
      id,
      startedAt,
      durationMs: 3.2,
      timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 2.9 },
      request: { url, headers, secretLength: 18, envelope: "seed" },
      response: {
        status: 200,
        headers: { date: new Date(startedAt).toUTCString(), connection: "keep-alive", "transfer-encoding": "chunked" },
        body: new Uint8Array(),
        isBodyCut: false,
      },
      remoteAddress: "127.0.0.1:40000",
    },
  };
}

answerCalls(calls);
