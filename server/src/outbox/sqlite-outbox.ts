import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Outbox, type OutboxColumns, type OutboxRow, optionalColumns, quoted } from "./outbox.ts";

/** For so long another writer is waited for. */
const BUSY_TIMEOUT_MS = 5_000;

/** An outbox in an SQLite file. `occurred_at` is ISO 8601 text. */
export function openSqliteOutbox(path: string, name: string, columns: OutboxColumns): Outbox {
  const { table, column } = quoted(name, columns);
  // In vain where there is no file, instead of making an empty one.
  closeSync(openSync(path, "r+"));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  const selectFrom = (
    optional: string,
  ) => `select cast(${column.seq} as text) as seq, ${column.id} as id, ${column.id_space} as idSpace,
      ${column.event} as event, cast(${column.payload} as text) as payload, ${column.occurred_at} as occurredAt,
      ${optional}
    from ${table} as outbox where ${column.error} is null order by outbox.${column.seq} limit ?`;
  return {
    // Rows are what the statement says.
    async read(countMax) {
      const existing = database.prepare(`select * from ${table} limit 0`).columns();
      const optional = optionalColumns(
        columns,
        existing.map(({ name }) => name),
      );
      return database.prepare(selectFrom(optional)).all(countMax) as unknown as OutboxRow[];
    },
    async settle(accepted, rejected) {
      database.exec("begin immediate");
      try {
        const remove = database.prepare(`delete from ${table} where ${column.seq} = ?`);
        for (const seq of accepted) remove.run(seq);
        const setAside = database.prepare(`update ${table} set ${column.error} = ? where ${column.seq} = ?`);
        for (const { seq, error } of rejected) setAside.run(error, seq);
        database.exec("commit");
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
    },
    async close() {
      database.close();
    },
  };
}
