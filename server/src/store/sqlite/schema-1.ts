/**
 * The first schema. Ids of deliveries and keys sort by time, so their order is the order of their ids. Times are
 * milliseconds since 1970, booleans 0 or 1, headers and subscriptions JSON text.
 */
export const SCHEMA_1 = `
create table node (
  seq integer primary key,
  id text not null,
  started_at integer not null,
  beat_at integer not null,
  stopped_at integer
) strict;

create table space (
  seq integer primary key,
  id text not null unique,
  version integer not null,
  created_at integer not null
) strict;

create table endpoint (
  seq integer primary key,
  id text not null unique,
  id_space text not null,
  url text not null,
  description text not null,
  events text not null,
  headers text not null,
  pause_after integer not null,
  is_secret_in_body integer not null,
  body_secret text not null,
  signing_secret text not null,
  previous_signing_secret text,
  previous_signing_expires_at integer,
  status text not null,
  paused_reason text,
  paused_at integer,
  consecutive_failures integer not null,
  last_failure text,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
create index endpoint_live on endpoint (id_space) where deleted_at is null;
create index endpoint_deleted on endpoint (deleted_at) where deleted_at is not null;

create table event (
  seq integer primary key,
  id text not null,
  id_space text not null,
  event text not null,
  occurred_at integer not null,
  created_at integer not null,
  delivery_count integer not null,
  is_test integer not null,
  payload blob not null,
  unique (id_space, id)
) strict;
create index event_by_time on event (id_space, created_at);
create index event_by_type on event (id_space, event, created_at);

-- owner: the node that has a pending delivery in hand, by its seq; 0 is nobody. maybe_sent: a node died with it in hand.
create table delivery (
  id text primary key,
  seq_event integer not null,
  id_space text not null,
  id_endpoint text not null,
  event text not null,
  status text not null,
  owner integer not null,
  maybe_sent integer not null default 0,
  created_at integer not null,
  ended_at integer,
  attempt_count integer not null,
  last_response_status integer,
  last_error_code text,
  last_duration_ms real
) strict, without rowid;
create index delivery_by_event on delivery (seq_event);
create index delivery_by_endpoint on delivery (id_endpoint, id);
create index delivery_by_space on delivery (id_space, id);
-- What is owed, by who has it in hand. A delivery leaves this index when it ends, so it stays as small as the backlog.
create index delivery_pending on delivery (owner, id_endpoint, id) where status = 'pending';
-- The rare states, for lists by status. The usual way, pending to delivered, touches neither index.
create index delivery_kept_by_endpoint on delivery (id_endpoint, status, id)
  where status <> 'pending' and status <> 'delivered';
create index delivery_kept_by_space on delivery (id_space, status, id)
  where status <> 'pending' and status <> 'delivered';

create table attempt (
  seq integer primary key,
  id text not null,
  id_delivery text not null,
  "trigger" text not null,
  started_at integer not null,
  duration_ms real not null,
  dns_ms real,
  connect_ms real,
  tls_ms real,
  first_byte_ms real,
  url text not null,
  request_headers text not null,
  secret_length integer not null,
  response_status integer,
  response_headers text,
  response_body blob,
  is_body_cut integer,
  remote_address text,
  error_code text,
  error_detail text
) strict;
create index attempt_by_delivery on attempt (id_delivery);

create table api_key (
  id text primary key,
  id_space text,
  description text not null,
  hash text not null unique,
  created_at integer not null,
  revoked_at integer
) strict;
`;
