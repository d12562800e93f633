import type { OwedCount, OwedStore } from "../owed.ts";
import { type Database, statement } from "./driver.ts";

const ofEndpoint = (which: string) =>
  `(select count(*) from (select from posthorn.owed where endpoint = target.seq and ${which} limit $2) as counted)`;
const selectCount = statement<OwedCount>(
  "owed_count",
  `select ${ofEndpoint("not is_held")} as pending, ${ofEndpoint("is_held")} as held
    from (select seq from posthorn.endpoint where id = $1) as target`,
);
const selectOldest = statement<{ at: number | null }>(
  "owed_oldest",
  "select min(created_at) as at from posthorn.owed where not is_held",
);

/** What is owed has a table of its own, which is as small as the backlog. */
export function createOwed(database: Database): OwedStore {
  return {
    async countOf(idEndpoint, countMax) {
      const [count] = await database.query(selectCount, [idEndpoint, countMax]);
      return count ?? { pending: 0, held: 0 };
    },
    oldestPendingAt: async () => (await database.query(selectOldest))[0]?.at ?? null,
  };
}
