/** The ways in which an app may have its values at hand: each gets a door of its own to the one function. */
const SPACE_TYPES = ["text", "uuid"];
const PAYLOAD_TYPES = ["text", "json", "jsonb"];
const REST =
  "id text default null, occurred_at timestamptz default null, changes json default null, actor json default null, correlation_id text default null";

const doors = SPACE_TYPES.flatMap((space) => PAYLOAD_TYPES.map((payload) => ({ space, payload })))
  .filter(({ space, payload }) => space !== "text" || payload !== "text")
  .map(
    ({ space, payload }) => `
create function posthorn.emit(id_space ${space}, event text, payload ${payload}, ${REST}) returns text
  language sql volatile as $$
    select posthorn.emit($1::text, $2, $3::text, $4, $5, $6, $7, $8)
  $$;`,
  )
  .join("");

/**
 * `posthorn.emit`, by which an app emits events within a transaction of its own. What it says of mistakes are the API's
 * own codes and words. It runs as the owner of the schema, so that an app needs no right but to use the schema.
 */
export const SCHEMA_2 = `
create table posthorn.emitted (
  seq bigint generated always as identity primary key,
  emitted_at bigint not null,
  occurred_at bigint not null,
  id_space text collate "C" not null,
  id text collate "C" not null,
  event text collate "C" not null,
  correlation_id text collate "C",
  actor text,
  changes text,
  payload bytea not null,
  unique (id_space, id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 1);

create table posthorn.rejected_event (
  seq bigint generated always as identity primary key,
  emitted_at bigint not null,
  occurred_at bigint not null,
  rejected_at bigint not null,
  id_space text collate "C" not null,
  id text collate "C" not null,
  event text collate "C" not null,
  correlation_id text collate "C",
  actor text,
  changes text,
  payload bytea not null,
  code text not null,
  detail text not null,
  errors text,
  unique (id_space, id)
);
create index rejected_event_by_space on posthorn.rejected_event (id_space, seq);
create index rejected_event_by_time on posthorn.rejected_event (rejected_at);

-- What the nodes take: they tell it as they start.
create table posthorn.built_in_type (name text collate "C" primary key);
create table posthorn.emit_limit (
  is_only boolean primary key default true check (is_only),
  payload_bytes_max integer not null
);
insert into posthorn.emit_limit (payload_bytes_max) values (262144);

-- When the bell last rang, in milliseconds: a sequence, since that is read and set at once, whatever transactions do.
create sequence posthorn.emit_bell minvalue 0 start 0;

create function posthorn.emit_fault(code text, detail text) returns void language plpgsql as $$
begin
  raise exception using message = code || ': ' || detail,
    errcode = case code when 'malformed_json' then 'PH400' when 'event_id_conflict' then 'PH409'
      when 'payload_too_large' then 'PH413' else 'PH422' end,
    hint = case code
      when 'malformed_json' then 'Give one JSON object as the payload.'
      when 'event_id_conflict' then 'Give the event an id that no other event of its space has.'
      when 'payload_too_large' then 'Send less with the event, such as a link to the rest, or ask the operator to raise POSTHORN_PAYLOAD_BYTES_MAX.'
      when 'unknown_event_type' then 'Use a name that \`GET /v1/event-types\` lists.'
      else 'Mend each place that the message names.' end;
end $$;

-- A wrong value as the caller would recognise it, short.
create function posthorn.emit_shown(value text, length_max integer) returns text language sql immutable as $$
  select coalesce(to_json(case when length(value) <= length_max then value else left(value, length_max) || '...' end)::text, 'null')
$$;

-- An id of ours: it sorts by time.
create function posthorn.emit_id(at_ms bigint) returns text language plpgsql volatile as $$
declare
  rest bigint := at_ms;
  made text := '';
begin
  for n in 1..8 loop
    made := substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', (rest % 62)::integer + 1, 1) || made;
    rest := rest / 62;
  end loop;
  return 'evt_' || made || left(replace(gen_random_uuid()::text, '-', ''), 12);
end $$;

create function posthorn.emit_faults(id_space text, event text, id text, occurred_at timestamptz, changes json, actor json,
    correlation_id text) returns text language plpgsql stable as $$
declare
  faults text[] := '{}';
begin
  if (id_space ~ '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$') is not true then
    faults := faults || ('id_space: expected a uuid, got ' || posthorn.emit_shown(id_space, 60));
  end if;
  if event is null then
    faults := faults || 'event: expected the name of an event type, got null'::text;
  end if;
  if id !~ '^[A-Za-z0-9_-]{1,64}$' then
    faults := faults || ('id: expected 1 to 64 of A-Z a-z 0-9 _ -, got ' || posthorn.emit_shown(id, 60));
  end if;
  if occurred_at < 'epoch' or occurred_at >= '10000-01-01Z' then
    faults := faults || format('occurred_at: expected a time from 1970 to 9999, got %s', occurred_at);
  end if;
  if json_typeof(changes) <> 'object' then
    faults := faults || ('changes: expected an object with fields, previous, added, removed or null, got ' || json_typeof(changes));
  elsif octet_length(changes::text) > 65536 then
    faults := faults || format('changes: has %s bytes; at most 65536 are taken', octet_length(changes::text));
  elsif changes is not null and json_typeof(changes -> 'fields') is distinct from 'array' then
    faults := faults || ('changes.fields: expected an array, got ' || coalesce(json_typeof(changes -> 'fields'), 'nothing'));
  end if;
  if json_typeof(actor) <> 'object' then
    faults := faults || ('actor: expected an object with type, id, name or null, got ' || json_typeof(actor));
  elsif actor ->> 'type' not in ('user', 'api', 'automation', 'import', 'system') or (actor is not null and actor ->> 'type' is null) then
    faults := faults || ('actor.type: expected one of user, api, automation, import, system, got ' || posthorn.emit_shown(actor ->> 'type', 60));
  end if;
  if correlation_id !~ '^[\\x21-\\x7e]{1,128}$' then
    faults := faults || ('correlation_id: expected 1 to 128 visible ASCII characters, got ' || posthorn.emit_shown(correlation_id, 60));
  end if;
  return array_to_string(faults, '; ');
end $$;

-- A repeat gets the first answer, and what is no repeat is refused.
create function posthorn.emit_same(is_same boolean, id text) returns text language plpgsql as $$
begin
  if is_same is not true then
    perform posthorn.emit_fault('event_id_conflict', format(
      'The space already has an event %s with another type, time, payload, changes, actor or correlation_id. Nothing was changed.', id));
  end if;
  return id;
end $$;

create function posthorn.emit(id_space text, event text, payload text, ${REST}) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  now_ms constant bigint := floor(extract(epoch from clock_timestamp()) * 1000);
  at_ms bigint;
  the_changes constant json := case when json_typeof(changes) <> 'null' then changes end;
  the_actor constant json := case when json_typeof(actor) <> 'null' then actor end;
  the_space constant text := lower(id_space);
  the_id constant text := coalesce(id, posthorn.emit_id(now_ms));
  found_faults constant text := posthorn.emit_faults(id_space, event, id, occurred_at, the_changes, the_actor, correlation_id);
  bytes bytea;
  bytes_max integer;
  kind text;
  own_seq bigint;
  answer text;
begin
  if found_faults <> '' then
    perform posthorn.emit_fault('invalid_request', found_faults || '.');
  end if;
  at_ms := floor(extract(epoch from occurred_at) * 1000);
  begin
    kind := json_typeof(payload::json);
  exception when invalid_text_representation or untranslatable_character or statement_too_complex then
    perform posthorn.emit_fault('malformed_json', 'The payload is not valid JSON: ' || sqlerrm || '.');
  end;
  if kind is distinct from 'object' then
    perform posthorn.emit_fault('invalid_request', 'payload: expected an object, got ' || coalesce(kind, 'null') || '.');
  end if;
  bytes := convert_to(btrim(payload, E' \\t\\n\\r'), 'UTF8');
  select payload_bytes_max into bytes_max from posthorn.emit_limit;
  if length(bytes) > bytes_max then
    perform posthorn.emit_fault('payload_too_large', format(
      'The payload has %s bytes; at most %s are taken. Send a link to large data.', length(bytes), bytes_max));
  end if;
  if not exists (select from posthorn.built_in_type where name = event)
      and not exists (select from posthorn.event_type where name = event and schema is not null) then
    perform posthorn.emit_fault('unknown_event_type', format(
      'There is no event type %s. GET /v1/event-types lists them.', posthorn.emit_shown(event, 80)));
  end if;
  loop
    insert into posthorn.emitted (emitted_at, occurred_at, id_space, id, event, correlation_id, actor, changes, payload)
      values (now_ms, coalesce(at_ms, now_ms), the_space, the_id, emit.event, emit.correlation_id, the_actor::text, the_changes::text, bytes)
      on conflict do nothing returning seq into own_seq;
    if own_seq is not null then
      exit when id is null;
      -- A node removes a row after its event is kept: who finds no row there finds the event.
      select posthorn.emit_same(old.event = emit.event and old.payload = bytes and old.occurred_at = coalesce(at_ms, old.occurred_at)
          and old.correlation_id is not distinct from emit.correlation_id
          and old.actor::jsonb is not distinct from ('{"id":null,"name":null}'::jsonb || the_actor::jsonb)
          and case when the_changes is null then old.changes is null
            else old.changes::jsonb = '{"previous":{},"added":[],"removed":[]}'::jsonb
              || (select jsonb_object_agg(key, value) from json_each(the_changes) where json_typeof(value) <> 'null') end, the_id)
        into answer
        from posthorn.space join posthorn.event_key on event_key.space = space.seq and event_key.id = the_id
          join posthorn.event as old on old.space = event_key.space and old.created_at = event_key.created_at
            and old.seq = event_key.event_seq
        where space.id = the_space;
      if found then
        delete from posthorn.emitted where seq = own_seq;
      end if;
      exit;
    end if;
    select posthorn.emit_same(old.event = emit.event and old.payload = bytes and old.occurred_at = coalesce(at_ms, old.occurred_at)
        and old.correlation_id is not distinct from emit.correlation_id and old.actor is not distinct from the_actor::text
        and old.changes is not distinct from the_changes::text, the_id)
      into answer from posthorn.emitted as old where old.id_space = the_space and old.id = the_id;
    -- Else a node has taken it just now.
    exit when found;
  end loop;
  return the_id;
end $$;
${doors}

-- As the transaction commits: the bell takes a lock on the whole server, so it rings every 20 ms at the most. Who hears it
-- goes on looking for longer than that, for those that commit meanwhile.
create function posthorn.emit_ring() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  now_ms constant bigint := floor(extract(epoch from clock_timestamp()) * 1000);
  rang_ms constant bigint := (select last_value from posthorn.emit_bell);
begin
  if now_ms - rang_ms not between 0 and 19 then
    perform setval('posthorn.emit_bell', now_ms);
    perform pg_notify('posthorn_emit', '');
  end if;
  return null;
end $$;
create constraint trigger ring after insert on posthorn.emitted deferrable initially deferred
  for each row execute function posthorn.emit_ring();

revoke execute on function posthorn.emit_fault, posthorn.emit_shown, posthorn.emit_id, posthorn.emit_faults,
  posthorn.emit_same, posthorn.emit_ring from public;
`;
