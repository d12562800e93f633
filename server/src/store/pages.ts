export interface PageQuery {
  /** 1 to 200. */
  limit: number;
  /** From an earlier page's `nextCursor`. A string that is not one of ours throws `invalid_cursor`. */
  cursor: string | null;
}

/**
 * Newest first, stable while rows are added. A filter that no index serves looks at a bounded number of rows, so a page
 * may hold fewer than `limit` items, or none, and still have a `nextCursor`: only a null one says that this is all.
 */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
