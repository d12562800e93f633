import type { Page, PageQuery } from "../pages.ts";
import type { SpaceSummary } from "../spaces.ts";
import { parseCursor, toPage } from "./cursor.ts";
import type { Database } from "./driver.ts";

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
  list(query: PageQuery): Page<SpaceSummary>;
  get(idSpace: string): SpaceSummary | null;
}

/** Rows of `space`: a customer of the app, with the version of its endpoints. */
export function createSpaces(database: Database): Spaces {
  const selectVersion = database.prepare<{ version: number }>("select version from space where id = ?");
  const insert = database.prepare(
    "insert into space (id, version, created_at) values (?, 0, ?) on conflict do nothing",
  );
  const bump = database.prepare("update space set version = version + 1 where id = ?");
  const selectPage = database.prepare<SummaryRow>(
    summaryOf("select * from space where seq < ? order by seq desc limit ?"),
  );
  const selectOne = database.prepare<SummaryRow>(summaryOf("select * from space where id = ?"));

  return {
    version: (idSpace) => selectVersion.get(idSpace)?.version ?? 0,
    ensure: (idSpace, now) => insert.run(idSpace, now),
    bumpVersion: (idSpace) => bump.run(idSpace),
    list({ limit, cursor }) {
      const [before] = parseCursor(cursor, CURSOR) ?? [];
      const rows = selectPage.all(before === undefined ? Number.MAX_SAFE_INTEGER : Number(before), limit + 1);
      return toPage(rows, limit, toSummary, ({ seq }) => String(seq));
    },
    get(idSpace) {
      const row = selectOne.get(idSpace);
      return row === undefined ? null : toSummary(row);
    },
  };
}

function toSummary({ idSpace, createdAt, endpointCount, pausedCount, failingCount }: SummaryRow): SpaceSummary {
  return { idSpace, createdAt, endpointCount, pausedCount, failingCount };
}
