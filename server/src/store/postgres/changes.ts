import type { Clock } from "../../core/clock.ts";
import { type Announcements, createAnnouncements } from "../announcements.ts";
import type { EndpointChange } from "../endpoints.ts";
import { createBell } from "./bell.ts";
import { type Database, statement, type Transaction } from "./driver.ts";

/**
 * What all nodes must hear of. A change is a row, written with what it tells of; a notification, of which there is one for
 * many changes, only rings the bell. Who has missed it finds the rows when it looks next.
 */
export interface Changes {
  endpoints: Announcements<EndpointChange>;
  eventTypes: Announcements<void>;
  /** Ids of keys and sessions that other nodes have revoked. */
  revoked: Announcements<string>;
  /** Writes changes down within a transaction. `tell` is to be called after its commit. */
  note(transaction: Transaction, changes: readonly Change[]): Promise<{ tell(): void }>;
  /** Reads and announces what others have changed since the last look. */
  look(): Promise<void>;
  stop(): void;
}

export type Change = EndpointChange | { idRevoked: string } | "event types";

export const CHANNEL = "posthorn_change";
/** The bell takes a lock on the whole server at commit: it rings so often at the most, however much changes. */
const RING_EVERY_MS = 25;
/** Rows are kept so long: a node that was away for longer has lost its lease, and reads everything anew. */
const KEPT = "1 hour";

interface ChangeRow {
  seq: number;
  node: number | null;
  id_space: string | null;
  id_endpoint: string | null;
  id_revoked: string | null;
}

const insert = statement(
  "change_note",
  "insert into posthorn.change (node, id_space, id_endpoint, id_revoked) select $1, * from unnest($2::text[], $3::text[], $4::text[])",
);
const selectHorizon = statement<{ xid: string }>(
  "change_horizon",
  "select pg_snapshot_xmin(pg_current_snapshot())::text as xid",
);
const selectSince = statement<ChangeRow & { horizon: string }>(
  "change_since",
  `select seq, node, id_space, id_endpoint, id_revoked, pg_snapshot_xmin(pg_current_snapshot())::text as horizon
    from posthorn.change where xid >= $1::xid8 order by seq`,
);
const ring = statement("change_ring", `select pg_notify('${CHANNEL}', '')`);
const prune = statement(
  "change_prune",
  `delete from posthorn.change where seq in (
    select seq from posthorn.change where at < clock_timestamp() - interval '${KEPT}' order by seq limit 1000)`,
);

export async function createChanges(
  database: Database,
  { clock, me }: { clock: Clock; me(): number },
): Promise<Changes> {
  const endpoints = createAnnouncements<EndpointChange>();
  const eventTypes = createAnnouncements<void>();
  const revoked = createAnnouncements<string>();
  /** Transactions before this one have ended: all that they have changed was seen. */
  let horizon = (await database.query(selectHorizon))[0]?.xid ?? "0";
  /** Numbers seen of later ones. */
  let seen = new Set<number>();
  const own = new Set<number>([me()]);
  let looking: Promise<void> | null = null;
  let isLookWanted = false;
  const bell = createBell(clock, RING_EVERY_MS, () => database.query(ring));

  async function lookOnce(): Promise<void> {
    const rows = await database.query(selectSince, [horizon]);
    const before = seen;
    seen = new Set(rows.map(({ seq }) => seq));
    for (const row of rows) {
      horizon = row.horizon;
      // What this node has changed it has announced as soon as it was committed.
      if (before.has(row.seq) || (row.node !== null && own.has(row.node))) continue;
      if (row.id_revoked !== null) revoked.announce(row.id_revoked);
      else if (row.id_space === null || row.id_endpoint === null) eventTypes.announce();
      else endpoints.announce({ idSpace: row.id_space, idEndpoint: row.id_endpoint });
    }
  }

  async function look(): Promise<void> {
    if (looking !== null) {
      isLookWanted = true;
      return looking;
    }
    looking = (async () => {
      do {
        isLookWanted = false;
        await lookOnce();
      } while (isLookWanted);
    })().finally(() => {
      looking = null;
    });
    return looking;
  }

  return {
    endpoints,
    eventTypes,
    revoked,
    async note(transaction, changes) {
      own.add(me());
      const rows = changes.map(toRow);
      const columns = [0, 1, 2].map((column) => rows.map((row) => row[column] ?? null));
      await transaction.query(insert, [me(), ...columns]);
      return {
        tell() {
          for (const change of changes) {
            if (change === "event types") eventTypes.announce();
            else if ("idEndpoint" in change) endpoints.announce(change);
          }
          bell.ring();
        },
      };
    },
    async look() {
      await look();
      await database.query(prune);
    },
    stop: bell.stop,
  };
}

/** Space, endpoint, key or session. */
function toRow(change: Change): (string | null)[] {
  if (change === "event types") return [null, null, null];
  return "idRevoked" in change ? [null, null, change.idRevoked] : [change.idSpace, change.idEndpoint, null];
}
