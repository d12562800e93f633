import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { hashKey } from "./api/auth.ts";
import { makeApiKey } from "./api/new-key.ts";
import { createApi } from "./api/server.ts";
import { createAttempter } from "./attempt/attempter.ts";
import type { GuardOptions } from "./attempt/guard.ts";
import { headerFault } from "./attempt/request-headers.ts";
import { createUrlRules, type FindInbox } from "./attempt/url-rules.ts";
import { createCatalogue } from "./catalogue/catalogue.ts";
import { createPayloadValidator } from "./catalogue/payload-validator.ts";
import { type Config, databasePath } from "./config.ts";
import { createIds, createRandomText, type MakeId } from "./core/ids.ts";
import type { Log } from "./core/log.ts";
import { StartError } from "./core/start-error.ts";
import { createDispatcher, type Dispatcher } from "./dispatch/dispatcher.ts";
import { createSendByHand } from "./dispatch/send-by-hand.ts";
import { createInbox } from "./inbox/inbox.ts";
import { createIngest } from "./ingest/ingest.ts";
import { createMatcher } from "./ingest/match.ts";
import { createRecorder } from "./record/recorder.ts";
import { createMetrics, type GaugeReaders, type Metrics } from "./sight/metrics.ts";
import { observeIngested, observeOutcome } from "./sight/observe.ts";
import { logStoreHealth } from "./sight/store-health.ts";
import { createEndpointDirectory } from "./store/endpoint-directory.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import { type Store, StoreUnavailable } from "./store/store.ts";
import { systemClock as clock } from "./system.ts";
import { createReadiness } from "./upkeep/readiness.ts";
import { createRetention } from "./upkeep/retention.ts";

/** A running node. */
export interface Posthorn {
  /** How others reach it. */
  url: string;
  /** The operator key that this start has made, to be shown once. Null: there is one already. */
  firstOperatorKey: string | null;
  /** Takes nothing more, ends what is in flight and records it. Nothing is lost, and nothing is sent twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  config: Config;
  log: Log;
  version: string;
}

/** For the answers that are under way when everything else has ended. */
const LAST_ANSWERS_MS = 1_000;

/** What every part may use. */
interface Tools extends StartOptions {
  store: Store;
  metrics: Metrics;
  makeId: MakeId;
  randomText(length: number): string;
}

/** Builds every part, starts it, and stops it in reverse. Rejects with a `StartError` where the operator can mend it. */
export async function startPosthorn(options: StartOptions): Promise<Posthorn> {
  const { config } = options;
  const makeId = createIds(clock, randomBytes);
  const metrics = createMetrics();
  const path = databasePath(config.databaseUrl);
  const { observeCommit } = metrics;
  const opened = await openSqliteStore({ path, idNode: makeId("node"), clock, observeCommit });
  const store = logStoreHealth(opened, { clock, log: options.log });
  const tools = { ...options, store, metrics, makeId, randomText: createRandomText(randomBytes) };
  let node: Pick<Posthorn, "url" | "stop"> | null = null;
  try {
    node = await startNode(tools);
    // Last, so that a start which fails does not take the only sight of the key with it.
    const firstOperatorKey = config.operatorKey === null ? await makeFirstOperatorKey(tools) : null;
    return { ...node, firstOperatorKey };
  } catch (error) {
    // What listens already would keep the process, and the lock on the database, alive.
    await (node === null ? closeStore(tools, true) : node.stop());
    if (!(error instanceof StoreUnavailable)) throw error;
    const hint = "See that the disk of the database is well and has room, then start again.";
    throw new StartError(error.message, hint, { cause: error });
  }
}

async function startNode(tools: Tools): Promise<Pick<Posthorn, "url" | "stop">> {
  const { config, log } = tools;
  let state: "starting" | "running" | "stopping" = "starting";
  let address: { host: string; port: number; publicUrl: string } | null = null;
  const findInbox = () => (address && config.inbox ? { ...address, prefix: `${address.publicUrl}/inbox/` } : null);

  const stages = createStages(tools, findInbox);
  const { dispatcher, byHand, retention } = stages;
  const api = createNodeApi(tools, stages, { findInbox, isAccepting: () => state === "running" });
  const { host, port } = await listen(api, config);
  address = { host, port, publicUrl: config.publicUrl ?? originOf(host, port) };
  await dispatcher.start();
  retention.start();
  state = "running";

  async function stop(): Promise<void> {
    state = "stopping";
    await retention.stop();
    const isClean = await endsWithin(config.shutdownMs, Promise.all([dispatcher.stop(), byHand.stop()]));
    if (!isClean) log.warn({ shutdownMs: config.shutdownMs }, "requests still in flight are left to the next start");
    stages.recorder.stop();
    const closing = api.close();
    // Idle connections are closed at once; a client that does not read its answer to the end is not waited for.
    if (!(await endsWithin(LAST_ANSWERS_MS, closing))) api.server.closeAllConnections();
    await closing;
    await stages.attempter.close();
    stages.directory.close();
    await closeStore(tools, isClean);
  }

  return { url: address.publicUrl, stop };
}

/** A disk that is full at the end keeps nobody from stopping: the next start then takes this node for a dead one. */
async function closeStore({ log, store }: Tools, isClean: boolean): Promise<void> {
  try {
    await store.close({ isClean });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn({ err: error }, "the stop could not be written down: what is owed is sent as a takeover");
  }
}

/** The stages, wired to each other. They know one another only as the functions that they are given here. */
function createStages(tools: Tools, inbox: FindInbox) {
  const { config, log, store, metrics, makeId, version } = tools;
  const catalogue = createCatalogue();
  const directory = createEndpointDirectory(store);
  const attempter = createAttempter({ ...config, clock, makeId, version, guard: guardOf(config), inbox });
  const { attempt } = attempter;
  const recorder = createRecorder({
    clock,
    log,
    store,
    observe: (delivery, outcome) => observeOutcome(metrics, delivery, outcome),
  });
  const { record } = recorder;
  const memory = {
    deliveriesMax: config.queuedDeliveriesMax,
    bytesMax: config.queuedBytesMax,
    deliveriesPerLaneMax: config.queuedPerEndpointMax,
  };
  const dispatcher = createDispatcher({ ...config, clock, makeId, log, store, directory, attempt, record, memory });
  const byHand = createSendByHand({ clock, makeId, store, directory, attempt, record });
  const ingest = createIngest({
    ...config,
    clock,
    store,
    directory,
    matcher: createMatcher({ clock, makeId, intake: dispatcher }),
    eventTypes: { has: (name) => catalogue.find(name) !== undefined, nearest: catalogue.nearest },
    checkPayload: createPayloadValidator(catalogue.list()).check,
    observe: (result, durationMs) => observeIngested(metrics, result, durationMs),
  });
  const retention = createRetention({ clock, log, store, retentionDays: config.retentionDays });
  return { attempter, byHand, catalogue, directory, dispatcher, ingest, recorder, retention };
}

function createNodeApi(
  tools: Tools,
  stages: ReturnType<typeof createStages>,
  { findInbox, isAccepting }: { findInbox: FindInbox; isAccepting(): boolean },
): FastifyInstance {
  const { config, metrics, store } = tools;
  const { byHand, catalogue, dispatcher, ingest } = stages;
  return createApi({
    ...tools,
    clock,
    randomBytes,
    ingest,
    catalogue,
    checkUrl: createUrlRules({ guard: guardOf(config), inbox: findInbox }),
    headerFault,
    sendTest: byHand.test,
    replay: byHand.replay,
    discardHeld: dispatcher.discardHeld,
    renderMetrics: () => metrics.render(gaugeReaders(store, dispatcher)),
    isAccepting,
    checkReady: createReadiness({ clock, store }),
    operatorKeyHash: config.operatorKey === null ? null : hashKey(config.operatorKey),
    limits: config,
    plugins: config.inbox ? [createInbox({ clock, bytesMax: config.inboxBytesMax }).register] : [],
  });
}

function guardOf({ allowAddresses, allowHttp }: Config): GuardOptions {
  return { allowAddresses, isHttpAllowed: allowHttp };
}

function originOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function listen(api: FastifyInstance, { host, port }: Config): Promise<{ host: string; port: number }> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    const reasons: Record<string, [reason: string, hint: string]> = {
      EADDRINUSE: [`port ${port} on ${host} is in use`, "Stop what listens there, or choose another port with --port."],
      EACCES: [`this user may not listen on port ${port}`, "Choose a port from 1024 on with --port."],
      EADDRNOTAVAIL: [`this machine has no address ${host}`, "Choose another with --host."],
      ENOTFOUND: [`the host name ${host} is not known here`, "Give an address of this machine with --host."],
    };
    const [reason, hint] = reasons[String(code)] ?? [];
    if (reason === undefined || hint === undefined) throw error;
    throw new StartError(reason, hint, { cause: error });
  }
  // A server that listens on a port has an address with a port.
  const { port: taken } = api.server.address() as AddressInfo;
  return { host, port: taken };
}

/** An operator's key is needed before anything can be done; whoever starts the node is the one to have it. */
async function makeFirstOperatorKey({ store, makeId, randomText }: Tools): Promise<string | null> {
  for (let cursor: string | null = null; ; ) {
    const page = await store.listKeys({ limit: 200, cursor });
    if (page.items.some(({ idSpace, revokedAt }) => idSpace === null && revokedAt === null)) return null;
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  const { key, text } = makeApiKey(
    { clock, makeId, randomText },
    { idSpace: null, description: "made at a first start" },
  );
  await store.insertKey(key);
  return text;
}

function gaugeReaders(store: Store, dispatcher: Dispatcher): GaugeReaders {
  const stats = store.stats();
  const { inMemory, inFlight, oldestCreatedAt } = dispatcher.stats();
  return {
    pausedEndpoints: async () => (await stats).pausedEndpointCount,
    pendingDeliveries: async () => (await stats).pendingCount,
    heldDeliveries: async () => (await stats).heldCount,
    databaseBytes: async () => (await stats).diskBytes,
    queuedDeliveries: () => inMemory - inFlight,
    inFlight: () => inFlight,
    oldestPendingAgeS: () => (oldestCreatedAt === null ? 0 : Math.max(0, clock.now() - oldestCreatedAt) / 1000),
  };
}

/** Whether it ended in time. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(ms, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
