import { LATENCY_BUCKETS } from "../../core/latency.ts";

/** A column for each bucket of durations. */
export const LATENCY_COLUMNS: readonly string[] = Array.from({ length: LATENCY_BUCKETS }, (_, at) => `latency_${at}`);

/**
 * Portal sessions, and what endpoints did over time: a row for each endpoint, step (a minute or an hour, in milliseconds)
 * and result. `response_status` 0: no answer; `error_code` "": delivered. The index on failing endpoints is as small as
 * they are few.
 */
export const SCHEMA_4 = `
create table portal_session (
  id text primary key,
  id_space text,
  is_read_only integer not null,
  theme text not null,
  back_to text,
  code_hash text not null unique,
  token_hash text unique,
  created_at integer not null,
  expires_at integer not null,
  entered_at integer,
  revoked_at integer
) strict;
create index portal_session_by_space on portal_session (id_space, id);
create index portal_session_by_end on portal_session (expires_at);

create table activity (
  id_endpoint text not null,
  step integer not null,
  at integer not null,
  response_status integer not null,
  error_code text not null,
  count integer not null,
  last_at integer not null,
  ${LATENCY_COLUMNS.map((column) => `${column} integer not null`).join(",\n  ")},
  primary key (id_endpoint, step, at, response_status, error_code)
) strict, without rowid;
create index activity_by_time on activity (step, at);

create index endpoint_failing on endpoint (id_space)
  where deleted_at is null and (status = 'paused' or consecutive_failures > 0);
`;
