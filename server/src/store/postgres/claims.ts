import type { Clock } from "../../core/clock.ts";
import type { Backlog, Claim, Claimed } from "../claiming.ts";
import { type Database, statement } from "./driver.ts";
import type { EventContentRow } from "./events.ts";
import type { Handfuls } from "./handfuls.ts";
import type { Nodes } from "./nodes.ts";

interface ClaimedRow extends EventContentRow {
  is_alive: boolean;
  found: number;
  /** Null in the one row that says that nothing was taken. */
  id: string | null;
  is_maybe_sent: boolean;
  id_space: string;
  id_event: string;
  event: string;
  created_at: number;
  occurred_at: number;
  actor: string | null;
  correlation_id: string | null;
}

export interface Claims {
  backlog(): Promise<Backlog[]>;
  claim(claim: Claim): Promise<Claimed>;
  release(idEndpoint: string, except: readonly string[], countMax: number): Promise<number>;
  discard(idEndpoint: string, throughId: string, countMax: number): Promise<number>;
}

const fence = "fence as (select 1 from posthorn.node_fence where node = $1 and not is_dead for share)";
/** What is locked is just being taken by another node. */
const oldest = (which: string) => `select * from posthorn.owed
  where endpoint = (select seq from target) and ${which} order by id limit $3 for update skip locked`;

const take = statement<ClaimedRow>(
  "claim",
  `with ${fence}, target as (
      select seq from posthorn.endpoint
        where id = $2 and status = 'active' and deleted_at is null and coalesce(node, $1) = $1
          and exists (select from fence)
    ), waiting as (${oldest("owner is null and not is_held")}), held as (${oldest("is_held")}
    ), found as (
      select owed.*, event.id as id_event, event.event, event.occurred_at, event.actor, event.correlation_id,
          event.changes, event.payload, row_number() over by_age as place,
          sum(octet_length(event.payload) + coalesce(length(event.changes), 0)) over by_age as bytes
        from (select * from waiting union all select * from held) as owed
        join posthorn.event on event.space = owed.space and event.created_at = owed.created_at and event.seq = owed.event_seq
        window by_age as (order by owed.id)
    ), taken as (
      select * from found where place < $3 and (bytes <= $4 or place = 1)
    ), moved as (
      update posthorn.owed set owner = $1, handful = $5, is_held = false from taken
        where owed.endpoint = taken.endpoint and owed.id = taken.id
    ), shown as (
      update posthorn.delivery set kept = null from taken
        where taken.is_held and delivery.space = taken.space and delivery.id = taken.id
    )
    select exists (select from fence) as is_alive, (select count(*) from found) as found, taken.id, taken.is_maybe_sent,
        space.id as id_space, taken.id_event, taken.event, taken.created_at, taken.occurred_at, taken.actor,
        taken.correlation_id, taken.changes, taken.payload
      from (select) as one left join taken on true left join posthorn.space on space.seq = taken.space order by taken.id`,
);

/** What has come into the hand since it was asked for is left alone: it may be late. */
const letGo = statement<{ is_alive: boolean; count: number }>(
  "release",
  `with ${fence}, target as (
      select seq, status = 'active' and deleted_at is null as is_active from posthorn.endpoint
        where id = $2 and exists (select from fence)
    ), chosen as (
      select owed.endpoint, owed.id, owed.space, is_active from posthorn.owed join target on owed.endpoint = target.seq
        where not is_held and ((owner = $1 and handful <= $5) or (owner is null and not is_active)) and owed.id <> all($3::text[])
        order by owed.id limit $4 for update of owed
    ), moved as (
      update posthorn.owed set owner = null, is_held = not is_active from chosen
        where owed.endpoint = chosen.endpoint and owed.id = chosen.id
    ), shown as (
      update posthorn.delivery set kept = 'h' from chosen
        where not is_active and delivery.space = chosen.space and delivery.id = chosen.id
    )
    select exists (select from fence) as is_alive, (select count(*) from chosen) as count`,
);

const endHeld = statement<{ count: number }>(
  "discard",
  `with chosen as (
      select endpoint, id, space from posthorn.owed
        where endpoint = (select seq from posthorn.endpoint where id = $1) and is_held and id <= $2
        order by id limit $3 for update
    ), gone as (
      delete from posthorn.owed using chosen where owed.endpoint = chosen.endpoint and owed.id = chosen.id
    ), shown as (
      update posthorn.delivery set kept = 'x', ended_at = $4 from chosen
        where delivery.space = chosen.space and delivery.id = chosen.id
    )
    select count(*) as count from chosen`,
);

/** Jumps from endpoint to endpoint through an index: its cost is the number of endpoints found, not of deliveries. */
const endpointsOf = (name: string, which: string) => {
  const next = `select min(endpoint) from posthorn.owed where ${which}`;
  return `${name} (endpoint) as (
    (${next}) union all select (${next} and endpoint > ${name}.endpoint) from ${name} where endpoint is not null)`;
};
// Held ones of an active or deleted endpoint: the node stopped before it had sent or discarded them all.
const selectBacklog = statement<Backlog>(
  "backlog",
  `with recursive ${endpointsOf("waiting", "owner is null and not is_held")}, ${endpointsOf("held", "is_held")}
    select space.id as "idSpace", endpoint.id as "idEndpoint" from posthorn.endpoint
      join posthorn.space on space.seq = endpoint.space
      where endpoint.seq in (select endpoint from waiting)
        or (endpoint.seq in (select endpoint from held) and (deleted_at is not null or status = 'active'))`,
);

/** Hands out what is owed, and takes it back. */
export function createClaims(
  database: Database,
  { nodes, handfuls, clock }: { nodes: Nodes; handfuls: Handfuls; clock: Clock },
): Claims {
  return {
    backlog: () => database.query(selectBacklog),
    async claim({ idEndpoint, countMax, bytesMax }) {
      let ids: string[] = [];
      const rows = await handfuls.take(
        (me, handful) =>
          // What was taken is known before it is committed, so that it can be put back where no answer comes.
          database.transaction(async (transaction) => {
            // One more than is wanted, to know whether it was all.
            const rows = await transaction.query(take, [me, idEndpoint, countMax + 1, bytesMax, handful]);
            ids = rows.flatMap(({ id }) => id ?? []);
            return rows[0]?.is_alive ? rows : null;
          }),
        () => ids.map((id) => ({ idEndpoint, id })),
      );
      return {
        deliveries: rows.flatMap((row) => toOwed(row, idEndpoint)),
        isExhausted: ids.length === rows[0]?.found,
      };
    },
    release(idEndpoint, except, countMax) {
      const latest = handfuls.latest();
      return nodes.fenced(async (me) => {
        const [row] = await database.query(letGo, [me, idEndpoint, except, countMax, latest]);
        return row?.is_alive ? row.count : null;
      });
    },
    async discard(idEndpoint, throughId, countMax) {
      const [row] = await database.query(endHeld, [idEndpoint, throughId, countMax, clock.now()]);
      return row?.count ?? 0;
    },
  };
}

function toOwed(row: ClaimedRow, idEndpoint: string): Claimed["deliveries"] {
  if (row.id === null) return [];
  return [
    {
      id: row.id,
      idSpace: row.id_space,
      idEndpoint,
      idEvent: row.id_event,
      event: row.event,
      payload: row.payload,
      occurredAt: row.occurred_at,
      changes: row.changes,
      actor: row.actor,
      correlationId: row.correlation_id,
      trigger: row.is_maybe_sent ? "takeover" : "event",
      createdAt: row.created_at,
    },
  ];
}
