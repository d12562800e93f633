import { randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { hashKey } from "./api/auth.ts";
import type { ApiDependencies, NodeState } from "./api/dependencies.ts";
import { spaceMessageJson } from "./api/live-wire.ts";
import { createApi } from "./api/server.ts";
import { headerFault } from "./attempt/request-headers.ts";
import { createUrlCheck } from "./attempt/url-check.ts";
import { createUrlRules, type FindInbox } from "./attempt/url-rules.ts";
import { type Config, databasePath } from "./config.ts";
import { createInbox } from "./inbox/inbox.ts";
import { createHub } from "./live/hub.ts";
import { createOtherNodes } from "./live/other-nodes.ts";
import { createStreams } from "./live/streams.ts";
import { createPage } from "./page/page.ts";
import { createPathPrefix } from "./page/path-prefix.ts";
import type { GaugeReaders } from "./sight/metrics.ts";
import { type createStages, guardOf, type Tools } from "./stages.ts";
import type { Store } from "./store/store.ts";
import { systemClock as clock } from "./system.ts";
import { createReadiness } from "./upkeep/readiness.ts";

/** Where the built page lies: beside the package's program, or in this repository. */
const PAGE_FOLDERS = ["../page/", "../../web/dist/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

export function createNodeApi(
  tools: Tools,
  stages: ReturnType<typeof createStages>,
  { findInbox, isAccepting, publicUrl }: { findInbox: FindInbox } & Pick<ApiDependencies, "isAccepting" | "publicUrl">,
): FastifyInstance {
  const { config, metrics, store } = tools;
  const { byHand, catalogue, dispatcher, eventTypes, ingest, replayJobs, tunnel } = stages;
  const prefix = createPathPrefix(config.publicUrl);
  const streams = createStreams(clock);
  const watchOthers = tools.leaseMs === null ? null : createOtherNodes({ clock, store });
  const page = createPage({ ...config, folders: PAGE_FOLDERS, pathPrefix: prefix?.prefix ?? null });
  return createApi({
    ...tools,
    clock,
    randomBytes,
    ingest,
    catalogue,
    refreshEventTypes: eventTypes.refresh,
    checkUrl: createUrlRules({ guard: guardOf(config), inbox: findInbox }),
    tryUrl: createUrlCheck({ clock, guard: guardOf(config), inbox: findInbox }),
    nodeState: () => nodeState(tools, stages),
    diskFreeBytes: () => diskFreeBytes(config),
    headerFault,
    sendTest: byHand.test,
    replay: byHand.replay,
    replays: replayJobs,
    listeners: config.listen ? tunnel : null,
    discardHeld: dispatcher.discardHeld,
    renderMetrics: () => metrics.render(gaugeReaders(store, stages)),
    countAnswer: metrics.countAnswer,
    isAccepting,
    publicUrl,
    checkReady: createReadiness({ clock, store }),
    operatorKeyHash: config.operatorKey === null ? null : hashKey(config.operatorKey),
    hub: createHub({ ...tools, clock, watchOthers, toJson: spaceMessageJson }),
    streams,
    limits: config,
    stripPrefix: prefix?.strip ?? null,
    plugins: [
      ...(config.listen ? [tunnel.register] : []),
      page.register,
      ...(config.inbox
        ? [createInbox({ clock, bytesMax: config.inboxBytesMax, openStream: streams.open }).register]
        : []),
    ],
  });
}

function nodeState({ idNode, startedAt }: Tools, { dispatcher, rates }: ReturnType<typeof createStages>): NodeState {
  const { inMemory, inFlight, oldestCreatedAt } = dispatcher.stats();
  return {
    id: idNode,
    startedAt,
    eventsPerS: rates.perSecond("events"),
    deliveredPerS: rates.perSecond("delivered"),
    failedPerS: rates.perSecond("failed"),
    queuedCount: inMemory - inFlight,
    inFlightCount: inFlight,
    oldestQueuedAt: oldestCreatedAt,
  };
}

async function diskFreeBytes({ databaseUrl }: Config): Promise<number | null> {
  const path = databaseUrl.startsWith("file:") ? databasePath(databaseUrl) : ":memory:";
  if (path === ":memory:") return null;
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    return bavail * bsize;
  } catch {
    // Not every file system tells: it is one number less to show.
    return null;
  }
}

function gaugeReaders(store: Store, { dispatcher, replayJobs, tunnel }: ReturnType<typeof createStages>): GaugeReaders {
  const stats = store.stats();
  const { inMemory, inFlight } = dispatcher.stats();
  return {
    pausedEndpoints: async () => (await stats).pausedEndpointCount,
    pendingDeliveries: async () => (await stats).pendingCount,
    heldDeliveries: async () => (await stats).heldCount,
    databaseBytes: async () => (await stats).diskBytes,
    queuedDeliveries: () => inMemory - inFlight,
    inFlight: () => inFlight,
    runningReplays: replayJobs.runningCount,
    listeners: tunnel.connectedCount,
    oldestPendingAgeS: async () => {
      const oldestAt = await store.owed.oldestPendingAt();
      return oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / 1000;
    },
  };
}
