import { countsForHealth } from "../../core/delivery.ts";
import { LATENCY_BUCKETS, latencyBucketOf } from "../../core/latency.ts";
import { HOUR_MS, MINUTE_MS } from "../activity.ts";
import type { EndedDelivery } from "../outcomes.ts";
import { errorOf } from "./attempts.ts";
import type { Kept } from "./delivery-row.ts";
import { statement, type Transaction } from "./driver.ts";
import type { HealthRow } from "./endpoint-row.ts";
import { LATENCY_COLUMNS } from "./schema-1.ts";
import type { SqlValue } from "./sql-value.ts";

/** What came of a batch. The lists are in step with each other. */
export interface WriteRow {
  is_alive: boolean;
  /** Of the deliveries that are there: their place in the batch, from 1 on, their state now, and whether this ended them. */
  ord: number[] | null;
  kept: (Kept | null)[] | null;
  ended_at: (number | null)[] | null;
  is_ended: boolean[] | null;
  /** Of the live endpoints, as they were before. */
  health: (HealthRow & { id: string })[] | null;
}

const buckets = Array.from({ length: LATENCY_BUCKETS }, (_, at) => `count(*) filter (where bucket = ${at})`);
const added = ["count", ...LATENCY_COLUMNS].map((column) => `${column} = activity.${column} + excluded.${column}`);

/** The recorder has one batch on its way at a time. */
export const OUTCOME_CONNECTIONS = 1;

/** Outcomes, each of another delivery. */
export interface Batch {
  /** The node that writes. */
  me: number;
  ended: readonly EndedDelivery[];
  /** Endpoints whose turns have all succeeded. */
  healed: readonly string[];
  now: number;
  /** Only outside of a transaction: the statement whose plan is kept has a connection of its own. */
  isPlanKept?: boolean;
}

/**
 * Writes a batch of outcomes in one statement: attempts, states, sums. A delivery's turn ends it if this node has it in
 * hand, which is decided where its row of `owed` is deleted. A replay that succeeds makes good what was failed, held or
 * discarded. Endpoints whose turns all succeeded get a clean counter here; failures are counted by the caller. An attempt
 * that is there already came with a commit whose answer was lost: it is not written or counted again. Null: this node is
 * dead, and nothing was written.
 */
export async function writeOutcomes(through: Pick<Transaction, "query">, batch: Batch): Promise<WriteRow | null> {
  const values = valuesOf(batch);
  const [row] = batch.isPlanKept
    ? await through.query(byKeptPlan, values)
    : await through.query(byNewPlan, [...values, ...idRangeOf(batch)]);
  return row?.is_alive ? row : null;
}

/** Planned for each batch, with its first and last id, which leave out all days but theirs. */
const byNewPlan = statement<WriteRow>("outcomes", textOf({ isPlanKept: false }));

/**
 * Planned once, since planning takes as long as running. Such a plan knows neither the batch nor how large the tables will
 * be, so it must not be left to a guess: an index that begins with what is `= any(array[…])` can only be looked into, where
 * `=` might have the planner walk through a whole backlog beside the batch; and a condition inside a `case` has it use no
 * index of the rows for which that holds. It opens the tables of every day, so it is for few of them.
 */
export const byKeptPlan = statement<WriteRow>("outcomes_kept", textOf({ isPlanKept: true }), {
  connections: OUTCOME_CONNECTIONS,
  settings: { plan_cache_mode: "force_generic_plan" },
});

function textOf({ isPlanKept }: { isPlanKept: boolean }): string {
  const sole = (value: string) => (isPlanKept ? `any(array[${value}])` : value);
  const ofBatch = (id: string) => (isPlanKept ? "" : `and ${id} between $32::text and $33::text`);
  return `with fence as (
      select 1 from posthorn.node_fence where node = $1 and not is_dead for share
    ), input as (
      select input.*, endpoint.seq as endpoint, space.seq as space
        from rows from (generate_series(1, $2::integer), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
          unnest($6::boolean[]), unnest($7::boolean[]), unnest($8::integer[]), unnest($9::text[]), unnest($10::text[]),
          unnest($11::bigint[]), unnest($12::float8[]), unnest($13::float8[]), unnest($14::float8[]), unnest($15::float8[]),
          unnest($16::float8[]), unnest($17::integer[]), unnest($18::smallint[]), unnest($19::boolean[]), unnest($20::text[]),
          unnest($21::text[]), unnest($22::text[]), unnest($23::text[]), unnest($24::integer[]), unnest($25::integer[]),
          unnest($26::text[]), unnest($27::text[]), unnest($28::text[])) as input (ord, id_delivery, id_space, id_endpoint,
          is_turn, is_delivered, bucket, id, "trigger", started_at, duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms,
          secret_length, response_status, is_body_cut, envelope, url, request_headers, response_headers, body_from, body_bytes,
          remote_address, error_code, error_detail)
        cross join lateral (select seq from posthorn.space where id = id_space limit 1) as space
        cross join lateral (select seq from posthorn.endpoint where id = id_endpoint limit 1) as endpoint
        where exists (select from fence)
    ), ended as (
      delete from posthorn.owed using input
        where owed.endpoint = ${sole("input.endpoint")} and owed.id = input.id_delivery
          and case when is_turn then owed.owner = $1 else is_delivered and owed.is_held end
        returning owed.id
    ), outcome as materialized (
      select ord, id_delivery, id, space, endpoint, is_turn, is_delivered, "trigger", response_status, error_code, duration_ms,
          bucket, (id_delivery in (select id from ended)) is true as is_ended from input
    ), known as (
      update posthorn.delivery set
          attempt_count = attempt_count + case when is_ended or (select true from posthorn.attempt
            where attempt.id_delivery = outcome.id_delivery and attempt.id = outcome.id
              ${ofBatch("attempt.id_delivery")} limit 1) is null then 1 else 0 end,
          last_response_status = outcome.response_status, last_error_code = outcome.error_code,
          last_duration_ms = outcome.duration_ms,
          kept = case when is_turn and is_ended then case when not is_delivered then 'f'::"char" end
            when not is_turn and is_delivered then null else delivery.kept end,
          ended_at = case when (is_turn and is_ended) or (not is_turn and is_delivered and delivery.kept is not null)
            then $30::bigint else delivery.ended_at end
        from outcome
        where delivery.space = ${sole("outcome.space")} and delivery.endpoint = ${sole("outcome.endpoint")}
          and delivery.id = outcome.id_delivery ${ofBatch("delivery.id")}
        returning outcome.ord, outcome.endpoint, outcome.is_turn, outcome."trigger", outcome.response_status,
          outcome.error_code, outcome.bucket, delivery.kept, delivery.ended_at, outcome.is_ended
    ), attempts as (
      insert into posthorn.attempt (id_delivery, id, "trigger", started_at, duration_ms, dns_ms, connect_ms, tls_ms,
          first_byte_ms, secret_length, response_status, is_body_cut, envelope, url, request_headers, response_headers,
          response_body, remote_address, error_code, error_detail)
        select id_delivery, id, "trigger", started_at, duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, secret_length,
            response_status, is_body_cut, envelope, url, request_headers, response_headers,
            case when response_status is not null then substring($29::bytea from body_from for body_bytes) end,
            remote_address, error_code, error_detail
          from input where (ord in (select ord from known)) is true
        on conflict do nothing
    ), sums as (
      insert into posthorn.activity (endpoint, step, at, response_status, error_code, count, last_at, ${LATENCY_COLUMNS.join()})
        select endpoint, step, $30::bigint - $30::bigint % step, coalesce(response_status, 0), coalesce(error_code, ''),
            count(*), $30::bigint, ${buckets.join()}
          from known cross join (values (${MINUTE_MS}), (${HOUR_MS})) as steps (step)
          where "trigger" <> 'test' and (is_ended or not is_turn)
          group by endpoint, step, coalesce(response_status, 0), coalesce(error_code, '')
          order by endpoint, step, coalesce(response_status, 0), coalesce(error_code, '')
        on conflict (endpoint, step, at, response_status, error_code)
          do update set last_at = greatest(activity.last_at, excluded.last_at), ${added.join()}
    ), healed as (
      update posthorn.endpoint set consecutive_failures = 0
        where seq = any(array(select distinct endpoint from known where is_turn and is_ended))
          and id = any($31::text[]) and case when deleted_at is null then consecutive_failures > 0 end
    )
    select exists (select from fence) as is_alive, array_agg(ord) as ord, array_agg(kept::text) as kept,
      array_agg(ended_at) as ended_at, array_agg(is_ended) as is_ended,
      (select json_agg(found) from (select id, status, paused_reason, paused_at, consecutive_failures, last_failure
        from posthorn.endpoint where seq = any(array(select distinct endpoint from input))
          and case when deleted_at is null then true end) as found)
        as health
      from known`;
}

function idRangeOf({ ended }: Batch): SqlValue[] {
  const ids = ended.map(({ idDelivery }) => idDelivery).sort();
  return [ids[0] ?? "", ids.at(-1) ?? ""];
}

function valuesOf({ me, ended, healed, now }: Batch): SqlValue[] {
  const attempt = <Value>(read: (attempt: EndedDelivery["outcome"]["attempt"]) => Value) =>
    ended.map(({ outcome }) => read(outcome.attempt));
  const ids = ended.map(({ idDelivery }) => idDelivery);
  const errors = ended.map(({ outcome }) => errorOf(outcome));
  const bodies = attempt(({ response }) => response?.body ?? new Uint8Array());
  let from = 1;
  const froms = bodies.map((body) => {
    const own = from;
    from += body.length;
    return own;
  });
  return [
    me,
    ended.length,
    ids,
    ended.map(({ idSpace }) => idSpace),
    ended.map(({ idEndpoint }) => idEndpoint),
    ended.map(({ trigger }) => countsForHealth(trigger)),
    ended.map(({ outcome }) => outcome.kind === "delivered"),
    attempt(({ durationMs }) => latencyBucketOf(durationMs)),
    attempt(({ id }) => id),
    ended.map(({ trigger }) => trigger),
    attempt(({ startedAt }) => startedAt),
    attempt(({ durationMs }) => durationMs),
    attempt(({ timing }) => timing.dnsMs),
    attempt(({ timing }) => timing.connectMs),
    attempt(({ timing }) => timing.tlsMs),
    attempt(({ timing }) => timing.firstByteMs),
    attempt(({ request }) => request.secretLength),
    attempt(({ response }) => response?.status ?? null),
    attempt(({ response }) => response?.isBodyCut ?? null),
    attempt(({ request }) => request.envelope),
    attempt(({ request }) => request.url),
    attempt(({ request }) => JSON.stringify(request.headers)),
    attempt(({ response }) => response && JSON.stringify(response.headers)),
    froms,
    bodies.map((body) => body.length),
    attempt(({ remoteAddress }) => remoteAddress),
    errors.map((error) => error?.code ?? null),
    errors.map((error) => error?.detail ?? null),
    Buffer.concat(bodies),
    now,
    healed,
  ];
}
