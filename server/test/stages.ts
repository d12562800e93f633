import assert from "node:assert/strict";
import type { Clock } from "../src/core/clock.ts";
import type { OwedDelivery } from "../src/core/delivery.ts";
import type { Endpoint } from "../src/core/endpoint.ts";
import { HEALTHY } from "../src/core/endpoint-health.ts";
import type { Outcome } from "../src/core/outcome.ts";
import { createDispatcher, type Dispatcher } from "../src/dispatch/dispatcher.ts";
import type { EventTypeNames } from "../src/ingest/event-type.ts";
import { createIngest, type Ingest } from "../src/ingest/ingest.ts";
import { createMatcher } from "../src/ingest/match.ts";
import { createRecorder } from "../src/record/recorder.ts";
import { createEndpointDirectory } from "../src/store/endpoint-directory.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../src/store/store.ts";
import { systemClock } from "../src/system.ts";
import { makeId } from "./outcomes.ts";

export const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
export const quietLog = { debug() {}, info() {}, warn() {}, error() {} };

/** Fails the test that uses it as soon as something is logged as an error: nothing unforeseen may happen unnoticed. */
export const strictLog = {
  ...quietLog,
  error(fields: object, message: string) {
    queueMicrotask(() => assert.fail(`${message}: ${JSON.stringify(fields)} ${"err" in fields ? fields.err : ""}`));
  },
};

export function newEndpoint(overrides: Partial<Endpoint> = {}): Endpoint {
  const now = systemClock.now();
  return {
    id: makeId("ep"),
    idSpace: ID_SPACE,
    url: "https://receiver.example/",
    description: "",
    events: ["*"],
    headers: {},
    pauseAfter: 10,
    isSecretInBody: true,
    isListener: false,
    isElsewhere: false,
    envelope: "seed",
    secrets: {
      body: "wh_a46f35f22d9723a",
      signing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      previousSigning: [],
    },
    health: HEALTHY,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    ...overrides,
  };
}

/** Ingest, dispatch and record on a real store, with an attempt of the test's own. */
export interface Stages {
  store: Store;
  ingest: Ingest;
  dispatcher: Dispatcher;
  addEndpoint(overrides?: Partial<Endpoint>): Promise<Endpoint>;
  /** Posts `count` events whose payloads are `{"n":0}`, `{"n":1}`… */
  post(count: number, idSpace?: string): Promise<void>;
  close(): Promise<void>;
}

export interface StagesOptions {
  attempt(task: { delivery: OwedDelivery; endpoint: Endpoint }): Promise<Outcome>;
  path?: string;
  /** Of the dispatcher. */
  clock?: Clock;
  inFlightMax?: number;
  inFlightPerEndpointMax?: number;
  deliveriesMax?: number;
  deliveriesPerLaneMax?: number;
  resumePerSecond?: number;
  acceptingEventsMax?: number;
  eventTypes?: EventTypeNames;
  wrapStore?(store: Store): Store;
}

export async function openStages(options: StagesOptions): Promise<Stages> {
  const opened = await openSqliteStore({
    path: options.path ?? ":memory:",
    idNode: makeId("node"),
    clock: systemClock,
  });
  const store = options.wrapStore?.(opened) ?? opened;
  const directory = createEndpointDirectory(store);
  const recorder = createRecorder({ clock: systemClock, log: strictLog, store, observe() {} });
  const dispatcher = createDispatcher({
    clock: options.clock ?? systemClock,
    makeId,
    log: strictLog,
    store,
    directory,
    attempt: options.attempt,
    record: recorder.record,
    inFlightMax: options.inFlightMax ?? 1024,
    inFlightPerEndpointMax: options.inFlightPerEndpointMax ?? 100,
    resumePerSecond: options.resumePerSecond ?? 1_000_000,
    memory: {
      deliveriesMax: options.deliveriesMax ?? 20_000,
      bytesMax: 1024 * 1024,
      deliveriesPerLaneMax: options.deliveriesPerLaneMax ?? 1000,
    },
  });
  const ingest = createIngest({
    clock: systemClock,
    observe() {},
    store,
    directory,
    matcher: createMatcher({ clock: systemClock, makeId, intake: dispatcher }),
    eventTypes: options.eventTypes ?? { find: () => ({ validation: null }), nearest: () => [] },
    validation: "off",
    checkPayload: () => assert.fail("with validation off, no payload is looked at"),
    payloadBytesMax: 1000,
    batchEventsMax: 1000,
    acceptingEventsMax: options.acceptingEventsMax ?? 100_000,
  });
  let posted = 0;
  return {
    store,
    ingest,
    dispatcher,
    async addEndpoint(overrides) {
      const endpoint = newEndpoint(overrides);
      assert.ok(await store.insertEndpoint(endpoint, 1000));
      return endpoint;
    },
    async post(count, idSpace = ID_SPACE) {
      for (let left = count; left > 0; left -= 1000) {
        const lines = Array.from({ length: Math.min(left, 1000) }, () =>
          JSON.stringify({ id_space: idSpace, event: "lead.create", payload: { n: posted++ } }),
        );
        const result = await ingest.acceptLines(Buffer.from(lines.join("\n")), null);
        assert.equal(result.kind === "done" && result.rejected, 0);
      }
    },
    async close() {
      await dispatcher.stop();
      recorder.stop();
      directory.close();
      await store.close({ isClean: true });
    },
  };
}

/** The `n` of a payload that `post` has made. */
export function numberOf(delivery: OwedDelivery): number {
  return JSON.parse(Buffer.from(delivery.payload).toString()).n;
}

/**
 * Resolves when `isSo` holds, asked once each turn of the event loop: for states that come about in the background of
 * this very process, and so within a number of turns, not of milliseconds. The test's timeout ends a vain wait.
 */
export async function turnsUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** How many deliveries of the space are in each state. */
export async function countByStatus(store: Store, idEndpoint: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let cursor: string | null = null; ; ) {
    const query = { idSpace: ID_SPACE, idEndpoint, status: null, event: null, since: null, until: null };
    const page = await store.listDeliveries({ ...query, limit: 200, cursor });
    for (const { status } of page.items) counts[status] = (counts[status] ?? 0) + 1;
    cursor = page.nextCursor;
    if (cursor === null) return counts;
  }
}

/** A space's id for each number. */
export function spaceOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Lets so many turns of the event loop pass, in which everything that can happen by itself does. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
