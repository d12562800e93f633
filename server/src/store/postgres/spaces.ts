import { parseCursor, toPage } from "../cursor.ts";
import type { Page } from "../pages.ts";
import type { SpaceQuery, SpaceSummary } from "../spaces.ts";
import { type Database, statement } from "./driver.ts";

const CURSOR = /^(\d{1,15})$/;

interface SummaryRow extends SpaceSummary {
  seq: number;
}

/** `chosen` picks the rows of `space`: the endpoints are joined to these few only. */
function summaryOf(chosen: string): string {
  return `select space.seq, space.id as "idSpace", space.created_at as "createdAt",
      count(endpoint.seq)::integer as "endpointCount",
      (count(*) filter (where endpoint.status = 'paused'))::integer as "pausedCount",
      (count(*) filter (where endpoint.status = 'active' and endpoint.consecutive_failures > 0))::integer as "failingCount"
    from (${chosen}) as space
    left join posthorn.endpoint on endpoint.space = space.seq and endpoint.deleted_at is null
    group by space.seq, space.id, space.created_at order by space.seq desc`;
}

const failing = `select space from posthorn.endpoint
  where deleted_at is null and (status = 'paused' or consecutive_failures > 0)`;

/** A statement for each kind of filter, so that each is served by an index of its own. */
function selectPage(name: string, condition: string) {
  const chosen = `select * from posthorn.space where seq < $1 and ${condition} order by seq desc limit $2`;
  return statement<SummaryRow>(name, summaryOf(chosen));
}

const begins = "id >= $3 and id < $4";
const pages = {
  all: selectPage("space_list", "true"),
  failing: selectPage("space_list_failing", `seq in (${failing})`),
  found: selectPage("space_search", begins),
  foundFailing: selectPage("space_search_failing", `seq in (${failing}) and ${begins}`),
};
const selectOne = statement<SummaryRow>("space_one", summaryOf("select * from posthorn.space where id = $1"));

/** Beyond every number of a space. */
const SEQ_END = 2 ** 31 - 1;

export interface Spaces {
  list(query: SpaceQuery): Promise<Page<SpaceSummary>>;
  get(idSpace: string): Promise<SpaceSummary | null>;
}

/** Rows of `space`: a customer of the app, with the version of its endpoints. */
export function createSpaces(database: Database): Spaces {
  return {
    async list({ limit, cursor, search, isFailing }) {
      const [before] = parseCursor(cursor, CURSOR) ?? [];
      const values = [Math.min(before === undefined ? SEQ_END : Number(before), SEQ_END), limit + 1];
      const rows =
        search === null
          ? await database.query(isFailing ? pages.failing : pages.all, values)
          : await database.query(isFailing ? pages.foundFailing : pages.found, [...values, search, `${search}~`]);
      return toPage(rows, limit, toSummary, ({ seq }) => String(seq));
    },
    async get(idSpace) {
      const [row] = await database.query(selectOne, [idSpace]);
      return row === undefined ? null : toSummary(row);
    },
  };
}

function toSummary({ idSpace, createdAt, endpointCount, pausedCount, failingCount }: SummaryRow): SpaceSummary {
  return { idSpace, createdAt, endpointCount, pausedCount, failingCount };
}
