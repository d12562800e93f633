/** An app's table of events that are to be sent, in a database of its own. */
export interface Outbox {
  /** The oldest that are neither sent nor set aside. */
  read(countMax: number): Promise<OutboxRow[]>;
  /** Deletes those that were accepted, and sets aside those that never will be, with what is wrong. All of it, or nothing. */
  settle(accepted: readonly string[], rejected: readonly SetAside[]): Promise<void>;
  close(): Promise<void>;
}

export interface OutboxRow {
  /** Its number in the table. */
  seq: string;
  id: string;
  idSpace: string;
  event: string;
  /** JSON text. */
  payload: string;
  /** ISO 8601. */
  occurredAt: string | null;
  /** JSON text, as the next. */
  changes: string | null;
  actor: string | null;
  correlationId: string | null;
}

export interface SetAside {
  seq: string;
  error: string;
}

/** What the columns of the table are called, by what they mean. */
export const OUTBOX_COLUMNS = {
  seq: "seq",
  id: "id",
  id_space: "id_space",
  event: "event",
  payload: "payload",
  occurred_at: "occurred_at",
  error: "error",
  changes: "changes",
  actor: "actor",
  correlation_id: "correlation_id",
};

/** Of them, what a table need not have. */
const OPTIONAL = ["changes", "actor", "correlation_id"] as const;

export type OutboxColumns = typeof OUTBOX_COLUMNS;

/**
 * What stands in a statement for the columns that a table need not have, as text. One of another name than ours is there,
 * or whoever has named it shall hear that it is not.
 */
export function optionalColumns(columns: OutboxColumns, existing: readonly string[]): string {
  const wanted = OPTIONAL.map((meaning) => {
    const name = columns[meaning];
    const isThere = name !== meaning || existing.includes(name);
    return `${isThere ? `cast(outbox.${quote(name)} as text)` : "null"} as ${quote(RESULTS[meaning])}`;
  });
  return wanted.join(", ");
}

const RESULTS = { changes: "changes", actor: "actor", correlation_id: "correlationId" };

/** The names as they stand in statements: `table` may be `schema.table`. */
export function quoted(table: string, columns: OutboxColumns): { table: string; column: OutboxColumns } {
  const column = { ...columns };
  for (const [meaning, name] of Object.entries(columns)) {
    // The keys are those of the columns.
    column[meaning as keyof OutboxColumns] = quote(name);
  }
  return { table: table.split(".").map(quote).join("."), column };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
