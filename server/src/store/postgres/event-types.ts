import type { Validation } from "../../core/event-type.ts";
import type { EventTypeStore, RegisteredType } from "../event-types.ts";
import type { Changes } from "./changes.ts";
import { type Database, statement } from "./driver.ts";

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

/** One change at a time, so that the count of definitions holds: there are few of them. */
const lock = statement("type_lock", "lock table posthorn.event_type in share row exclusive mode");
const selectState = statement<{ is_there: boolean; count: number }>(
  "type_state",
  `select exists (select from posthorn.event_type where name = $1) as is_there,
    (select count(*) from posthorn.event_type where schema is not null) as count`,
);
const write = statement(
  "type_put",
  `insert into posthorn.event_type (name, description, type_group, schema, sample, validation, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (name) do update set description = excluded.description, type_group = excluded.type_group,
      schema = excluded.schema, sample = excluded.sample, validation = excluded.validation,
      updated_at = excluded.updated_at`,
);
const remove = statement<{ name: string }>(
  "type_delete",
  "delete from posthorn.event_type where name = $1 returning name",
);
const selectAll = statement<EventTypeRow>("type_list", "select * from posthorn.event_type order by name");

/** Rows of `event_type`. Each change is announced after its commit. */
export function createEventTypes(database: Database, changes: Changes): EventTypeStore {
  return {
    async put({ name, definition, validation, createdAt, updatedAt }, typesMax) {
      const { outcome, tell } = await database.transaction(async (transaction) => {
        await transaction.query(lock);
        const [state] = await transaction.query(selectState, [name]);
        const isNew = !state?.is_there;
        if (isNew && definition !== null && (state?.count ?? 0) >= typesMax)
          return { outcome: "full", tell() {} } as const;
        const { description = null, group = null, schema = null, sample = null } = definition ?? {};
        await transaction.query(write, [name, description, group, schema, sample, validation, createdAt, updatedAt]);
        const { tell } = await changes.note(transaction, ["event types"]);
        return { outcome: isNew ? "created" : "replaced", tell } as const;
      });
      tell();
      return outcome;
    },
    async delete(name) {
      const tell = await database.transaction(async (transaction) => {
        const isDeleted = (await transaction.query(remove, [name])).length > 0;
        return isDeleted ? (await changes.note(transaction, ["event types"])).tell : null;
      });
      tell?.();
      return tell !== null;
    },
    list: async () => (await database.query(selectAll)).map(toRegistered),
    watch: changes.eventTypes.watch,
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
