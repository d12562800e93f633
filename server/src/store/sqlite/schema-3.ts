/**
 * What is said of an event beside its payload, the envelope that an endpoint asks for and an attempt was sent in, and the
 * app's own event types. A type without a schema is a built-in one of which only the validation is set.
 */
export const SCHEMA_3 = `
alter table event add column changes text;
alter table event add column actor text;
alter table event add column correlation_id text;
alter table endpoint add column envelope text not null default 'seed';
alter table attempt add column envelope text not null default 'seed';

create table event_type (
  name text primary key,
  description text,
  type_group text,
  schema text,
  sample text,
  validation text,
  created_at integer not null,
  updated_at integer not null
) strict, without rowid;
`;
