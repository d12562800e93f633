import type { Cell } from "./cells.ts";
import { type Option, toggle, wholeNumber } from "./option.ts";
import type { Output } from "./output.ts";
import type { Column } from "./table.ts";

/** How much of a list is wanted. */
export interface Extent {
  limit: number | undefined;
  all: boolean;
}

const LIMIT_DEFAULT = 50;
/** As many as one page of the API may have. */
const PAGE_MAX = 200;

export const EXTENT_OPTIONS: { limit: Option<number | undefined>; all: Option<boolean> } = {
  limit: wholeNumber(1, 1_000_000, `at most so many, default ${LIMIT_DEFAULT}`),
  all: toggle("all there are"),
};

/** How many to ask for at a time. */
export function pageSize({ limit, all }: Extent): number {
  return all ? PAGE_MAX : Math.min(PAGE_MAX, limit ?? LIMIT_DEFAULT);
}

/** Lists the newest of them, and says where there are more. */
export async function listSome<Row>(
  output: Output,
  list: AsyncIterable<Row>,
  extent: Extent,
  columns: readonly Column<Row>[],
  nothing: string,
): Promise<void> {
  const limit = extent.all ? Number.POSITIVE_INFINITY : (extent.limit ?? LIMIT_DEFAULT);
  let hasMore = false;
  await output.list(
    first(list, limit, () => {
      hasMore = true;
    }),
    columns,
    nothing,
  );
  if (hasMore) await output.hint(`These are the newest ${limit}. --limit shows more, --all everything.`);
}

/** The colour of a state, wherever one is shown. */
export function stateCell(state: string): Cell {
  const style = STATE_STYLES[state];
  return style === undefined ? state : { text: state, style };
}

const STATE_STYLES: Readonly<Record<string, "green" | "red" | "yellow" | "dim">> = {
  active: "green",
  delivered: "green",
  done: "green",
  failed: "red",
  paused: "red",
  held: "yellow",
  pending: "yellow",
  running: "yellow",
  provisional: "yellow",
  revoked: "dim",
  discarded: "dim",
  cancelled: "dim",
};

/** One more is asked for than is given, since that is how one knows whether there are more. */
async function* first<Row>(list: AsyncIterable<Row>, limit: number, onMore: () => void): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of list) {
    if (count++ === limit) return onMore();
    yield row;
  }
}
