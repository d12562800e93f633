import { HOUR_MS } from "../activity.ts";
import type { NodeSummary, SpaceLoad } from "../overview.ts";
import type { Database } from "./driver.ts";
import type { Spaces } from "./spaces.ts";

export interface Overview {
  nodes(now: number): NodeSummary[];
  spaceCount(): number;
  busiest(since: number, countMax: number): SpaceLoad[];
  failing(since: number, countMax: number): SpaceLoad[];
}

/** What an operator sees first. Its lists are short, so what is told of each space is asked for each. */
export function createOverview(database: Database, { spaces, me }: { spaces: Spaces; me: number }): Overview {
  const selectNode = database.prepare<Omit<NodeSummary, "seenAt">>(
    "select id, started_at as startedAt from node where seq = ?",
  );
  const countSpaces = database.prepare<{ count: number }>("select count(*) as count from space");
  const sums = `sum(case error_code when '' then count else 0 end) as delivered,
    sum(case error_code when '' then 0 else count end) as failed`;
  const selectBusiest = database.prepare<{ id: string }>(
    `select endpoint.id_space as id, sum(count) as total
      from activity indexed by activity_by_time join endpoint on endpoint.id = activity.id_endpoint
      where step = ${HOUR_MS} and at >= ? and deleted_at is null group by 1 order by total desc, id limit ?`,
  );
  const selectFailing = database.prepare<{ id: string }>(
    `select id_space as id, count(*) as total from endpoint indexed by endpoint_failing
      where deleted_at is null and (status = 'paused' or consecutive_failures > 0)
      group by 1 order by total desc, id limit ?`,
  );
  const selectLoad = database.prepare<{ delivered: number | null; failed: number | null }>(
    `select ${sums} from endpoint indexed by endpoint_live
      cross join activity on activity.id_endpoint = endpoint.id
      where endpoint.id_space = ? and endpoint.deleted_at is null and step = ${HOUR_MS} and at >= ?`,
  );

  function loadOf(idSpace: string, since: number): SpaceLoad[] {
    const summary = spaces.get(idSpace);
    const load = selectLoad.get(idSpace, since);
    return summary === null ? [] : [{ ...summary, delivered: load?.delivered ?? 0, failed: load?.failed ?? 0 }];
  }

  return {
    // No other can live beside this one, which is alive as it answers.
    nodes: (now) => selectNode.all(me).map((row) => ({ ...row, seenAt: now })),
    spaceCount: () => countSpaces.get()?.count ?? 0,
    busiest: (since, countMax) => {
      const from = since - (since % HOUR_MS);
      return selectBusiest.all(from, countMax).flatMap(({ id }) => loadOf(id, from));
    },
    failing: (since, countMax) => {
      const from = since - (since % HOUR_MS);
      return selectFailing.all(countMax).flatMap(({ id }) => loadOf(id, from));
    },
  };
}
