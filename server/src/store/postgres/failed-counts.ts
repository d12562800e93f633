import { lowestIdAt } from "../../core/ids.ts";
import { type Database, statement } from "./driver.ts";

/** A delivery has its id as its event is accepted. Clocks that step back part the two. */
const IDS_APART_MS = 3_600_000;

const count = statement<{ event_seq: number; failed_count: number }>(
  "event_failed_counts",
  `select event_seq, count(*) as failed_count from posthorn.delivery
    where event_seq = any($1) and kept = 'f' and id >= $2 and id < $3 group by event_seq`,
);

/** How many deliveries failed, by the event's seq: one look, into no more days than the events are of. */
export async function failedCounts(
  database: Database,
  events: readonly { seq: number; created_at: number; delivery_count: number }[],
): Promise<Map<number, number>> {
  const sent = events.filter((event) => event.delivery_count > 0);
  if (sent.length === 0) return new Map();
  const times = sent.map(({ created_at: at }) => at);
  const [first, last] = [Math.min(...times) - IDS_APART_MS, Math.max(...times) + IDS_APART_MS];
  const values = [sent.map(({ seq }) => seq), lowestIdAt("dlv", first), lowestIdAt("dlv", last)];
  const counted = await database.query(count, values);
  return new Map(counted.map((row) => [row.event_seq, row.failed_count]));
}
