import { DatabaseRefused } from "./database-refused.ts";
import type { Transaction } from "./driver.ts";

/** Enough to find them by. */
const NAMED_MAX = 5;
/** What a program knows at the least that did not yet tell: they know the first step. */
const KNOWS_MIN = 1;
/** The column may not be there yet. */
const KNOWS = `coalesce((to_jsonb(one) ->> 'knows')::integer, ${KNOWS_MIN})`;

interface OlderNode {
  id: string;
  knows: number;
  seen_ago_s: number;
}

/**
 * Refuses to go on where nodes are alive whose programs know less than is to be asked of them. Those that were silent for
 * longer than their lease count as dead from here on: one that was only frozen must enter anew, and is refused. Until the
 * end of the transaction no node can come in: one that waits for it finds the schema changed.
 */
export async function shutOutOlder(transaction: Transaction, version: number, least: number): Promise<void> {
  await transaction.run("lock table posthorn.node in share mode");
  const older = await transaction.run<OlderNode>(
    `select one.id, ${KNOWS} as knows, floor(extract(epoch from clock_timestamp() - beat_at))::integer as seen_ago_s
      from posthorn.node as one join posthorn.node_fence on node_fence.node = one.seq
      where not is_dead and ${KNOWS} < $1
        and greatest(beat_at, pg_postmaster_start_time()) + lease_ms * interval '1 ms' >= clock_timestamp()
      order by one.seq`,
    [least],
  );
  if (older.length > 0) throw refusal(older, version, least);
  await transaction.run(
    `update posthorn.node_fence set is_dead = true from posthorn.node as one
      where one.seq = node_fence.node and not is_dead and ${KNOWS} < $1`,
    [least],
  );
}

function refusal(older: readonly OlderNode[], version: number, least: number): DatabaseRefused {
  const names = older
    .slice(0, NAMED_MAX)
    .map(({ id, knows, seen_ago_s: ago }) => `${id} (knows ${knows}, heard of ${ago} s ago)`);
  const more = older.length > NAMED_MAX ? ` and ${older.length - NAMED_MAX} more` : "";
  return new DatabaseRefused(
    "older_nodes",
    `Schema ${version} takes away what nodes from before version ${least} use, and such nodes run: ${names.join(", ")}${more}`,
    `Replace them by a release that knows version ${least} first, or stop them. Nothing was changed.`,
  );
}
