import type { CallOptions, List, Page } from "@posthorn/sdk";
import {
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";

const PAGE_ROWS = 50;
/** More rows at a time make the page slow, and nobody reads them: the newest go as older ones come. */
const PAGES_MAX = 8;

/** A list that comes by cursor, newest first: as far as somebody wanted to see it, and no more than a browser likes. */
export interface CursorList<Row> {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  /** Rows newer than the first have been put away. */
  isCut: boolean;
  /** Begins anew at the newest row. */
  toNewest(): void;
}

type Options<Row> = Pick<
  UseInfiniteQueryOptions<Page<Row>, Error, InfiniteData<Page<Row>>, QueryKey, string | undefined>,
  "placeholderData" | "refetchInterval"
>;

export function useCursorList<Row>(
  queryKey: QueryKey,
  list: (page: { limit: number; cursor?: string }, options: CallOptions) => List<Row>,
  { limit = PAGE_ROWS, ...options }: { limit?: number } & Options<Row> = {},
): CursorList<Row> {
  const queries = useQueryClient();
  const query = useInfiniteQuery({
    ...options,
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      list({ limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }).page(),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.next_cursor ?? undefined,
    maxPages: PAGES_MAX,
  });
  return {
    query,
    isCut: query.data?.pageParams[0] !== undefined,
    toNewest: () => void queries.resetQueries({ queryKey, exact: true }),
  };
}
