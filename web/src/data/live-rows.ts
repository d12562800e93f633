import type { Page } from "@posthorn/sdk";

/** A list as far as it was fetched, page by page, newest first. */
export interface Pages<Row> {
  pages: Page<Row>[];
  pageParams: unknown[];
}

interface Keyed {
  id: string;
  created_at: string;
}

/**
 * A list with a row as it is now. One that is there already changes in its place, or goes where it fits the list no more.
 * A new one gets its place by its time, unless it is older than all that was fetched: it comes with its page.
 */
export function withRow<Row extends Keyed>(list: Pages<Row>, row: Row, fits: (row: Row) => boolean): Pages<Row> {
  const isKnown = list.pages.some(({ data }) => data.some(({ id }) => id === row.id));
  if (isKnown) {
    return mapPages(list, (data) => data.flatMap((old) => (old.id !== row.id ? [old] : fits(row) ? [row] : [])));
  }
  if (!fits(row)) return list;
  // The newest rows have been put away: there is no telling what lies between this one and the first that is left.
  const first = list.pages[0]?.data[0];
  if (list.pageParams[0] !== undefined && (first === undefined || isAfter(row, first))) return list;
  const at = list.pages.findIndex(
    ({ data, next_cursor }) => next_cursor === null || data.some((old) => isAfter(row, old)),
  );
  if (at < 0) return list;
  return mapPages(list, (data, index) => (index === at ? insert(data, row) : data));
}

/** All rows of a list, each once, though one may have moved between two fetched pages. */
export function rowsOf<Row extends Keyed>(list: Pages<Row> | undefined): Row[] {
  const rows = new Map<string, Row>();
  for (const { data } of list?.pages ?? []) for (const row of data) if (!rows.has(row.id)) rows.set(row.id, row);
  return [...rows.values()];
}

function mapPages<Row>(list: Pages<Row>, change: (data: Row[], index: number) => Row[]): Pages<Row> {
  return { ...list, pages: list.pages.map((page, index) => ({ ...page, data: change(page.data, index) })) };
}

function insert<Row extends Keyed>(data: Row[], row: Row): Row[] {
  const before = data.findIndex((old) => isAfter(row, old));
  return before < 0 ? [...data, row] : data.toSpliced(before, 0, row);
}

/** Ids are in the order of time where the times are the same. */
function isAfter(a: Keyed, b: Keyed): boolean {
  return a.created_at > b.created_at || (a.created_at === b.created_at && a.id > b.id);
}
