import type { Clock } from "../../core/clock.ts";
import { type Database, statement } from "./driver.ts";
import { isInDoubt } from "./faults.ts";
import type { Nodes } from "./nodes.ts";

/**
 * What came into this node's hand by one write stands in the database as its handful, under a number that no other write
 * of the node has. Where a write's answer is lost, nobody knows whether it was kept, or will be: what is found under its
 * number is put back in line. What has come into the hand by a later write has another number, and is left alone.
 */
export interface Handfuls {
  /**
   * Runs a fenced write that puts deliveries into this node's hand, under a number. `deliveries` says which it may have
   * put there, once it has failed.
   */
  take<Result>(
    write: (me: number, handful: number) => Promise<Result | null>,
    deliveries: () => readonly InHand[],
  ): Promise<Result>;
  /** The greatest number until now. */
  latest(): number;
  /** Puts back in line what was written as in this node's hand without an answer. To be called again and again. */
  putBack(): Promise<void>;
}

export interface InHand {
  idEndpoint: string;
  id: string;
}

interface Doubt {
  deliveries: readonly InHand[];
  /** When the database was first asked for it. */
  askedAt: number | null;
}

/** The server may go on with a statement whose connection is lost, until its timeout: so long it may still be kept. */
const IN_DOUBT_MS = 60_000;

const putBack = statement<{ handful: number }>(
  "put_back",
  `update posthorn.owed set owner = null
    from unnest($2::bigint[], $3::text[], $4::text[]) as doubted (handful, id_endpoint, id)
      join posthorn.endpoint on endpoint.id = doubted.id_endpoint
    where owed.endpoint = endpoint.seq and owed.id = doubted.id and owed.owner = $1 and owed.handful = doubted.handful
    returning owed.handful`,
);

export function createHandfuls(database: Database, { nodes, clock }: { nodes: Nodes; clock: Clock }): Handfuls {
  // As many at the most as there were connections to lose, each time that they were lost.
  const doubts = new Map<number, Doubt>();
  let latest = 0;

  return {
    async take(write, deliveries) {
      const handful = ++latest;
      try {
        return await nodes.fenced((me) => write(me, handful));
      } catch (error) {
        if (isInDoubt(error)) doubts.set(handful, { deliveries: deliveries(), askedAt: null });
        throw error;
      }
    },
    latest: () => latest,
    async putBack() {
      if (doubts.size === 0) return;
      const asked = [...doubts].flatMap(([handful, { deliveries }]) => deliveries.map((one) => ({ handful, ...one })));
      const found = await database.query(putBack, [
        nodes.me(),
        asked.map(({ handful }) => handful),
        asked.map(({ idEndpoint }) => idEndpoint),
        asked.map(({ id }) => id),
      ]);
      // A write is kept as a whole: where some of it was found, there is no more to come.
      for (const { handful } of found) doubts.delete(handful);
      const now = clock.elapsed();
      for (const [handful, doubt] of doubts) {
        doubt.askedAt ??= now;
        if (now - doubt.askedAt > IN_DOUBT_MS) doubts.delete(handful);
      }
    },
  };
}
