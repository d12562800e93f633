import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import type { FastifyInstance } from "fastify";
import { hashKey } from "../src/api/auth.ts";
import type { ApiDependencies } from "../src/api/dependencies.ts";
import { spaceMessageJson } from "../src/api/live-wire.ts";
import { createApi } from "../src/api/server.ts";
import { headerFault } from "../src/attempt/request-headers.ts";
import { createUrlCheck } from "../src/attempt/url-check.ts";
import { createUrlRules } from "../src/attempt/url-rules.ts";
import { createCatalogue } from "../src/catalogue/catalogue.ts";
import { createPayloadValidator } from "../src/catalogue/payload-validator.ts";
import type { Validation } from "../src/core/event-type.ts";
import { aboveAllIds, createIds, createRandomText } from "../src/core/ids.ts";
import { createSendByHand } from "../src/dispatch/send-by-hand.ts";
import { createIngest } from "../src/ingest/ingest.ts";
import { createMatcher } from "../src/ingest/match.ts";
import { watchStore } from "../src/live/changes.ts";
import { createHub } from "../src/live/hub.ts";
import { createStreams } from "../src/live/streams.ts";
import { createEndpointDirectory } from "../src/store/endpoint-directory.ts";
import { createEventTypeDirectory } from "../src/store/event-type-directory.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../src/store/store.ts";
import { createReplayJobs } from "../src/upkeep/replays.ts";
import { undocumented } from "./documented.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { outcomeOf } from "./outcomes.ts";
import { strictLog } from "./stages.ts";

export const OPERATOR_KEY = "an-operator-key-for-tests";
export const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
export const OTHER_SPACE = "0a6f2f6e-6f0c-4f6e-9d1e-2f1d3a4b5c6d";

/** As behind a proxy with a path of its own. */
export const PUBLIC_URL = "https://hooks.example/posthorn";

const NODE_STATE = {
  id: "node_1",
  startedAt: 1_700_000_000_000,
  eventsPerS: 12.5,
  deliveredPerS: 12,
  failedPerS: 0.5,
  queuedCount: 3,
  inFlightCount: 2,
  oldestQueuedAt: null,
};
const SETTINGS = { timeoutMs: 15_000, retentionDays: 30, allowHttp: false, inbox: true, validation: "warn" } as const;

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any answer, and a wrong guess fails it.
  body: any;
  text: string;
}

export interface TestApi {
  app: FastifyInstance;
  store: Store;
  clock: ManualClock;
  /** Bodies that are no strings or bytes go as JSON. `key: null` sends none. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** A new key for one space. */
  spaceKey(idSpace: string): Promise<string>;
}

export interface CallOptions {
  key?: string | null;
  headers?: Record<string, string>;
}

/** `validation`: off where a test does not say, so that it may post any payload. */
export interface ApiChanges extends Partial<ApiDependencies> {
  validation?: Validation;
}

/**
 * The API on a real store, with real ingest and rules, and attempts that answer 200 without a network. Each answer is
 * checked against what `docs/openapi.json` says. Closed when the test ends.
 */
export async function openApi(test: TestContext, changes: ApiChanges = {}): Promise<TestApi> {
  const parts = await openParts();
  const { clock, store, directory, replays } = parts;
  const drift: string[] = [];
  const app = createApi({
    ...dependenciesOf(parts, changes.validation),
    ...changes,
    plugins: [(root) => noteDrift(root, drift), ...(changes.plugins ?? [])],
  });
  test.after(async () => {
    await app.close();
    await replays.stop();
    directory.close();
    parts.eventTypes.close();
    await store.close({ isClean: true });
    assert.deepEqual(drift, [], "every answer is as docs/openapi.json says");
  });

  async function call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const { key = OPERATOR_KEY } = options;
    const isRaw = typeof body === "string" || body instanceof Buffer;
    const response = await app.inject({
      // The types name the methods they know; these tests try others too.
      method: method as "GET",
      url: path,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { payload: isRaw ? body : JSON.stringify(body) }),
    });
    const { statusCode: status, headers, payload: text } = response;
    const isJson = text !== "" && /json/.test(String(headers["content-type"]));
    return { status, headers, text, body: isJson ? JSON.parse(text) : null };
  }

  return {
    app,
    store,
    clock,
    call,
    async spaceKey(idSpace) {
      const { status, body } = await call("POST", "/v1/keys", { id_space: idSpace });
      assert.equal(status, 201);
      return body.key;
    },
  };
}

/** A store and what works on it. */
async function openParts() {
  const clock = createManualClock();
  const makeId = createIds(clock, randomBytes);
  const opened = await openSqliteStore({ path: ":memory:", idNode: makeId("node"), clock });
  const { store, changes } = watchStore(opened);
  const directory = createEndpointDirectory(store);
  const catalogue = createCatalogue();
  const eventTypes = createEventTypeDirectory({ clock, store, apply: catalogue.replaceRegistered });
  const intake = { reserve: () => false, settle() {} };
  const byHand = createSendByHand({
    clock,
    makeId,
    store,
    directory,
    attempt: async () => outcomeOf("delivered"),
    async record({ id: idDelivery, idSpace, idEndpoint, trigger }, outcome) {
      const [recorded] = await store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger, outcome }]);
      assert.ok(recorded);
      return recorded;
    },
  });
  const replays = createReplayJobs({
    clock,
    log: strictLog,
    makeId,
    store,
    directory,
    attempt: async () => outcomeOf("delivered"),
    observe() {},
    observeEnd() {},
    replayPerSecond: 50,
    inFlightMax: 1024,
    leaseMs: null,
    liveInFlight: () => 0,
  });
  return { clock, makeId, store, changes, directory, catalogue, eventTypes, intake, byHand, replays };
}

function dependenciesOf(parts: Awaited<ReturnType<typeof openParts>>, validation: Validation = "off"): ApiDependencies {
  const { clock, makeId, store, changes, directory, catalogue, eventTypes, intake, byHand, replays } = parts;
  return {
    clock,
    makeId,
    randomText: createRandomText(randomBytes),
    randomBytes,
    log: strictLog,
    store,
    catalogue,
    refreshEventTypes: eventTypes.refresh,
    ingest: createIngest({
      clock,
      observe() {},
      store,
      directory,
      matcher: createMatcher({ clock, makeId, intake }),
      eventTypes: catalogue,
      validation,
      checkPayload: createPayloadValidator(catalogue).check,
      payloadBytesMax: 256 * 1024,
      batchEventsMax: 1000,
      acceptingEventsMax: 10_000,
    }),
    checkUrl: createUrlRules({ guard: { allowAddresses: [], isHttpAllowed: false }, inbox: () => null }),
    tryUrl: createUrlCheck({
      clock,
      guard: { allowAddresses: [], isHttpAllowed: false },
      inbox: () => null,
      resolve: async (host) => (host === "inside.example" ? ["10.0.0.7"] : ["8.8.8.8"]),
    }),
    nodeState: () => NODE_STATE,
    hub: createHub({
      clock,
      store,
      changes,
      randomText: createRandomText(randomBytes),
      watchOthers: null,
      toJson: spaceMessageJson,
    }),
    streams: createStreams(clock),
    diskFreeBytes: async () => null,
    headerFault,
    sendTest: byHand.test,
    replay: byHand.replay,
    replays,
    listeners: null,
    discardHeld: ({ id }) => store.discardHeld(id, aboveAllIds("dlv"), 1000),
    countAnswer() {},
    renderMetrics: async () => "posthorn_up 1\n",
    isAccepting: () => true,
    checkReady: async () => null,
    operatorKeyHash: hashKey(OPERATOR_KEY),
    limits: {
      payloadBytesMax: 256 * 1024,
      batchBytesMax: 1024 * 1024,
      endpointsPerSpaceMax: 100,
      eventTypesMax: 20,
      pauseAfter: 10,
      ...SETTINGS,
    },
    publicUrl: () => PUBLIC_URL,
    stripPrefix: null,
    version: "0.0.0-test",
    plugins: [],
  };
}

/** Compares each answer with what the API's document says of its call. */
function noteDrift(app: FastifyInstance, drift: string[]): void {
  app.addHook("onSend", async (request, reply, sent) => {
    if (typeof sent !== "string" && sent !== null && sent !== undefined) return;
    const { method, url } = request;
    const contentType = reply.getHeader("content-type")?.toString() ?? null;
    const status = reply.statusCode;
    // Node sends no body with it, whatever it is given.
    const text = status === 204 ? "" : (sent ?? "");
    const fault = undocumented({ method, url, status, contentType, text });
    if (fault !== null) drift.push(fault);
  });
}
