/**
 * The move of an SQLite file into this database, where there was one. Until `ended_at` is set only part of it is here, and no
 * node starts. `batch` counts the commits, `progress` is JSON text: how far each table is.
 */
export const SCHEMA_3 = `
create table posthorn.move (
  is_only boolean primary key default true check (is_only),
  source text not null,
  fingerprint text not null,
  begun_at bigint not null,
  ended_at bigint,
  batch bigint not null,
  progress text not null
) with (fillfactor = 50);
`;
