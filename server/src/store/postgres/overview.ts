import { HOUR_MS } from "../activity.ts";
import type { NodeSummary, OverviewStore, SpaceLoad } from "../overview.ts";
import { type Database, statement } from "./driver.ts";
import type { Spaces } from "./spaces.ts";

const NODES_MAX = 100;

const selectNodes = statement<NodeSummary>(
  "overview_nodes",
  `select id, started_at as "startedAt", seen_at as "seenAt" from posthorn.node
    join posthorn.node_fence on node_fence.node = node.seq
    where not is_dead and beat_at + lease_ms * interval '1 ms' >= clock_timestamp() order by seq desc limit ${NODES_MAX}`,
);
const countSpaces = statement<{ count: number }>("overview_spaces", "select count(*) as count from posthorn.space");
const selectBusiest = statement<{ id: string }>(
  "overview_busiest",
  `select space.id, sum(count) as total from posthorn.activity
    join posthorn.endpoint on endpoint.seq = activity.endpoint join posthorn.space on space.seq = endpoint.space
    where step = ${HOUR_MS} and at >= $1 and deleted_at is null group by 1 order by total desc, 1 limit $2`,
);
const selectFailing = statement<{ id: string }>(
  "overview_failing",
  `select space.id, count(*) as total from posthorn.endpoint join posthorn.space on space.seq = endpoint.space
    where deleted_at is null and (status = 'paused' or consecutive_failures > 0)
    group by 1 order by total desc, 1 limit $1`,
);
const selectLoad = statement<{ delivered: number | null; failed: number | null }>(
  "overview_load",
  `select (sum(count) filter (where error_code = ''))::integer as delivered,
      (sum(count) filter (where error_code <> ''))::integer as failed
    from posthorn.endpoint join posthorn.activity on activity.endpoint = endpoint.seq
    where endpoint.space = (select seq from posthorn.space where id = $1) and deleted_at is null
      and step = ${HOUR_MS} and at >= $2`,
);

/** What an operator sees first. Its lists are short, so what is told of each space is asked for each. */
export function createOverview(database: Database, spaces: Spaces): OverviewStore {
  async function loadsOf(found: readonly { id: string }[], since: number): Promise<SpaceLoad[]> {
    const loads: SpaceLoad[] = [];
    for (const { id } of found) {
      const summary = await spaces.get(id);
      const [load] = await database.query(selectLoad, [id, since]);
      if (summary !== null) loads.push({ ...summary, delivered: load?.delivered ?? 0, failed: load?.failed ?? 0 });
    }
    return loads;
  }

  return {
    nodes: () => database.query(selectNodes),
    spaceCount: async () => (await database.query(countSpaces))[0]?.count ?? 0,
    async busiest(since, countMax) {
      const from = since - (since % HOUR_MS);
      return loadsOf(await database.query(selectBusiest, [from, countMax]), from);
    },
    async failing(since, countMax) {
      return loadsOf(await database.query(selectFailing, [countMax]), since - (since % HOUR_MS));
    },
  };
}
