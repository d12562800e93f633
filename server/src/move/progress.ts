import type { Key, MovedTable } from "./moved-table.ts";
import { createRowSum } from "./row-sum.ts";

/** How far a move is, by the tables of the target. Kept there, with what it tells of. */
export type Progress = Record<string, TableProgress>;

export interface TableProgress {
  /** How many rows there were, counted before the first was read. */
  total: number;
  /** How many of them have moved. */
  count: number;
  /** The key of the last of them. Null: none has. */
  key: Key | null;
  /** Their sum. */
  digest: string;
}

export function progressAtFirst(tables: readonly MovedTable[], count: (table: MovedTable) => number): Progress {
  const { digest } = createRowSum();
  return Object.fromEntries(
    tables.map((table) => [table.name, { total: count(table), count: 0, key: null, digest: digest() }]),
  );
}

export function progressOf(progress: Progress, { name }: MovedTable): TableProgress {
  const found = progress[name];
  if (found === undefined) throw new Error(`the move knows nothing of ${name}`);
  return found;
}
