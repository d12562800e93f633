import type { Validation } from "../../core/event-type.ts";
import type { EventTypeStore, RegisteredType } from "../event-types.ts";
import type { Database } from "./driver.ts";
import type { Commit } from "./group-commit.ts";

interface EventTypeRow {
  name: string;
  description: string | null;
  type_group: string | null;
  schema: string | null;
  sample: string | null;
  validation: Validation | null;
  created_at: number;
  updated_at: number;
}

export interface EventTypes {
  put(commit: Commit, type: RegisteredType, typesMax: number): Awaited<ReturnType<EventTypeStore["put"]>>;
  delete(commit: Commit, name: string): boolean;
  list(): RegisteredType[];
}

/** Rows of `event_type`. Each change is announced after its commit. */
export function createEventTypes(database: Database, announce: () => void): EventTypes {
  const isThere = database.prepare<{ schema: string | null }>("select schema from event_type where name = ?");
  const countOwn = database.prepare<{ count: number }>(
    "select count(*) as count from event_type where schema is not null",
  );
  const write = database.prepare(
    `insert into event_type (name, description, type_group, schema, sample, validation, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (name) do update set description = excluded.description, type_group = excluded.type_group,
        schema = excluded.schema, sample = excluded.sample, validation = excluded.validation,
        updated_at = excluded.updated_at`,
  );
  const remove = database.prepare("delete from event_type where name = ?");
  const selectAll = database.prepare<EventTypeRow>("select * from event_type order by name");

  return {
    put(commit, { name, definition, validation, createdAt, updatedAt }, typesMax) {
      const isNew = isThere.get(name) === undefined;
      if (isNew && definition !== null && (countOwn.get()?.count ?? 0) >= typesMax) return "full";
      const { description = null, group = null, schema = null, sample = null } = definition ?? {};
      write.run(name, description, group, schema, sample, validation, createdAt, updatedAt);
      commit.after(announce);
      return isNew ? "created" : "replaced";
    },
    delete(commit, name) {
      const isDeleted = remove.run(name) > 0;
      if (isDeleted) commit.after(announce);
      return isDeleted;
    },
    list: () => selectAll.all().map(toRegistered),
  };
}

function toRegistered(row: EventTypeRow): RegisteredType {
  const { name, description, type_group: group, schema, sample, validation } = row;
  const isOwn = description !== null && group !== null && schema !== null && sample !== null;
  return {
    name,
    definition: isOwn ? { description, group, schema, sample } : null,
    validation,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
