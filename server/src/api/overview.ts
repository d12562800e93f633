import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { toIsoTime } from "../core/clock.ts";
import { HOUR_MS } from "../store/activity.ts";
import { operatorOnly } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { overview } from "./overview-schemas.ts";
import { toWireLoad, toWireRates } from "./overview-wire.ts";
import { typed } from "./typed-routes.ts";
import { toTime } from "./wire.ts";

const SPACES_SHOWN_MAX = 10;
/** Ranking spaces reads a row for each endpoint that was busy: however many look, once in so long. */
const RANKED_FOR_MS = 5_000;

/** All of Posthorn at a glance. */
export function registerOverview(app: FastifyInstance, deps: ApiDependencies): void {
  const rank = createRanking(deps);
  typed(app).get(
    "/v1/overview",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "getOverview",
        tag: "Activity",
        summary: "All of Posthorn at a glance",
        description: "What this node does now, what is owed, the busiest and the failing spaces, nodes and disk.",
        response: { 200: overview },
      },
    },
    async () => {
      const { clock, store, version } = deps;
      const state = deps.nodeState();
      const [stats, nodes, spaceCount, ranked, diskFreeBytes] = await Promise.all([
        store.stats(),
        store.overview.nodes(),
        store.overview.spaceCount(),
        rank(),
        deps.diskFreeBytes(),
      ]);
      const now = clock.now();
      return {
        ...toWireRates(state, stats, now),
        version,
        started_at: toIsoTime(state.startedAt),
        uptime_s: Math.max(0, Math.floor((now - state.startedAt) / 1000)),
        space_count: spaceCount,
        endpoint_count: stats.endpointCount,
        paused_endpoint_count: stats.pausedEndpointCount,
        oldest_queued_at: toTime(state.oldestQueuedAt),
        disk_bytes: stats.diskBytes,
        disk_free_bytes: diskFreeBytes,
        nodes: nodes.map(({ id, startedAt, seenAt }) => ({
          id,
          is_this: id === state.id,
          started_at: toIsoTime(startedAt),
          last_seen_at: toIsoTime(seenAt),
        })),
        ...ranked,
      };
    },
  );
}

type Ranked = Pick<Wire.Overview, "busiest" | "failing">;

function createRanking({ clock, store }: Pick<ApiDependencies, "clock" | "store">): () => Promise<Ranked> {
  let ranking: Promise<Ranked> | null = null;
  let rankedAt = 0;

  async function rank(): Promise<Ranked> {
    const since = clock.now() - HOUR_MS;
    const [busiest, failing] = await Promise.all([
      store.overview.busiest(since, SPACES_SHOWN_MAX),
      store.overview.failing(since, SPACES_SHOWN_MAX),
    ]);
    return { busiest: busiest.map(toWireLoad), failing: failing.map(toWireLoad) };
  }

  return () => {
    if (ranking === null || clock.elapsed() - rankedAt >= RANKED_FOR_MS) {
      rankedAt = clock.elapsed();
      const begun = rank();
      ranking = begun;
      // One that failed is not remembered.
      begun.catch(() => {
        if (ranking === begun) ranking = null;
      });
    }
    return ranking;
  };
}
