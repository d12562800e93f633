import type { AcceptResult, NewDelivery, NewEvent } from "../accepting.ts";
import type { Days } from "./days.ts";
import { type Database, statement } from "./driver.ts";
import type { Events, StoredEvent } from "./events.ts";
import type { Handfuls } from "./handfuls.ts";
import type { SqlValue } from "./sql-value.ts";

/** One for each batch that may be on its way at once. */
export const ACCEPT_CONNECTIONS = 2;

/**
 * Writes events with their deliveries in one statement: one round trip and one commit. An event is left out where the space
 * has another version than it was matched against, or knows its id. Payloads come as one piece of bytes, cut here, since
 * an array of them would travel as text. The series tells the planner that there are many rows, and `limit 1` that each looks
 * its space and its endpoint up by itself, however many of these there are.
 */
export const writeEvents = statement<{ is_alive: boolean; accepted: number[] | null }>(
  "accept",
  `with fence as (
      select 1 from posthorn.node_fence where node = $1 and not is_dead for share
    ), input as (
      select input.*, space.seq as space_seq
        from rows from (generate_series(1, $2::integer), unnest($3::text[]), unnest($4::bigint[]), unnest($5::text[]),
          unnest($6::text[]), unnest($7::bigint[]), unnest($8::bigint[]), unnest($9::integer[]), unnest($10::boolean[]),
          unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::integer[]),
          unnest($16::integer[])) as input (ord, id_space, version, id, event, occurred_at, created_at, delivery_count,
          is_test, warnings, actor, correlation_id, changes, payload_from, payload_bytes)
        left join lateral (select seq, version from posthorn.space where id = id_space limit 1) as space on true
        where coalesce(space.version, 0) = input.version and exists (select from fence)
    ), made as (
      insert into posthorn.space (id, version, created_at)
        select id_space, 0, min(created_at) from input where space_seq is null group by id_space order by id_space
        on conflict (id) do update set version = space.version returning id, seq
    ), placed as (
      select input.*, coalesce(space_seq, made.seq) as space, nextval('posthorn.event_seq') as seq
        from input left join made on made.id = input.id_space
    ), keyed as (
      insert into posthorn.event_key (space, id, created_at, event_seq)
        select space, id, created_at, seq from placed order by space, id on conflict do nothing returning event_seq
    ), accepted as (
      select * from placed where (seq in (select event_seq from keyed)) is true
    ), events as (
      insert into posthorn.event (seq, space, created_at, occurred_at, delivery_count, is_test, id, event, warnings, actor,
          correlation_id, changes, payload)
        select seq, space, created_at, occurred_at, delivery_count, is_test, id, event, warnings, actor, correlation_id,
          changes, substring($17::bytea from payload_from for payload_bytes) from accepted
    ), owing as (
      select delivery.*, accepted.seq as event_seq, accepted.space, accepted.created_at, accepted.id as id_event,
          accepted.event, endpoint.seq as endpoint
        from rows from (generate_series(1, $18::integer), unnest($19::integer[]), unnest($20::text[]), unnest($21::text[]),
          unnest($22::boolean[]), unnest($23::boolean[])) as delivery (n, event_ord, id, id_endpoint, is_held, is_owned)
        join accepted on accepted.ord = delivery.event_ord
        cross join lateral (select seq from posthorn.endpoint where id = id_endpoint limit 1) as endpoint
    ), deliveries as (
      insert into posthorn.delivery (event_seq, created_at, space, endpoint, attempt_count, kept, id, id_event, event)
        select event_seq, created_at, space, endpoint, 0, case when is_held then 'h'::"char" end, id, id_event, event from owing
    ), owed as (
      insert into posthorn.owed (endpoint, owner, handful, created_at, event_seq, space, is_held, is_maybe_sent, id)
        select endpoint, case when is_owned then $1::integer end, case when is_owned then $24::bigint end, created_at,
          event_seq, space, is_held, false, id from owing
    )
    select exists (select from fence) as is_alive, (select array_agg(ord) from accepted) as accepted`,
  // Planned once for each connection: planning it anew each time takes half as long as running it. The plan is right for
  // all batches and sizes of tables, as each row is looked up by itself.
  { connections: ACCEPT_CONNECTIONS, settings: { plan_cache_mode: "force_generic_plan" } },
);

/** Writes events with their deliveries, or finds why not. */
export function createAcceptance(
  database: Database,
  { events, handfuls, days }: { events: Events; handfuls: Handfuls; days: Days },
): (posted: readonly NewEvent[]) => Promise<AcceptResult[]> {
  async function writeAll(posted: readonly NewEvent[]): Promise<Set<number>> {
    const deliveries = posted.flatMap((one) => one.deliveries);
    await days.ensure(createdAtOf(posted), idsOf(deliveries));
    const values = valuesOf(posted);
    const accepted = await handfuls.take(
      async (me, handful) => {
        const [row] = await database.query(writeEvents, [me, ...values, handful]);
        return row?.is_alive ? (row.accepted ?? []) : null;
      },
      () => deliveries.filter(isOwned),
    );
    return new Set(accepted.map((ord) => ord - 1));
  }

  return async (posted) => {
    const firsts = new Map<string, number>();
    for (const [at, { event }] of posted.entries()) {
      const key = keyOf(event);
      if (!firsts.has(key)) firsts.set(key, at);
    }
    // The same id again within one batch is a repeat of the first one, whatever that comes to.
    const at = [...firsts.values()];
    const written = await days.again(() => writeAll(at.map((index) => pick(posted, index))));
    const accepted = new Set([...written].map((index) => at[index] ?? -1));
    const refused = at.filter((index) => !accepted.has(index)).map((index) => pick(posted, index).event);
    const known = new Map<string, Pick<StoredEvent, "event" | "payload" | "changes">>(
      (refused.length === 0 ? [] : await events.findMany(refused)).map((one) => [keyOf(one.event), one]),
    );
    for (const index of accepted) known.set(keyOf(pick(posted, index).event), pick(posted, index));
    return posted.map((one, index) => {
      if (accepted.has(index)) return { kind: "accepted" };
      const first = known.get(keyOf(one.event));
      return first === undefined ? { kind: "stale" } : repeatOf(first, one);
    });
  };
}

function pick(posted: readonly NewEvent[], index: number): NewEvent {
  const one = posted[index];
  if (one === undefined) throw new Error("the index is one of the list's own");
  return one;
}

/** The app that repeats an event gets the first answer, also where its endpoints have changed since. */
function repeatOf(
  first: Pick<StoredEvent, "event" | "payload" | "changes">,
  { event, payload, changes, isTimeGiven }: NewEvent,
): AcceptResult {
  const isSame =
    first.event.event === event.event &&
    (!isTimeGiven || first.event.occurredAt === event.occurredAt) &&
    first.changes === changes &&
    first.event.actor === event.actor &&
    first.event.correlationId === event.correlationId &&
    Buffer.compare(first.payload, payload) === 0;
  return { kind: isSame ? "duplicate" : "conflict", first: first.event };
}

function keyOf({ idSpace, id }: { idSpace: string; id: string }): string {
  return `${idSpace} ${id}`;
}

function* createdAtOf(posted: readonly NewEvent[]): Generator<number> {
  for (const { event } of posted) yield event.createdAt;
}

function* idsOf(deliveries: readonly NewDelivery[]): Generator<string> {
  for (const { id } of deliveries) yield id;
}

function isOwned({ isOwned, status }: NewDelivery): boolean {
  return isOwned && status === "pending";
}

function valuesOf(posted: readonly NewEvent[]): SqlValue[] {
  const of = <Value>(read: (event: NewEvent["event"]) => Value) => posted.map(({ event }) => read(event));
  const owing = posted.flatMap(({ deliveries }, at) => deliveries.map((delivery) => ({ ...delivery, ord: at + 1 })));
  let from = 1;
  const froms = posted.map(({ payload }) => {
    const own = from;
    from += payload.length;
    return own;
  });
  return [
    posted.length,
    of(({ idSpace }) => idSpace),
    posted.map(({ routesVersion }) => routesVersion),
    of(({ id }) => id),
    of(({ event }) => event),
    of(({ occurredAt }) => occurredAt),
    of(({ createdAt }) => createdAt),
    of(({ deliveryCount }) => deliveryCount),
    of(({ isTest }) => isTest),
    of(({ warnings }) => (warnings.length === 0 ? null : JSON.stringify(warnings))),
    of(({ actor }) => actor),
    of(({ correlationId }) => correlationId),
    posted.map(({ changes }) => changes),
    froms,
    posted.map(({ payload }) => payload.length),
    Buffer.concat(posted.map(({ payload }) => payload)),
    owing.length,
    owing.map(({ ord }) => ord),
    owing.map(({ id }) => id),
    owing.map(({ idEndpoint }) => idEndpoint),
    owing.map(({ status }) => status === "held"),
    owing.map(isOwned),
  ];
}
