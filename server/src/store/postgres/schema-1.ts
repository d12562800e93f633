import { LATENCY_BUCKETS } from "../../core/latency.ts";

/** A column for each bucket of durations. */
export const LATENCY_COLUMNS: readonly string[] = Array.from({ length: LATENCY_BUCKETS }, (_, at) => `latency_${at}`);

/**
 * The first schema. Ids of deliveries, attempts, keys and sessions sort by time, byte by byte. Times are milliseconds
 * since 1970 by the clock of the node that wrote them; leases alone go by the database's. Rows refer to spaces, endpoints and
 * events by short numbers.
 */
export const SCHEMA_1 = `
create table posthorn.node (
  seq integer generated always as identity primary key,
  id text not null,
  started_at bigint not null,
  seen_at bigint not null,
  lease_ms integer not null,
  beat_at timestamptz not null default clock_timestamp(),
  -- Since when its beats have followed each other within the lease. It judges others only by time that it has seen itself.
  alive_since timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

-- Beside its node, since each write of the node locks this row to share, and a beat must not wait for that.
create table posthorn.node_fence (
  node integer primary key,
  is_dead boolean not null default false
) with (fillfactor = 50);

create table posthorn.space (
  seq integer generated always as identity primary key,
  id text collate "C" not null unique,
  version bigint not null,
  created_at bigint not null
) with (fillfactor = 80);

create table posthorn.endpoint (
  seq integer generated always as identity primary key,
  id text collate "C" not null unique,
  space integer not null,
  url text not null,
  description text not null,
  events text not null,
  headers text not null,
  pause_after integer not null,
  is_secret_in_body boolean not null,
  is_listener boolean not null,
  -- The node that serves a listener.
  node integer,
  envelope text not null,
  body_secret text not null,
  signing_secret text not null,
  previous_signing text not null,
  status text not null,
  paused_reason text,
  paused_at bigint,
  consecutive_failures integer not null,
  last_failure text,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint
) with (fillfactor = 70);
create index endpoint_live on posthorn.endpoint (space) where deleted_at is null;
create index endpoint_deleted on posthorn.endpoint (deleted_at) where deleted_at is not null;
create index endpoint_listener on posthorn.endpoint (node) where is_listener and deleted_at is null;
create index endpoint_failing on posthorn.endpoint (space)
  where deleted_at is null and (status = 'paused' or consecutive_failures > 0);

-- Every id an app has used, until its event is deleted: what is parted by time cannot keep ids unique by itself.
create table posthorn.event_key (
  space integer not null,
  id text collate "C" not null,
  created_at bigint not null,
  event_seq bigint not null,
  primary key (space, id)
);

create sequence posthorn.event_seq;
create table posthorn.event (
  seq bigint not null,
  space integer not null,
  created_at bigint not null,
  occurred_at bigint not null,
  delivery_count integer not null,
  is_test boolean not null,
  id text collate "C" not null,
  event text collate "C" not null,
  warnings text,
  actor text,
  correlation_id text,
  changes text,
  payload bytea not null
) partition by range (created_at);
create index event_by_time on posthorn.event (space, created_at, seq);
create index event_by_type on posthorn.event (space, event, created_at, seq);

-- kept: h held, f failed, x discarded. Null: pending, or delivered once it has ended. Both indexes leave these two out, so
-- that the usual way, pending to delivered, changes no indexed column: a HOT update, where the page has room.
create table posthorn.delivery (
  event_seq bigint not null,
  created_at bigint not null,
  ended_at bigint,
  last_duration_ms double precision,
  space integer not null,
  endpoint integer not null,
  attempt_count integer not null,
  last_response_status smallint,
  kept "char",
  id text collate "C" not null,
  id_event text collate "C" not null,
  event text collate "C" not null,
  last_error_code text
) partition by range (id);
create unique index delivery_by_space on posthorn.delivery (space, id);
create index delivery_by_endpoint on posthorn.delivery (endpoint, id);
create index delivery_by_event on posthorn.delivery (event_seq);
create index delivery_kept_by_endpoint on posthorn.delivery (endpoint, kept, id) where kept is not null;
create index delivery_kept_by_space on posthorn.delivery (space, kept, id) where kept is not null;

-- What is not yet ended: a row from acceptance to the end. owner: the node that has it in hand.
create table posthorn.owed (
  endpoint integer not null,
  owner integer,
  created_at bigint not null,
  event_seq bigint not null,
  space integer not null,
  is_held boolean not null,
  is_maybe_sent boolean not null,
  id text collate "C" not null,
  primary key (endpoint, id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 1);
create index owed_waiting on posthorn.owed (endpoint, id) where owner is null and not is_held;
create index owed_held on posthorn.owed (endpoint, id) where is_held;

create table posthorn.attempt (
  id_delivery text collate "C" not null,
  id text collate "C" not null,
  "trigger" text not null,
  started_at bigint not null,
  duration_ms double precision not null,
  dns_ms double precision,
  connect_ms double precision,
  tls_ms double precision,
  first_byte_ms double precision,
  secret_length integer not null,
  response_status smallint,
  is_body_cut boolean,
  envelope text not null,
  url text not null,
  request_headers text not null,
  response_headers text,
  response_body bytea,
  remote_address text,
  error_code text,
  error_detail text,
  primary key (id_delivery, id)
) partition by range (id_delivery);

create table posthorn.activity (
  endpoint integer not null,
  step integer not null,
  at bigint not null,
  response_status smallint not null,
  error_code text collate "C" not null,
  count integer not null,
  last_at bigint not null,
  ${LATENCY_COLUMNS.map((column) => `${column} integer not null`).join(",\n  ")},
  primary key (endpoint, step, at, response_status, error_code)
) with (fillfactor = 60);
create index activity_by_time on posthorn.activity (step, at);

create table posthorn.api_key (
  id text collate "C" primary key,
  id_space text,
  description text not null,
  hash text not null unique,
  created_at bigint not null,
  revoked_at bigint
);

create table posthorn.event_type (
  name text collate "C" primary key,
  description text,
  type_group text,
  schema text,
  sample text,
  validation text,
  created_at bigint not null,
  updated_at bigint not null
);

create table posthorn.portal_session (
  id text collate "C" primary key,
  id_space text,
  is_read_only boolean not null,
  theme text not null,
  back_to text,
  code_hash text not null unique,
  token_hash text unique,
  created_at bigint not null,
  expires_at bigint not null,
  entered_at bigint,
  revoked_at bigint
);
create index portal_session_by_space on posthorn.portal_session (id_space, id);
create index portal_session_by_end on posthorn.portal_session (expires_at);

-- Range replays. owner: the node that has a running one in hand. reached: the last delivery that was taken out of the range.
-- in_hand: those that were taken and have no outcome yet.
create table posthorn.replay (
  id text collate "C" primary key,
  id_space text not null,
  id_endpoint text not null,
  since bigint not null,
  until bigint not null,
  before_id text collate "C" not null,
  status text not null,
  state text not null,
  reason text,
  total integer not null,
  delivered integer not null,
  failed integer not null,
  created_at bigint not null,
  ended_at bigint,
  owner integer,
  reached text collate "C",
  in_hand text[] not null
) with (fillfactor = 50);
create index replay_by_space on posthorn.replay (id_space, id);
create index replay_by_endpoint on posthorn.replay (id_endpoint, id);
create unique index replay_running on posthorn.replay (id_endpoint) where state = 'running';
create index replay_ended on posthorn.replay (ended_at) where ended_at is not null;

-- What other nodes must hear of. xid tells which changes a reader may not have seen; numbers are given out before commits.
create table posthorn.change (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  node integer,
  at timestamptz not null default clock_timestamp(),
  id_space text,
  id_endpoint text
);
create index change_by_xid on posthorn.change (xid);
`;
