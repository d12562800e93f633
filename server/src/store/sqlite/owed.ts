import type { OwedCount } from "../owed.ts";
import type { Database } from "./driver.ts";

export interface Owed {
  countOf(idEndpoint: string, countMax: number): OwedCount;
  oldestPendingAt(): number | null;
}

/** Of these the oldest is looked for: a look into the index each, so 5,000 take some 15 ms. More are hardly ever behind. */
const LINES_MAX = 5_000;
/** Before every node and every endpoint. */
const FRONT = { owner: -1, idEndpoint: "" };

interface Line {
  owner: number;
  idEndpoint: string;
  createdAt: number;
}

/**
 * Reads the index of what is pending, which sorts by owner, endpoint and time: there is no index by time alone, since each
 * event would have to be written into it. So it goes from line to line, and looks at the first of each.
 */
export function createOwed(database: Database): Owed {
  const pending = "delivery indexed by delivery_pending where status = 'pending'";
  const selectNextLine = database.prepare<Line>(
    `select owner, id_endpoint as idEndpoint, created_at as createdAt from ${pending}
      and (owner, id_endpoint) > (?, ?) order by owner, id_endpoint, id limit 1`,
  );
  const selectNextOwner = database.prepare<{ owner: number }>(
    `select owner from ${pending} and owner > ? order by owner limit 1`,
  );
  const countPending = database.prepare<{ count: number }>(
    `select count(*) as count from (select 1 from ${pending} and owner = ? and id_endpoint = ? limit ?)`,
  );
  const countHeld = database.prepare<{ count: number }>(
    `select count(*) as count from (
      select 1 from delivery indexed by delivery_kept_by_endpoint
        where status <> 'pending' and status <> 'delivered' and status = 'held' and id_endpoint = ? limit ?)`,
  );

  function* ownersOf(): Generator<number> {
    for (let next = selectNextOwner.get(-1); next !== undefined; next = selectNextOwner.get(next.owner))
      yield next.owner;
  }

  return {
    countOf(idEndpoint, countMax) {
      let count = 0;
      for (const owner of ownersOf()) count += countPending.get(owner, idEndpoint, countMax - count)?.count ?? 0;
      return { pending: count, held: countHeld.get(idEndpoint, countMax)?.count ?? 0 };
    },
    oldestPendingAt() {
      let oldest: number | null = null;
      let line: Pick<Line, "owner" | "idEndpoint"> = FRONT;
      for (let seen = 0; seen < LINES_MAX; seen++) {
        const next = selectNextLine.get(line.owner, line.idEndpoint);
        if (next === undefined) break;
        oldest = Math.min(oldest ?? next.createdAt, next.createdAt);
        line = next;
      }
      return oldest;
    },
  };
}
