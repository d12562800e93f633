import pg from "pg";
import { type Outbox, type OutboxColumns, type OutboxRow, optionalColumns, quoted } from "./outbox.ts";

/** A relay that has found no connection in this time tries again. */
const CONNECT_TIMEOUT_MS = 5_000;

/** An outbox in Postgres. `occurred_at` is a `timestamptz`. */
export function openPostgresOutbox(url: string, name: string, columns: OutboxColumns): Outbox {
  const { table, column } = quoted(name, columns);
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that the server ends is no fault: the pool makes another. Unheard, it would end the process.
  pool.on("error", () => {});
  const occurredAt = `to_char(${column.occurred_at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const selectFrom = (
    optional: string,
  ) => `select ${column.seq}::text as seq, ${column.id}::text as id, ${column.id_space}::text as "idSpace",
      ${column.event}::text as event, ${column.payload}::text as payload, ${occurredAt} as "occurredAt",
      ${optional}
    from ${table} as outbox where ${column.error} is null order by outbox.${column.seq} limit $1`;
  const settle = `with sent as (
      delete from ${table} where ${column.seq} = any($1::bigint[])
    )
    update ${table} as outbox set ${column.error} = bad.error
      from unnest($2::bigint[], $3::text[]) as bad (seq, error) where outbox.${column.seq} = bad.seq`;
  let select: string | null = null;
  return {
    async read(countMax) {
      select ??= selectFrom(optionalColumns(columns, await existingColumns(pool, table)));
      return (await pool.query<OutboxRow>(select, [countMax])).rows;
    },
    async settle(accepted, rejected) {
      await pool.query(settle, [accepted, rejected.map(({ seq }) => seq), rejected.map(({ error }) => error)]);
    },
    close: () => pool.end(),
  };
}

async function existingColumns(pool: pg.Pool, table: string): Promise<string[]> {
  const sql = "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped";
  const { rows } = await pool.query<{ attname: string }>(sql, [table]);
  return rows.map(({ attname }) => attname);
}
