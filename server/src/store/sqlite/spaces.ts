import { parseCursor, toPage } from "../cursor.ts";
import type { Page } from "../pages.ts";
import type { SpaceQuery, SpaceSummary } from "../spaces.ts";
import type { Database, Statement } from "./driver.ts";

const CURSOR = /^(\d{1,15})$/;

interface SummaryRow extends SpaceSummary {
  seq: number;
}

/** `chosen` picks the rows of `space`: the endpoints are joined to these few only. */
function summaryOf(chosen: string): string {
  return `select space.seq, space.id as idSpace, space.created_at as createdAt,
      count(endpoint.seq) as endpointCount,
      count(*) filter (where endpoint.status = 'paused') as pausedCount,
      count(*) filter (where endpoint.status = 'active' and endpoint.consecutive_failures > 0) as failingCount
    from (${chosen}) as space
    left join endpoint on endpoint.id_space = space.id and endpoint.deleted_at is null
    group by space.seq order by space.seq desc`;
}

export interface Spaces {
  /** 0 for a space that nobody has used. */
  version(idSpace: string): number;
  /** Makes the row of a space on its first use. */
  ensure(idSpace: string, now: number): void;
  /** Makes every match against the routes as they were before stale. */
  bumpVersion(idSpace: string): void;
  list(query: SpaceQuery): Page<SpaceSummary>;
  get(idSpace: string): SpaceSummary | null;
}

/** Rows of `space`: a customer of the app, with the version of its endpoints. */
export function createSpaces(database: Database): Spaces {
  const selectVersion = database.prepare<{ version: number }>("select version from space where id = ?");
  const insert = database.prepare(
    "insert into space (id, version, created_at) values (?, 0, ?) on conflict do nothing",
  );
  const bump = database.prepare("update space set version = version + 1 where id = ?");
  const selectPage = preparePages(database);
  const selectOne = database.prepare<SummaryRow>(summaryOf("select * from space where id = ?"));

  return {
    version: (idSpace) => selectVersion.get(idSpace)?.version ?? 0,
    ensure: (idSpace, now) => insert.run(idSpace, now),
    bumpVersion: (idSpace) => bump.run(idSpace),
    list({ limit, cursor, search, isFailing }) {
      const [before] = parseCursor(cursor, CURSOR) ?? [];
      const range = search === null ? [] : [search, `${search}~`];
      const page = [before === undefined ? Number.MAX_SAFE_INTEGER : Number(before), limit + 1];
      const rows = selectPage(search !== null, isFailing).all(...range, ...page);
      return toPage(rows, limit, toSummary, ({ seq }) => String(seq));
    },
    get(idSpace) {
      const row = selectOne.get(idSpace);
      return row === undefined ? null : toSummary(row);
    },
  };
}

/** A statement for each kind of filter, so that each is served by an index of its own. */
function preparePages(database: Database): (isSearch: boolean, isFailing: boolean) => Statement<SummaryRow> {
  const failing = `(select distinct id_space from endpoint indexed by endpoint_failing
    where deleted_at is null and (status = 'paused' or consecutive_failures > 0))`;
  const all = "select space.* from space";
  const some = `select space.* from ${failing} as failing cross join space on space.id = failing.id_space`;
  const [plain, failingOnly] = [all, some].map((from) => {
    const page = "seq < ? order by seq desc limit ?";
    const byAge = database.prepare<SummaryRow>(summaryOf(`${from} where ${page}`));
    const bySearch = database.prepare<SummaryRow>(
      summaryOf(`${from} where space.id >= ? and space.id < ? and ${page}`),
    );
    return { byAge, bySearch };
  });
  return (isSearch, isFailing) => {
    const statements = isFailing ? failingOnly : plain;
    if (statements === undefined) throw new Error("there is one for each");
    return isSearch ? statements.bySearch : statements.byAge;
  };
}

function toSummary({ idSpace, createdAt, endpointCount, pausedCount, failingCount }: SummaryRow): SpaceSummary {
  return { idSpace, createdAt, endpointCount, pausedCount, failingCount };
}
