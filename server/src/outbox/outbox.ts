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
};

export type OutboxColumns = typeof OUTBOX_COLUMNS;

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
