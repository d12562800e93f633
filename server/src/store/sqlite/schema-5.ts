/**
 * Range replays. `owner`: the node that has a running one in hand, by its seq. `reached`: the last delivery that was taken
 * out of the range. `in_hand`: the ids, as JSON text, of those that were taken and have no outcome yet.
 */
export const SCHEMA_5 = `
create table replay (
  id text primary key,
  id_space text not null,
  id_endpoint text not null,
  since integer not null,
  until integer not null,
  before_id text not null,
  status text not null,
  state text not null,
  reason text,
  total integer not null,
  delivered integer not null,
  failed integer not null,
  created_at integer not null,
  ended_at integer,
  owner integer not null,
  reached text,
  in_hand text not null
) strict, without rowid;
create index replay_by_space on replay (id_space, id);
create index replay_by_endpoint on replay (id_endpoint, id);
create unique index replay_running on replay (id_endpoint) where state = 'running';
create index replay_ended on replay (ended_at) where ended_at is not null;
`;
