import { ProblemError } from "../core/problems.ts";
import type { Page } from "./pages.ts";

/** Reads a cursor of the given form. Throws `invalid_cursor` for what we cannot have given out. */
export function parseCursor(cursor: string | null, form: RegExp): readonly string[] | null {
  if (cursor === null) return null;
  const parts = form.exec(cursor);
  if (parts === null) throw invalidCursor();
  return parts.slice(1);
}

export function invalidCursor(): ProblemError {
  return new ProblemError({ code: "invalid_cursor", detail: "Pass `next_cursor` of the page before, unchanged." });
}

/** Makes a page of rows that were read with a limit of one more than the page holds. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorAfter: (last: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), nextCursor: hasMore ? cursorAfter(last) : null };
}
